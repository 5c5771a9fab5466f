"""Events and their changed dates in the admin."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline

from content.events.ical import lunar_text
from content.events.models import DateChange, Event
from content.events.occurrences import Held, preview
from content.events.rules import lunar_dates
from geo.exchange.actions import export_selected
from tourism_backend.publishing.admin import (
    RecordAdmin,
    RelatedDropdownFilter,
    actor,
    display,
    in_languages,
)

PREVIEWED = 12


class ChangeInline(TabularInline):  # type: ignore[misc]
    """Single dates that are cancelled, or held on other days."""

    model = DateChange
    extra = 0
    fields = ("on", "cancelled", "first_on", "last_on", *in_languages("reason"))
    ordering = ("on",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the event's."""
        return actor(request).may("event.view")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """As the event's: a changed date is an edit of it."""
        return actor(request).may("event.change")

    has_change_permission = has_add_permission
    has_delete_permission = has_add_permission


@admin.register(Event)
class EventAdmin(RecordAdmin):
    """Festivals and other events; their dates are made from the rule, and shown before."""

    list_display = (
        *("title_text", "kind", "rule", "area", "state", "translations", "verified"),
        *("date_is_approximate", "edited"),
    )
    list_filter = (
        *RecordAdmin.list_filter,
        *("kind", "rule", "date_is_approximate", "cancelled"),
        ("area", RelatedDropdownFilter),
    )
    list_select_related = ("area",)
    actions = (*RecordAdmin.actions, export_selected)
    autocomplete_fields = ("area", "places")
    inlines = (ChangeInline,)
    fieldsets = (
        (None, {"fields": (
            in_languages("name"), in_languages("teaser"), in_languages("description"),
            in_languages("programme"), ("kind", "slug", "rank"), ("verified", "heritage"),
        )}),
        (_("When"), {"fields": (
            ("rule", "every_years", "anchor_year"),
            ("start_month", "start_day", "end_month", "end_day", "leap_month"),
            ("first_on", "last_on", "rrule"), ("start_time", "end_time"),
            "date_is_approximate", in_languages("date_note"), "coming",
        )}),
        (_("Where"), {"fields": (("places", "area"), in_languages("venue"), "point")}),
        (_("For visitors"), {"fields": (
            in_languages("organiser"), in_languages("fee"), ("fee_vnd", "phone", "website"),
        ), "classes": ("tab",)}),
        (_("Cancelled"), {"fields": ("cancelled", in_languages("cancellation_reason"))}),
        RecordAdmin.origin,
    )  # fmt: skip

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        """The computed dates are shown, not edited."""
        return [*super().get_readonly_fields(request, obj), "coming"]

    @display(description=_("coming dates by this rule"))
    def coming(self, event: Event) -> str:
        """The dates of the coming years as the record stands, edits that wait among them."""
        if event.pk is None:
            return str(_("Shown once the event is saved."))
        held = preview(event)
        if not held:
            return str(_("No date in the coming three years."))
        lines = format_html_join("", "<li>{}</li>", ((_line(one),) for one in held[:PREVIEWED]))
        more = len(held) - PREVIEWED
        rest = format_html("<p>+ {}</p>", more) if more > 0 else ""
        return format_html("<ul>{}</ul>{}", lines, rest)


def _line(held: Held) -> str:
    """``27 February 2027 – 4 March 2027 · 22/1 – 27/1/2027 · Cancelled``"""
    first, last = (
        date_format(day, "SHORT_DATE_FORMAT") for day in (held.span.first, held.span.last)
    )
    parts = [first if first == last else f"{first} – {last}"]
    lunar = lunar_dates(held.span)
    if lunar:
        parts.append(lunar_text({"first": lunar[0].as_json(), "last": lunar[1].as_json()}))
    if held.state != "scheduled":
        parts.append(str(held.state.label))
    return " · ".join(parts)
