"""What hangs on a record of the register and is edited beside it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline, TabularInline

from content.heritage import rights
from content.heritage.admin import papers
from content.heritage.models import (
    Bearer,
    Decision,
    Document,
    Incident,
    Inscription,
    Intervention,
    Photograph,
    Recognition,
    Survey,
    Viewpoint,
)
from content.heritage.models.acts import Act
from tourism_backend.accounts.models import User
from tourism_backend.publishing.admin import actor, display, once

UNSAID = "?"


def _said(value: str) -> None:
    """Refuse what nobody chose: an empty rank means that the rank is withdrawn."""
    if value == UNSAID:
        raise ValidationError(_("Say what it decides: a rank, or that the rank is withdrawn."))


class RankForm(ModelForm):  # type: ignore[type-arg]
    """A decision on a rank: of a new one the rank is to be chosen, though it may be none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rank: Any = self.fields.get("rank")
        if rank is not None and self.instance.pk is None and not self.instance.rank:
            rank.choices = [(UNSAID, "---------"), *rank.choices]
            rank.validators.append(_said)
            self.initial["rank"] = UNSAID


class Parts(BaseInlineFormSet):  # type: ignore[type-arg]
    """Parts of a record: what the person may not change is shown and stays, whatever is sent."""

    person: User
    of = ""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Close what is approved, and what others made."""
        super().add_fields(form, index)
        held = form.instance
        if held.pk is None:
            return
        approved = getattr(held, "approved_at", None) is not None
        if approved or not rights.may_change(self.person, held, self.of):
            for name in form.fields.keys() - {form._meta.model._meta.pk.name}:
                form.fields[name].disabled = True

    def save_new(self, form: Any, commit: bool = True) -> Any:
        """Say who made it."""
        if hasattr(form.instance, "made_by_id"):
            form.instance.made_by = self.person
        return super().save_new(form, commit)


class _OfRecord:
    """An inline with the rights of ``rights``; ``of`` is the field that leads to its record.

    What names other things of the same record has these to choose from, and nothing while the
    record is new.
    """

    extra = 0
    tab = True
    of = "monument"
    own: tuple[str, ...] = ()

    formset = Parts
    model: type[Model]

    def _may(self, request: HttpRequest, verbs: Iterable[str], obj: Any) -> bool:
        part = str(self.model._meta.model_name)
        return any(rights.may(actor(request), part, verb, self.of, obj) for verb in verbs)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """``<part>.add``."""
        return self._may(request, ("add",), obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """``<part>.view``."""
        return self._may(request, ("view",), obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """``<part>.change``, or of one's own: which they are, the formset knows."""
        return self._may(request, ("change", "own"), obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """``<part>.delete``, or of one's own."""
        return self._may(request, ("delete", "own"), obj)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """For this person."""
        made: Any = super().get_formset(request, obj, **kwargs)  # type: ignore[misc]
        made.person, made.of = actor(request), self.of
        return made

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Only what belongs to the record."""
        if db_field.name in self.own:
            match = request.resolver_match
            key = str(match.kwargs.get("object_id")) if match else ""
            kwargs["queryset"] = self.choices(db_field, int(key) if key.isdecimal() else None)
        return super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **kwargs
        )

    def choices(self, db_field: ForeignKey[Any, Any], key: int | None) -> QuerySet[Any]:
        """What there is to choose from, of the record with this key."""
        rows: QuerySet[Any] = db_field.related_model._default_manager.all()
        return rows.none() if key is None else rows.filter(**{self.of: key})


class _Acts(_OfRecord):
    """Acts: new ones wait for the record's publication, and may be taken back until then."""

    own = ("corrects",)
    readonly_fields = ("waits",)

    @display(description=_("approved"))
    def waits(self, act: Act) -> str:
        """The day, or that it waits."""
        if act.pk is None:
            return "–"
        if act.approved_at is None:
            return gettext("waits for approval")
        return date_format(localtime(act.approved_at), "SHORT_DATE_FORMAT")

    def choices(self, db_field: ForeignKey[Any, Any], key: int | None) -> QuerySet[Any]:
        """Only what was approved is corrected; the rest is changed."""
        return super().choices(db_field, key).filter(approved_at__isnull=False)


class DecisionInline(_Acts, TabularInline):  # type: ignore[misc]
    """Ranking decisions."""

    model = Decision
    form = RankForm
    fields = ("rank", "number", "dated", "authority", "signatory", "source", "corrects", "waits")


class SurveyInline(_OfRecord, StackedInline):  # type: ignore[misc]
    """Condition surveys."""

    model = Survey
    fields = (
        ("surveyed_on", "surveyor", "method"), ("part", "grade"), "threats", "findings",
    )  # fmt: skip


class InterventionInline(_OfRecord, StackedInline):  # type: ignore[misc]
    """Works; what they cost is shown to who may see it."""

    model = Intervention
    budget = ("budget_vnd", "budget_source")
    fields = (
        ("plan", "permit"), ("budget_vnd", "budget_source", "contractor"), ("starts_on", "ends_on"),
        "comparison",
    )  # fmt: skip
    readonly_fields = ("comparison",)

    @display(description=_("before and after"))
    @once
    def comparison(self, works: Intervention) -> str:
        """The way to the two laid side by side."""
        return papers.before_and_after(works) if works.pk else "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Intervention]:
        """With their papers."""
        works: QuerySet[Intervention] = super().get_queryset(request)
        return works.prefetch_related("documents")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Without the budget for who may not see it."""
        if actor(request).may("budget.view"):
            return self.fields
        return [
            [name for name in line if name not in self.budget] if isinstance(line, tuple) else line
            for line in self.fields
        ]


class IncidentInline(_OfRecord, TabularInline):  # type: ignore[misc]
    """Incidents."""

    model = Incident
    fields = ("happened_on", "what", "reported_by", "closed_on")


class InscriptionInline(_Acts, TabularInline):  # type: ignore[misc]
    """Inscriptions on lists."""

    of = "intangible"
    model = Inscription
    fields = ("register", "removed", "number", "dated", "authority", "source", "corrects", "waits")


class BearerInline(_OfRecord, TabularInline):  # type: ignore[misc]
    """Those who bear it; never public."""

    of = "intangible"
    model = Bearer
    fields = ("name", "title", "born", "contact", "consent_on", "consent_until")


class RecognitionInline(_Acts, TabularInline):  # type: ignore[misc]
    """Recognitions as a national treasure."""

    of = "artefact"
    model = Recognition
    form = RankForm
    fields = ("rank", "number", "dated", "authority", "signatory", "source", "corrects", "waits")


class DocumentInline(_OfRecord, StackedInline):  # type: ignore[misc]
    """Scans, plans, permits: what is filed stays."""

    model = Document
    fields = (("kind", "title", "file"), ("decision", "intervention"))
    own = ("decision", "intervention")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    has_delete_permission = has_change_permission

    def get_queryset(self, request: HttpRequest) -> QuerySet[Document]:
        """Without what tells of budgets, for who may not see these."""
        papers: QuerySet[Document] = super().get_queryset(request)
        may = actor(request).may("worksdocument.view")
        return papers if may else papers.exclude(kind__in=rights.OF_BUDGET)


class ViewpointInline(_OfRecord, TabularInline):  # type: ignore[misc]
    """Where it is photographed from."""

    model = Viewpoint
    fields = ("name", "bearing")


class PhotographInline(_OfRecord, StackedInline):  # type: ignore[misc]
    """Photographs from the viewpoints; a viewpoint has to be saved first."""

    model = Photograph
    fields = (("viewpoint", "taken_on", "file", "survey"),)
    verbose_name_plural = _("photographs from fixed viewpoints")
    own = ("viewpoint", "survey")
