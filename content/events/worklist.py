"""What waits for a curator among events."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tourism_backend.publishing.collection import column, source_language
from tourism_backend.publishing.worklist import Entry, worklist


def without_dates() -> str:
    """Public events that have no date any more."""
    return f"""
        SELECT 'events.event' AS kind, t.id AS pk,
            t.name_{column(source_language())} AS title, NULL::timestamptz AS since, '' AS about,
            jsonb_build_object('last', (
                SELECT max(o.last_on) FROM events_occurrence o WHERE o.event_id = t.id)) AS note
        FROM events_event t
        WHERE t.status = 'published' AND NOT t.cancelled AND NOT EXISTS (
            SELECT FROM events_occurrence o
            WHERE o.event_id = t.id AND o.last_on >= current_date)"""


def register() -> None:
    """Put it on the worklist."""
    worklist.register(
        Entry(
            name="events",
            title=_("Events without a coming date"),
            help=_("Give the coming year's date, or withdraw the event."),
            sql=without_dates,
            tell=lambda note: str(note["last"] or ""),
        )
    )
