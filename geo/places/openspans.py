"""Fills the table of when public places are open, from the public rows alone.

Idempotent: it works on places whose public row is newer than what the table knows, on those
whose known time runs out, and on those that are public no more. What a curator has not published
is never seen here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from geo.areas.destination import country, zone
from geo.places import hours
from geo.places.collection import PLACES
from geo.places.models import OpenHours, OpenSpan
from tourism_backend.publishing.collection import column, source_language

AHEAD = timedelta(days=30)
RENEW_BEFORE = timedelta(days=29)  # the known time is renewed once a day
BEHIND = timedelta(hours=1)

_DETAIL = f"d.detail_{column(source_language())}"
DUE = f"""
    SELECT r.id, r.version, {_DETAIL}::json ->> 'opening_hours', ST_X(r.geom), ST_Y(r.geom)
    FROM {PLACES.partition} r
    JOIN publishing_detail d ON d.collection = 'places' AND d.id = r.id
    LEFT JOIN places_openhours h ON h.place = r.id
    WHERE NOT r.withdrawn AND {_DETAIL}::json ->> 'opening_hours' <> ''
      AND (%(ids)s::uuid[] IS NULL OR r.id = ANY(%(ids)s))
      AND (h.version IS DISTINCT FROM r.version OR upper(h.known) < %(until)s
           OR h.rule <> {_DETAIL}::json ->> 'opening_hours')
"""
GONE = f"""
    SELECT h.place FROM places_openhours h WHERE (%(ids)s::uuid[] IS NULL OR h.place = ANY(%(ids)s))
      AND NOT EXISTS (
        SELECT FROM {PLACES.partition} r
        JOIN publishing_detail d ON d.collection = 'places' AND d.id = r.id
        WHERE r.id = h.place AND NOT r.withdrawn AND {_DETAIL}::json ->> 'opening_hours' <> '')
"""


@dataclass(frozen=True)
class Refreshed:
    """How many places' spans were written, and removed."""

    written: int
    removed: int


@transaction.atomic
def refresh_open_spans(
    ids: Iterable[UUID] | None = None, *, now: datetime | None = None
) -> Refreshed:
    """Make the table true to the public rows for the coming 30 days; ``ids`` None: all places."""
    now = now or timezone.now()
    asked = None if ids is None else list(ids)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('places.openspans'))")
        cursor.execute(GONE, {"ids": asked})
        gone = [row[0] for row in cursor.fetchall()]
        cursor.execute(DUE, {"ids": asked, "until": now + RENEW_BEFORE})
        due = cursor.fetchall()
    OpenHours.objects.filter(place__in=[*gone, *(row[0] for row in due)]).delete()
    made = [_made(row, now) for row in due]
    OpenHours.objects.bulk_create([kept for kept, _ in made])
    OpenSpan.objects.bulk_create([span for _, spans in made for span in spans])
    return Refreshed(len(made), len(gone))


def _made(row: tuple[Any, ...], now: datetime) -> tuple[OpenHours, list[OpenSpan]]:
    place, version, text, lon, lat = row
    rule = hours.parse(
        text,
        country=country(),
        zone=zone(),
        lon=lon,
        lat=lat,
    )
    start, end = now - BEHIND, now + AHEAD
    kept = OpenHours(place=place, version=version, rule=text, known=DateTimeTZRange(start, end))
    # Neighbouring spans that differ only in their comment are one.
    spans: list[hours.Span] = []
    for state, group in groupby(rule.spans(start, end), key=lambda span: span.state):
        for span in group:
            if spans and spans[-1].end == span.start and spans[-1].state == state:
                spans[-1] = hours.Span(spans[-1].start, span.end, state)
            else:
                spans.append(span)
    return kept, [
        OpenSpan(
            hours=kept,
            span=DateTimeTZRange(span.start, span.end),
            certain=span.state == "open",
        )
        for span in spans
    ]
