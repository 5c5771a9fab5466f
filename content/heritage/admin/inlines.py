"""What hangs on a record of the register and is edited beside it."""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import StackedInline, TabularInline

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
from tourism_backend.publishing import access
from tourism_backend.publishing.admin import actor


class _OfRecord:
    """An inline whose rights are its record's."""

    extra = 0
    tab = True
    action = "monument.change"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As for the record itself, within the person's limits."""
        person = actor(request)
        return person.may(self.action) and (obj is None or access.covers(person, obj))

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission


class _Appended(_OfRecord):
    """Acts: new ones may be added, none is changed or removed."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    has_delete_permission = has_change_permission


class DecisionInline(_Appended, TabularInline):  # type: ignore[misc]
    """Ranking decisions."""

    model = Decision
    fields = ("rank", "number", "dated", "authority", "signatory", "source", "corrects")


class SurveyInline(_OfRecord, StackedInline):  # type: ignore[misc]
    """Condition surveys."""

    model = Survey
    fields = (
        ("surveyed_on", "surveyor", "method"), ("part", "grade"), "threats", "findings",
    )  # fmt: skip


class InterventionInline(_OfRecord, StackedInline):  # type: ignore[misc]
    """Works."""

    model = Intervention
    fields = (
        ("plan", "permit"), ("budget_vnd", "budget_source", "contractor"), ("starts_on", "ends_on"),
    )  # fmt: skip


class IncidentInline(_OfRecord, TabularInline):  # type: ignore[misc]
    """Incidents."""

    model = Incident
    fields = ("happened_on", "what", "reported_by", "closed_on")


class InscriptionInline(_Appended, TabularInline):  # type: ignore[misc]
    """Inscriptions on lists."""

    action = "intangible.change"
    model = Inscription
    fields = ("register", "removed", "number", "dated", "authority", "source", "corrects")


class BearerInline(_OfRecord, TabularInline):  # type: ignore[misc]
    """Those who bear it; never public."""

    action = "intangible.change"
    model = Bearer
    fields = ("name", "title", "born", "contact", "consent_on", "consent_until")


class RecognitionInline(_Appended, TabularInline):  # type: ignore[misc]
    """Recognitions as a national treasure."""

    action = "artefact.change"
    model = Recognition
    fields = ("rank", "number", "dated", "authority", "signatory", "source", "corrects")


class _Filed(_OfRecord):
    """What names other things of the same monument: the choices are that monument's own."""

    own = ("decision", "intervention", "viewpoint", "survey")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Only what belongs to the monument; nothing while it is new."""
        if db_field.name in self.own:
            match = request.resolver_match
            key = match.kwargs.get("object_id") if match else None
            related = db_field.related_model._default_manager
            own = related.filter(monument_id=key) if str(key).isdecimal() else related.none()
            kwargs["queryset"] = own
        return super().formfield_for_foreignkey(  # type: ignore[misc]
            db_field, request, **kwargs
        )


class DocumentInline(_Filed, _Appended, StackedInline):  # type: ignore[misc]
    """Scans, plans, permits: what is filed stays."""

    model = Document
    fields = (("kind", "title", "file"), ("decision", "intervention"))


class ViewpointInline(_OfRecord, TabularInline):  # type: ignore[misc]
    """Where it is photographed from."""

    model = Viewpoint
    fields = ("name", "bearing")


class PhotographInline(_Filed, StackedInline):  # type: ignore[misc]
    """Photographs from the viewpoints; a viewpoint has to be saved first."""

    model = Photograph
    fields = (("viewpoint", "taken_on", "file", "survey"),)
    verbose_name_plural = _("photographs from fixed viewpoints")
