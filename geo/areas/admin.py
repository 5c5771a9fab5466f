"""Areas in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from geo.areas.models import Area, FormerUnit
from geo.exchange.actions import export_selected
from tourism_backend.publishing.admin import RecordAdmin, in_languages


class FormerUnitInline(TabularInline):  # type: ignore[misc]
    """The units an area was made from: names people still search by."""

    model = FormerUnit
    fields = ("code", "name", "district", "part", "valid_until")
    extra = 0
    tab = True

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        """As for the area itself."""
        return bool(request.user.may("area.change"))

    has_change_permission = has_delete_permission = has_view_permission = has_add_permission


@admin.register(Area)
class AreaAdmin(RecordAdmin):
    """Provinces and communes."""

    list_display = (
        "title_text",
        "code",
        "kind",
        "state",
        "translations",
        "valid_from",
        "edited",
    )
    list_filter = (*RecordAdmin.list_filter, "level", "kind")
    actions = (*RecordAdmin.actions, export_selected)
    search_texts = ("full_name_vi", "name_en", "name_zh_hans", "code")
    ordering = ("code", "pk")
    autocomplete_fields = ("parent",)
    inlines = (FormerUnitInline,)
    fieldsets = (
        (None, {"fields": (in_languages("name"), in_languages("full_name"), "other_names")}),
        (
            _("Unit"),
            {
                "fields": (
                    ("level", "kind", "code"),
                    ("parent", "slug"),
                    ("valid_from", "valid_until"),
                )
            },
        ),
        (_("Where"), {"fields": ("geometry", "label_point", "area_km2")}),
        RecordAdmin.origin,
    )
