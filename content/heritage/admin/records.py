"""The register in the admin: decisions, surveys and works beside the monument; the printout."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from content.heritage import inspections, printout
from content.heritage.admin import papers
from content.heritage.admin.inlines import (
    BearerInline,
    DecisionInline,
    DocumentInline,
    IncidentInline,
    InscriptionInline,
    InterventionInline,
    PhotographInline,
    RecognitionInline,
    SurveyInline,
    ViewpointInline,
)
from content.heritage.models import Artefact, Intangible, Monument, ProtectionZone, TypeName
from content.heritage.zones import overlaps
from geo.exchange.actions import export_selected
from tourism_backend.publishing.admin import (
    RecordAdmin,
    RoleAdmin,
    display,
    in_languages,
    once,
)

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admin.register(Monument)
class MonumentAdmin(RecordAdmin):
    """Monuments, their decisions, surveys and works."""

    list_display = (
        "title_text", "place", "sensitive", "state", "translations", "confidence", "edited",
    )  # fmt: skip
    list_filter = (*RecordAdmin.list_filter, "sensitive", "confidence", "commune")
    list_select_related = ("place",)
    actions = (
        *RecordAdmin.actions, "print_records", "print_table", "print_table_pdf", export_selected,
    )  # fmt: skip
    autocomplete_fields = ("place", "places", "parent")
    readonly_fields = ("inspection", "comparisons")
    inlines = (
        DecisionInline, SurveyInline, InterventionInline, IncidentInline, DocumentInline,
        ViewpointInline, PhotographInline,
    )  # fmt: skip
    fieldsets = (
        (None, {"fields": (
            in_languages("name"), in_languages("teaser"), in_languages("description"),
            "kinds", ("slug", "dating"), ("designations", "designated"),
            ("parent", "components"),
        )}),
        (_("Where it is"), {"fields": (("place", "places"), "sensitive", "position")}),
        (_("Care"), {"fields": (
            in_languages("managing_body"), ("ownership", "confidence"),
            ("inspect_every", "inspection"), "comparisons", "remarks", "verified",
        ), "classes": ("tab",)}),
        RecordAdmin.origin,
    )  # fmt: skip

    @display(description=_("next inspection due"))
    @once
    def inspection(self, monument: Monument) -> str:
        """The day, or a dash."""
        due = inspections.due_of(monument) if monument.pk else None
        return date_format(due, "SHORT_DATE_FORMAT") if due else "–"

    @display(description=_("then and now"))
    @once
    def comparisons(self, monument: Monument) -> str:
        """The viewpoints with two photographs, each a way to lay them side by side."""
        return papers.comparisons(monument) if monument.pk else "–"

    def has_print_permission(self, request: HttpRequest) -> bool:
        """``monument.print``: the sheets tell what is not public, budgets too."""
        return self.may(request, "print")

    def get_urls(self) -> list[Any]:
        """What is filed, and the comparison, before Django's own addresses."""
        return [*papers.urls(self), *super().get_urls()]

    @admin.action(description=_("Register sheets of the selected (PDF)"), permissions=["print"])
    def print_records(self, request: HttpRequest, queryset: QuerySet[Monument]) -> HttpResponse:
        """The register's sheets, one a monument."""
        if queryset.count() > printout.MOST_SHEETS:
            messages.error(request, _("At most %d sheets at a time.") % printout.MOST_SHEETS)
            return HttpResponse(status=302, headers={"Location": request.get_full_path()})
        return _file(printout.sheets(queryset), "application/pdf", "register.pdf")

    @admin.action(description=_("Table of the selected (XLSX)"), permissions=["print"])
    def print_table(self, request: HttpRequest, queryset: QuerySet[Monument]) -> HttpResponse:
        """The register as a table, by commune and rank."""
        return _file(printout.table(queryset), XLSX, "register.xlsx")

    @admin.action(description=_("Table of the selected (PDF)"), permissions=["print"])
    def print_table_pdf(self, request: HttpRequest, queryset: QuerySet[Monument]) -> HttpResponse:
        """The same on paper."""
        return _file(printout.table_on_paper(queryset), "application/pdf", "register-table.pdf")


def _file(body: bytes, medium: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=medium)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@admin.register(ProtectionZone)
class ProtectionZoneAdmin(RecordAdmin):
    """Zones of protection, drawn on the map."""

    list_display = ("title_text", "monument", "zone", "state", "verified", "edited")
    list_filter = (*RecordAdmin.list_filter, "zone")
    list_select_related = ("monument",)
    actions = (*RecordAdmin.actions, export_selected)
    autocomplete_fields = ("monument",)
    readonly_fields = ("shared",)
    fieldsets = (
        (None, {"fields": (
            in_languages("name"), ("monument", "zone", "slug"), "geometry", "shared",
            in_languages("permitted"), ("delimited_on", "markers", "map_scale"), "verified",
        )}),
        RecordAdmin.origin,
    )  # fmt: skip

    @display(description=_("ground shared with other monuments"))
    @once
    def shared(self, zone: ProtectionZone) -> str:
        """Each zone of another monument, and the square metres."""
        found = overlaps(zone) if zone.pk else []
        told = (f"{one.monument} ({one.zone}): {one.area_m2:,.0f} m²" for one in found)
        return "; ".join(told) or "–"


@admin.register(Intangible)
class IntangibleAdmin(RecordAdmin):
    """Intangible heritage, its inscriptions, those who bear it."""

    list_display = ("title_text", "type", "safeguarding", "state", "translations", "edited")
    list_filter = (*RecordAdmin.list_filter, "type", "safeguarding")
    actions = (*RecordAdmin.actions, export_selected)
    autocomplete_fields = ("places", "areas")
    inlines = (InscriptionInline, BearerInline)
    fieldsets = (
        (None, {"fields": (
            in_languages("name"), in_languages("teaser"), in_languages("description"),
            in_languages("communities"), ("type", "slug"), ("safeguarding", "confidence"),
            ("places", "areas"), "event_slugs", "remarks", "verified",
        )}),
        RecordAdmin.origin,
    )  # fmt: skip


@admin.register(Artefact)
class ArtefactAdmin(RecordAdmin):
    """Objects, and what made them national treasures."""

    list_display = (
        "title_text", "kind", "place", "sensitive", "state", "translations", "edited",
    )  # fmt: skip
    list_filter = (*RecordAdmin.list_filter, "kind", "sensitive")
    list_select_related = ("place",)
    actions = (*RecordAdmin.actions, export_selected)
    autocomplete_fields = ("place", "monument")
    inlines = (RecognitionInline,)
    fieldsets = (
        (None, {"fields": (
            in_languages("name"), in_languages("teaser"), in_languages("description"),
            in_languages("material"), ("kind", "dimensions", "dating"),
            ("slug", "inventory_number", "confidence"), ("place", "monument", "sensitive"),
        )}),
        (_("Not public"), {"fields": (
            ("custodian", "kept_in"), ("acquired", "valued_vnd"), "condition", "remarks",
            "verified",
        ), "classes": ("tab",)}),
        RecordAdmin.origin,
    )  # fmt: skip


@admin.register(TypeName)
class TypeNameAdmin(RoleAdmin):
    """What earlier rules called the types."""

    list_display = ("name", "rule", "type")
