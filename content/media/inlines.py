"""The uploads of a record, in the record's own form: which they are, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, cached_property, partial
from itertools import count
from typing import Any

from django import forms
from django.db.models import Max, QuerySet
from django.forms.models import modelformset_factory
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from content.media import panel, shown
from content.media.models import Attachment, Belonging, Shown
from tourism_backend.publishing.admin import display
from tourism_backend.publishing.collection import Part


class Uploads(forms.BaseModelFormSet):  # type: ignore[type-arg]
    """The rows of a part that lies in a table shared by all collections."""

    part: Part
    model: type[Shown]

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        self.instance, self.save_as_new = instance, kwargs.pop("save_as_new", False)
        kwargs["queryset"] = self._held().select_related(self.model.of)
        super().__init__(*args, **kwargs)

    def _held(self) -> QuerySet[Any]:
        """The record's rows, in their order."""
        rows: QuerySet[Any] = self.model._default_manager.filter(
            target=self.instance.uuid, **self.part.fixed
        )
        return rows.order_by(*self.part.order)

    @cached_property
    def _free(self) -> Iterator[int]:
        """The places after the last one."""
        return count((self._held().aggregate(last=Max("order"))["last"] or 0) + 1)

    @classmethod
    def get_default_prefix(cls) -> str:
        """The part's name: that of the field of which a save is told."""
        return cls.part.name

    def clean(self) -> None:
        """No upload twice."""
        super().clean()
        seen, name = set(), self.model.of
        for form in self.forms:
            upload = form.cleaned_data.get(name)
            if upload is None or form.cleaned_data.get("DELETE"):
                continue
            if upload in seen:
                form.add_error(name, _("This is named twice."))
            seen.add(upload)

    def save(self, commit: bool = True) -> Any:
        """Count them anew from 1, however they were dragged."""
        saved = super().save(commit)
        if self.has_changed():
            moved = [(n, row) for n, row in enumerate(self._held(), 1) if row.order != n]
            for order, row in moved:
                row.order = order
            self._held().bulk_update([row for _order, row in moved], ["order"])
        return saved

    def save_new(self, form: Any, commit: bool = True) -> Any:
        """Of this record, and at the end where no place was given."""
        row = form.instance
        row.target = self.instance.uuid
        for name, value in self.part.fixed.items():
            setattr(row, name, value)
        if row.order is None:
            row.order = next(self._free)
        return super().save_new(form, commit)


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """An upload and its place, which is the last where none is given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "order" in self.fields:
            self.fields["order"].required = self.instance.pk is not None
        if self.instance.pk is None:
            self.initial["order"] = None


class UploadInline(TabularInline):  # type: ignore[misc]
    """The uploads of a record; whoever may change the record says which they are."""

    part: Part
    form = RowForm
    formset = Uploads
    extra = 0
    tab = True
    ordering_field = "order"
    hide_title = True
    readonly_fields: tuple[str, ...] = ("status",)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """As Django makes it, but for the foreign key that a shared table does not have."""
        made: Any = modelformset_factory(
            self.model,
            form=self.form,
            formset=self.formset,
            fields=(self.model.of, "order"),
            formfield_callback=partial(self.formfield_for_dbfield, request=request),
            extra=self.extra,
            can_delete=self.has_delete_permission(request, obj),
        )
        made.part = self.part
        return made

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """``picture.view`` or ``enclosure.view``."""
        person: Any = request.user
        return bool(person.may(f"{self.model.of}.view"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As for the record."""
        record = self.admin_site._registry[self.parent_model]
        mine = record.has_add_permission(request) if obj is None else None
        may = record.has_change_permission(request, obj) if mine is None else mine
        return may and self.has_view_permission(request, obj)

    has_add_permission = has_delete_permission = has_change_permission

    @display(description=_("state"))
    def status(self, row: Shown) -> str:
        """Of the upload itself: the public sees those that are published."""
        return str(getattr(row, self.model.of).get_status_display()) if row.pk else "–"


class PictureInline(UploadInline):
    """The pictures of a record, which are dragged into their order."""

    model = Attachment
    fields = ("thumbnail", "picture", "status", "order")
    readonly_fields = ("thumbnail", "status")
    autocomplete_fields = ("picture",)

    @display(description=_("preview"))
    def thumbnail(self, row: Attachment) -> str:
        """A small one."""
        address = panel.preview(row.picture) if row.pk else ""
        image = '<img src="{}" alt="" width="96" loading="lazy">'
        return format_html(image, address) if address else "–"


class EnclosureInline(UploadInline):
    """Its recordings and documents."""

    model = Belonging
    fields = ("enclosure", "status", "order")
    autocomplete_fields = ("enclosure",)


@cache
def pictures(collection: str) -> type[UploadInline] | None:
    """For the records of a collection."""
    return _inline(PictureInline, shown.pictures_of(collection))


@cache
def enclosures(collection: str) -> type[UploadInline] | None:
    """The same."""
    return _inline(EnclosureInline, shown.enclosures_of(collection))


def _inline(inline: type[UploadInline], part: Part | None) -> type[UploadInline] | None:
    return None if part is None else type(inline.__name__, (inline,), {"part": part})
