"""Specialities in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from content.specialities.models import Speciality
from geo.exchange.actions import export_selected
from tourism_backend.publishing.admin import RecordAdmin, in_languages


@admin.register(Speciality)
class SpecialityAdmin(RecordAdmin):
    """Foods and products, their season and origin."""

    list_display = (
        "title_text", "kind", "ocop_stars", "state", "translations", "confidence", "edited",
    )  # fmt: skip
    list_filter = (*RecordAdmin.list_filter, "kind", "ocop_stars", "confidence")
    autocomplete_fields = ("places", "areas")
    actions = (*RecordAdmin.actions, export_selected)
    fieldsets = (
        (None, {"fields": (
            in_languages("name"), in_languages("teaser"), in_languages("description"),
            ("kind", "slug"), ("season_months", "ocop_stars"),
        )}),
        (_("Where it is from"), {"fields": (("places", "areas"),)}),
        (_("How it is known"), {"fields": (("desc_basis", "confidence"), "name_zh_checked")}),
        RecordAdmin.origin,
    )  # fmt: skip
