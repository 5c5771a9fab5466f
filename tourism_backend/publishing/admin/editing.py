"""Editing a record together with others: the row is locked, the second to save is shown both."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from tourism_backend.publishing.admin import (
    locking,
    panels,
    presence,
    translating,
    widgets,
    words,
)
from tourism_backend.publishing.admin.rights import RoleAdmin, actor
from tourism_backend.publishing.history import versions

# Tells the page's script that what it kept of a form has arrived (frontend/admin/drafts.ts).
SAVED_COOKIE, SAVED_S = "saved-form", 60


class EditingAdmin(RoleAdmin):
    """Forms that several people may have open at once."""

    conflict_template = "admin/publishing/conflict.html"

    def get_urls(self) -> list[URLPattern]:
        """Who else has a record's form open, beside the pages."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_presence"
        view = self.admin_site.admin_view(self.presence_view)
        return [path("<path:object_id>/presence/", view, name=name), *super().get_urls()]

    # --- one after the other

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The record; to be saved it is locked first: what is compared is what is overwritten."""
        record = super().get_object(request, object_id, from_field)
        saving = request.method == "POST" and transaction.get_connection().in_atomic_block
        if record is None or not saving:
            return record
        rows = self.model._default_manager.select_for_update(of=("self",)).order_by()
        list(rows.filter(pk=record.pk).values_list("pk"))
        # It may have changed while we waited.
        return super().get_object(request, object_id, from_field)

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool = False) -> Any:
        """Remember the inlines: the check before a save compares their rows too."""
        formsets, inlines = super()._create_formsets(request, obj, change)
        request.formsets = formsets  # type: ignore[attr-defined]
        return formsets, inlines

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Any, inline: Any, prefix: str
    ) -> dict[str, Any]:
        """An inline for which a person chose what somebody else saved is left alone."""
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if "data" in kwargs and locking.chosen(request.POST, prefix) == "theirs":
            kwargs["data"] = locking.without_rows(kwargs["data"], prefix)
        return kwargs

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Refuse to write over what the person has not seen. Raises ``locking.Stale``."""
        if change:
            locking.check(form, getattr(request, "formsets", []))

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form; or, where somebody else saved in the meantime, both versions."""
        try:
            answer: HttpResponse = super().changeform_view(
                request, object_id, form_url, extra_context
            )
        except locking.Stale as stale:
            return self._both(request, object_id, stale)
        return answer

    def response_add(self, request: HttpRequest, obj: Any, *args: Any, **kwargs: Any) -> Any:
        """Saved: what the browser kept of the form is not needed any more."""
        return _arrived(request, super().response_add(request, obj, *args, **kwargs))

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        """The same."""
        return _arrived(request, super().response_change(request, obj))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Put into the form what its reader sees; one that comes back keeps what it said."""
        form, record = context["adminform"].form, kwargs.get("obj")
        if record is not None and record.pk:
            formsets = [inline.formset for inline in context["inline_admin_formsets"]]
            form.initial[locking.VERSION] = locking.seen(form, formsets)
            translating.mark(form, record)
            context["review_url"] = self._url("review", record.pk)
            context["panels"] = panels.of(request, record)
            context["editing"] = {
                "presence": self._url("presence", record.pk),
                "every": presence.ASK_S,
                "edited": record.updated_at.isoformat(),
            }
        return super().render_change_form(request, context, *args, **kwargs)  # type: ignore[no-any-return]

    def _both(
        self, request: HttpRequest, object_id: str | None, stale: locking.Stale
    ) -> HttpResponse:
        """What differs, field by field, and all that was sent, to be sent again."""
        record = self.get_object(request, str(object_id))
        last = versions(self.history_of, record, limit=1)
        context = self.admin_site.each_context(request) | {
            "title": _("Saved by two people: %s") % record,
            "object": record,
            "opts": self.opts,
            "differences": stale.differences,
            "last": last[0] if last else None,
            "by": words.who(last[0].actor) if last else "",
            "version": locking.seen(stale.form, stale.formsets),
            "sent": _again(request.POST),
            "files": bool(request.FILES),
            "map_config": widgets.ground(),
            "change_url": self._url("change", record.pk),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.conflict_template, context, status=409)

    def _url(self, page: str, pk: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[pk])

    # --- at the same time

    def presence_view(self, request: HttpRequest, object_id: str) -> JsonResponse:
        """A form says that it is open, or with ``left`` that it was closed; who else edits."""
        if request.method != "POST" or not self.has_change_permission(request):
            raise PermissionDenied
        record, person = f"{self.opts.label_lower}:{object_id}", actor(request)
        if "left" in request.POST:
            presence.left(record, person)
            return JsonResponse({})
        edited = self.model._default_manager.filter(pk=object_id).values_list("updated_at").first()
        return JsonResponse(
            {"others": presence.here(record, person), "edited": edited and edited[0].isoformat()}
        )


def _arrived(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    saved = quote(f"{actor(request).pk}:{request.path}", safe="")
    answer.set_cookie(SAVED_COOKIE, saved, max_age=SAVED_S, samesite="Lax")
    return answer


def _again(data: QueryDict) -> list[tuple[str, str]]:
    """What was sent, but for what the page itself says anew."""
    fresh = ("csrfmiddlewaretoken", locking.VERSION)
    return [
        (name, value)
        for name, values in data.lists()
        if name not in fresh and not name.startswith(locking.CHOICE)
        for value in values
    ]
