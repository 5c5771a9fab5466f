"""Stay times in the admin. Saved plans are their visitors' and are not shown."""

from __future__ import annotations

from django.contrib import admin

from content.planner.models import StayTime
from tourism_backend.publishing.admin import RoleAdmin


@admin.register(StayTime)
class StayTimeAdmin(RoleAdmin):
    """How long visits take, and what is proposed unasked."""

    list_display = ("__str__", "minutes", "suggested", "usual_opens", "usual_closes")
    list_select_related = ("category", "place")
    autocomplete_fields = ("category", "place")
    search_fields = ("category__slug", "place__slug")
