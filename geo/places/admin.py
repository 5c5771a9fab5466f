"""Categories, places, disruptions and proposed positions in the admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from geo.places.models import (
    Category,
    Disruption,
    Feature,
    Place,
    PositionProposal,
    ProposalStatus,
)
from tourism_backend.publishing.admin import (
    AccuracyFilter,
    RecordAdmin,
    RecordForm,
    RelatedDropdownFilter,
    RoleAdmin,
    in_languages,
)


@admin.register(Category)
class CategoryAdmin(RecordAdmin):
    """The tree of kinds of places."""

    list_display = ("title_text", "parent", "icon", "order", "state", "translations", "updated_at")
    list_select_related = ("parent",)
    ordering = ("path", "order")
    autocomplete_fields = ("parent",)
    fieldsets = (
        (None, {"fields": (in_languages("name"), ("slug", "parent"))}),
        (_("On the map"), {"fields": (("icon", "colour"), ("order", "rank"))}),
        (_("Elsewhere"), {"fields": (("osm_tags", "schema_type"),)}),
        RecordAdmin.origin,
    )


class PlaceForm(RecordForm):
    """A place: what a visitor finds there is ticked, not typed."""

    features = forms.MultipleChoiceField(
        label=_("Features"),
        choices=Feature.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


@admin.register(Place)
class PlaceAdmin(RecordAdmin):
    """Points of interest."""

    form = PlaceForm
    list_display = (
        "title_text", "category", "commune", "state", "translations", "verified", "accuracy",
        "updated_at",
    )  # fmt: skip
    list_filter = (
        *RecordAdmin.list_filter,
        ("category", RelatedDropdownFilter),
        ("commune", RelatedDropdownFilter),
        AccuracyFilter,
    )
    list_select_related = ("category", "commune")
    search_texts = (*in_languages("name"), "former_commune", "former_district")
    autocomplete_fields = ("category",)
    fieldsets = (
        (None, {"fields": (
            in_languages("name"), in_languages("teaser"), in_languages("description"),
            ("category", "slug", "other_names"), ("rank", "verified", "name_zh_checked"),
        )}),
        (_("Where"), {"fields": (
            "point", ("accuracy_m", "position_method", "commune"), in_languages("address"),
            ("former_commune", "former_district"), "footprint",
        )}),
        (_("For visitors"), {"fields": (
            "opening_hours", in_languages("fee"), ("fee_vnd", "phone", "website"),
            in_languages("accessibility"), ("wheelchair", "best_months"), "features",
        ), "classes": ("tab",)}),
        (_("Other facts"), {"fields": (
            ("osm_id", "wikidata", "geonames"), "desc_basis", "extra",
        ), "classes": ("tab",)}),
        RecordAdmin.origin,
    )  # fmt: skip
    readonly_fields = ("commune",)

    @display(description=_("accuracy"), ordering="accuracy_m")
    def accuracy(self, place: Place) -> str:
        """The likely error of the position."""
        metres = place.accuracy_m
        return f"± {metres} m" if metres < 1000 else f"± {metres / 1000:.1f} km"


@admin.register(Disruption)
class DisruptionAdmin(RecordAdmin):
    """Closures, works, floods, crowds."""

    list_display = ("title_text", "kind", "severity", "starts_at", "ends_at", "state", "translations")
    list_filter = (*RecordAdmin.list_filter, "kind", "severity")
    ordering = ("-starts_at", "pk")
    autocomplete_fields = ("area", "places")
    fieldsets = (
        (None, {"fields": (
            in_languages("name"), in_languages("reason"), ("kind", "severity", "closes"),
            ("starts_at", "ends_at"), "slug",
        )}),
        (_("Where"), {"fields": (("places", "area"), "geometry")}),
        RecordAdmin.origin,
    )  # fmt: skip


@admin.register(PositionProposal)
class ProposalAdmin(RoleAdmin):
    """Positions that visitors propose: accepted or rejected, never edited."""

    list_display = ("place", "badge", "away", "note", "created_at", "decided_by")
    list_filter = ("status",)
    list_select_related = ("place",)
    ordering = ("-created_at", "pk")
    actions = ("accept", "reject")
    fieldsets = (
        (None, {"fields": ("place", ("badge", "away"), "note", "contact", ("by", "created_at"))}),
        (_("Where"), {"fields": ("point",)}),
        (_("Decision"), {"fields": (("decided_by", "decided_at"), "answer")}),
    )
