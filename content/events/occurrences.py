"""Makes the dates of events for the coming years, from the public rows of the events alone.

Idempotent: it works on events whose public row is newer than what was made of it, on those whose
dates are not known far enough ahead, and on those that are public no more. What a curator has not
published is never seen here. A date that is over stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import starmap
from typing import Any
from uuid import UUID, uuid5

import orjson
from django.db import connection, transaction
from django.utils import timezone

from content.events.collection import EVENTS, OCCURRENCES
from content.events.models import Event, Occurrence, OccurrenceState, Schedule
from content.events.rules import Rule, Span, day_after, lunar_dates
from geo.areas.destination import zone
from tourism_backend.publishing import publication, services
from tourism_backend.publishing.collection import column, languages, source_language
from tourism_backend.publishing.models import Status

YEARS_AHEAD = 3
# A date that was to be over by now may have been moved into the time to come.
BEHIND = timedelta(days=200)
SLUG = 120
COMPUTED = (
    *("slug", "first_on", "last_on", "starts_at", "ends_at", "all_day", "lunar", "state"),
    *("approximate", "status"),
    *(f"{name}_{column(code)}" for name in ("name", "reason") for code in languages()),
)

_DETAIL = f"d.detail_{column(source_language())}"
DUE = f"""
    SELECT w.id, r.id, r.slug, r.version, %(all)s OR s.version IS DISTINCT FROM r.version, {_DETAIL}
    FROM {EVENTS.partition} r
    JOIN publishing_detail d ON d.collection = '{EVENTS.name}' AND d.id = r.id
    JOIN events_event w ON w.uuid = r.id
    LEFT JOIN events_schedule s ON s.event_id = w.id
    WHERE NOT r.withdrawn AND (%(ids)s::uuid[] IS NULL OR r.id = ANY(%(ids)s))
      AND (%(all)s OR s.version IS DISTINCT FROM r.version OR s.until < %(until)s)
"""
GONE = f"""
    SELECT s.event_id FROM events_schedule s JOIN events_event w ON w.id = s.event_id
    WHERE (%(ids)s::uuid[] IS NULL OR w.uuid = ANY(%(ids)s))
      AND NOT EXISTS (SELECT FROM {EVENTS.partition} r WHERE r.id = w.uuid AND NOT r.withdrawn)
"""


@dataclass
class Made:
    """What a run did: events looked at, dates written and taken away."""

    events: int = 0
    created: int = 0
    changed: int = 0
    removed: int = 0
    touched: set[UUID] = field(default_factory=set, repr=False)


@dataclass(frozen=True)
class Approved:
    """An event as the public sees it."""

    pk: int
    uuid: UUID
    slug: str
    version: int
    is_new: bool
    detail: Mapping[str, Any]


@dataclass(frozen=True)
class Held:
    """One time an event is held: the rule's first day, the days it has, what became of it."""

    on: date
    span: Span
    state: OccurrenceState
    approximate: bool
    reason: Mapping[str, str | None]


def horizon(today: date) -> date:
    """Until when dates are made."""
    day = 28 if (today.month, today.day) == (2, 29) else today.day
    return today.replace(year=today.year + YEARS_AHEAD, day=day)


@transaction.atomic
def make_occurrences(ids: Iterable[UUID] | None = None, *, today: date | None = None) -> Made:
    """Make the dates of these events (None: of all that are due) true to their public rows.

    Where nothing is due it costs one look; what does not differ is not written.
    """
    today = today or timezone.localdate()
    until = horizon(today)
    # Named ones are made whatever is known of them: a transaction has but one version.
    asked, named = (None, False) if ids is None else (list(ids), True)
    due, gone = _look(asked, until, named=named)
    if not due and not gone:
        return Made()
    # Records first, then the version lock, as everywhere; then what is due is looked at again.
    # What somebody is publishing at this moment waits for the next run.
    waiting = Event.objects.filter(pk__in=[*gone, *(event.pk for event in due)])
    locked = waiting.select_for_update(skip_locked=not named).order_by("pk")
    asked = [event.uuid for event in locked.only("pk", "uuid")]
    publication.lock()
    due, gone = _look(asked, until, named=named)
    made = _make(due, today, until)
    made.touched |= _uuids([*gone, *(event.pk for event in due if event.is_new)])
    Schedule.objects.filter(event__in=gone).delete()
    Schedule.objects.bulk_create(
        [Schedule(event_id=event.pk, version=event.version, until=until) for event in due],
        update_conflicts=True,
        unique_fields=["event"],
        update_fields=["version", "until"],
    )
    if made.touched:
        services.reproject(OCCURRENCES, made.touched)
    return made


def _look(ids: list[UUID] | None, until: date, *, named: bool) -> tuple[list[Approved], list[int]]:
    """What is due of these events (None: of all), and those that are public no more."""
    with connection.cursor() as cursor:
        cursor.execute(GONE, {"ids": ids})
        gone = [row[0] for row in cursor.fetchall()]
        cursor.execute(DUE, {"ids": ids, "until": until, "all": named})
        due = [(*row[:5], orjson.loads(row[5])) for row in cursor.fetchall()]
    return list(starmap(Approved, due)), gone


def _uuids(events: Sequence[int]) -> set[UUID]:
    return set(Occurrence.objects.filter(event__in=events).values_list("uuid", flat=True))


def _make(due: Sequence[Approved], today: date, until: date) -> Made:
    made = Made(events=len(due))
    kept: dict[int, dict[date, Occurrence]] = {event.pk: {} for event in due}
    for occurrence in Occurrence.objects.filter(event__in=kept):
        kept[occurrence.event_id][occurrence.on] = occurrence
    new, differing = [], []
    for event in due:
        wanted = {held.on: held for held in held_on(event.detail, today, until)}
        for on, held in wanted.items():
            values = _values(event, held)
            there = kept[event.pk].get(on)
            if there is None:
                new.append(_new(event, on, values))
            elif _differs(there, values):
                differing.append(_set(there, values))
        for on, there in kept[event.pk].items():
            over = there.last_on < today
            if on not in wanted and not over and there.status == Status.PUBLISHED:
                differing.append(_set(there, {"status": Status.WITHDRAWN}))
                made.removed += 1
    Occurrence.objects.bulk_create(new)
    Occurrence.objects.bulk_update(differing, [*COMPUTED, "updated_at"], batch_size=500)
    made.created, made.changed = len(new), len(differing) - made.removed
    made.touched = {occurrence.uuid for occurrence in (*new, *differing)}
    return made


def _new(event: Approved, on: date, values: Mapping[str, Any]) -> Occurrence:
    # The same date of the same event is the same occurrence, in every calendar that holds it.
    name = uuid5(event.uuid, on.isoformat())
    return Occurrence(
        uuid=name, event_id=event.pk, on=on, published_at=timezone.now(), verified=False, **values
    )


def _differs(occurrence: Occurrence, values: Mapping[str, Any]) -> bool:
    return any(getattr(occurrence, name) != value for name, value in values.items())


def _set(occurrence: Occurrence, values: Mapping[str, Any]) -> Occurrence:
    for name, value in values.items():
        setattr(occurrence, name, value)
    occurrence.updated_at = timezone.now()
    return occurrence


def held_on(detail: Mapping[str, Any], today: date, until: date) -> list[Held]:
    """When an event is held from ``today`` to ``until``, as its public detail says it."""
    rule = Rule.from_json(detail["rule"])
    changes = {date.fromisoformat(change["on"]): change for change in detail["changes"]}
    found = [
        _held(span, changes.get(span.first), detail) for span in rule.dates(today - BEHIND, until)
    ]
    return [held for held in found if held.span.last >= today]


def _held(span: Span, change: Mapping[str, Any] | None, detail: Mapping[str, Any]) -> Held:
    approximate = bool(detail["date_is_approximate"])
    state, days, reason = OccurrenceState.SCHEDULED, span, {}
    if change and not change["cancelled"]:
        # Days that were set for this once are certain.
        state, approximate = OccurrenceState.MOVED, False
        days = Span(date.fromisoformat(change["first_on"]), date.fromisoformat(change["last_on"]))
    elif change:
        state = OccurrenceState.CANCELLED
    if change:
        reason = change["reason"]
    if detail["cancelled"]:
        state, reason = OccurrenceState.CANCELLED, detail["cancellation_reasons"]
    return Held(span.first, days, state, approximate, reason)


def _values(event: Approved, held: Held) -> dict[str, Any]:
    rule = Rule.from_json(event.detail["rule"])
    starts_at, ends_at = moments(rule, held.span)
    lunar = lunar_dates(held.span)
    values: dict[str, Any] = {
        "slug": _slug(event, held.on),
        "first_on": held.span.first,
        "last_on": held.span.last,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "all_day": rule.start_time is None,
        "lunar": lunar and {"first": lunar[0].as_json(), "last": lunar[1].as_json()},
        "state": held.state,
        "approximate": held.approximate,
        "status": Status.PUBLISHED,
    }
    for code in languages():
        values[f"name_{column(code)}"] = event.detail["names"].get(code) or ""
        values[f"reason_{column(code)}"] = held.reason.get(code) or ""
    return values


def moments(rule: Rule, span: Span) -> tuple[datetime, datetime]:
    """From when until when (exclusive): the rule's times on those days, else whole days."""
    local = zone()
    starts_at = datetime.combine(span.first, rule.start_time or time(), local)
    if rule.end_time is None:
        return starts_at, datetime.combine(day_after(span.last), time(), local)
    return starts_at, datetime.combine(span.last, rule.end_time, local)


def _slug(event: Approved, on: date) -> str:
    ending = f"-{on.isoformat()}"
    if len(event.slug) + len(ending) > SLUG:
        ending = f"-{event.uuid.hex[:8]}{ending}"
    return event.slug[: SLUG - len(ending)] + ending


def preview(event: Event, today: date | None = None) -> list[Held]:
    """The coming dates of an event as it stands, its changed dates with it; nothing is written."""
    today = today or timezone.localdate()
    changes = event.changes.all() if event.pk else []
    detail = {
        "rule": {name: _text(value) for name, value in vars(event.as_rule()).items()},
        "changes": [
            {
                **{name: _text(getattr(change, name)) for name in ("on", "first_on", "last_on")},
                "cancelled": change.cancelled,
                "reason": {},
            }
            for change in changes
        ],
        "date_is_approximate": event.date_is_approximate,
        "cancelled": event.cancelled,
        "cancellation_reasons": {},
    }
    return held_on(detail, today, horizon(today))


def _text(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value
