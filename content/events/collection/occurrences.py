"""What is public of the dates of events."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import F, FloatField, JSONField, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from content.events.expressions import event_member, event_texts, event_tokens, of_event
from content.events.models import Event, EventKind, Occurrence, OccurrenceState
from geo.areas.expressions import (
    BOOLEAN,
    NULLABLE_STRING,
    STRING,
    STRINGS,
    TEXTS,
    holds,
    named,
)
from tourism_backend.publishing.collection import (
    Collection,
    Dependency,
    Expression,
    Facet,
    Field,
    Geometry,
    Layer,
    Search,
    column,
    source_language,
    translated,
)
from tourism_backend.publishing.models import Status

DAY = {"type": "string", "format": "date"}
MOMENT = {"type": "string", "format": "date-time"}
LUNAR_DATE: dict[str, Any] = {
    "type": "object",
    "required": ["year", "month", "day", "leap"],
    "properties": {
        **{name: {"type": "integer"} for name in ("year", "month", "day")},
        "leap": BOOLEAN,
    },
}
LUNAR: dict[str, Any] = {
    "type": ["object", "null"],
    "required": ["first", "last"],
    "properties": {"first": LUNAR_DATE, "last": LUNAR_DATE},
}


def _of(name: str, output: Any = None) -> Expression:
    return event_member(name, source_language(), output)


def _kept(name: str) -> Expression:
    return _of(name, JSONField())


def _place_names(language: str) -> Expression:
    return event_member("place_names", language, JSONField())


def _hint(language: str) -> Expression:
    return of_event(f"e.hint_{column(language)}", TextField())


OCCURRENCES = Collection(
    name="occurrences",
    model=Occurrence,
    title=_("Festivals and events"),
    description=_("Each time an event is held in the coming three years, with its lunar date."),
    geometry=Geometry(
        value=of_event("e.geom", GeometryField(srid=4326)),
        type="Geometry",
        display=of_event("ST_Transform(e.web, 4326)", GeometryField(srid=4326)),
    ),
    rank=Coalesce(of_event("e.rank", FloatField()), Value(0.0)),
    public=named() & Q(event__status=Status.PUBLISHED),
    label=translated("name"),
    facets=(
        Facet(name="event", values=of_event("e.slug", TextField()), doc="slug of its event"),
        Facet(name="kind", values=_of("kind"), doc=", ".join(EventKind.values)),
        Facet(
            name="place",
            values=event_texts("places"),
            many=True,
            doc="slug of a place where it is held",
        ),
        Facet(
            name="area",
            values=event_tokens("area"),
            many=True,
            doc="slug or official code of a commune or area in which it is held",
        ),
        Facet(
            name="approximate",
            values=holds(Q(approximate=True)),
            kind="flag",
            doc="its day is not known for certain",
        ),
        Facet(
            name="cancelled",
            values=holds(Q(state=OccurrenceState.CANCELLED)),
            kind="flag",
            doc="it is not held",
        ),
    ),
    summary={
        "event": Field(
            value=of_event("e.slug", TextField()), schema=STRING, doc="slug of its event"
        ),
        "kind": Field(value=_of("kind"), schema={"enum": EventKind.values}, doc="what it is about"),
        "icon": Field(value=_of("icon"), schema=STRING, doc="name of a drawing in the sprite"),
        "colour": Field(value=_of("colour"), schema=STRING, doc="#rrggbb"),
        "on": Field(value=F("on"), schema=DAY, doc="the first day that the rule gives"),
        "first_on": Field(value=F("first_on"), schema=DAY, doc="its first day"),
        "last_on": Field(value=F("last_on"), schema=DAY, doc="its last day, included"),
        "starts_at": Field(value=F("starts_at"), schema=MOMENT, doc="from"),
        "ends_at": Field(value=F("ends_at"), schema=MOMENT, doc="until, exclusive"),
        "all_day": Field(value=F("all_day"), schema=BOOLEAN, doc="whole days: no times are known"),
        "lunar": Field(value=F("lunar"), schema=LUNAR, doc="first and last day in lunar dates"),
        "state": Field(
            value=F("state"), schema={"enum": OccurrenceState.values}, doc="whether it is held"
        ),
        "reason": Field(
            value=translated("reason"), schema=STRING, doc="why it is cancelled or moved"
        ),
        "approximate": Field(
            value=F("approximate"),
            schema=BOOLEAN,
            doc="its day is not known for certain: some time in the days given",
        ),
        "places": Field(value=_kept("places"), schema=STRINGS, doc="slugs of its places"),
        "place_names": Field(value=_place_names, schema=STRINGS, doc="their names"),
        "area": Field(value=_of("area"), schema=NULLABLE_STRING, doc="slug of its commune or area"),
        "area_name": Field(
            value=lambda language: event_member("area_name", language),
            schema=NULLABLE_STRING,
            doc="with what the unit is",
        ),
        "lon": Field(
            value=_kept("lon"), schema={"type": ["number", "null"]}, doc="longitude, WGS 84"
        ),
        "lat": Field(
            value=_kept("lat"), schema={"type": ["number", "null"]}, doc="latitude, WGS 84"
        ),
        "position_approximate": Field(
            value=_kept("position_approximate"),
            schema=BOOLEAN,
            doc="it lies somewhere about that point",
        ),
    },
    detail={},
    search=Search(
        names=translated("name"),
        aliases=Cast(Value("{}"), TEXTS),
        text=lambda language: Value(""),
        hint=_hint,
    ),
    depends_on=(Dependency(model=Event, path="event"),),
    tags={
        "category": Field(value=_of("kind"), schema=STRING, doc="what it is about"),
        "icon": Field(value=_of("icon"), schema=STRING, doc="drawing in the sprite"),
        "colour": Field(value=_of("colour"), schema=STRING, doc="#rrggbb"),
        "first_on": Field(value=F("first_on"), schema=DAY, doc="its first day"),
        "last_on": Field(value=F("last_on"), schema=DAY, doc="its last day"),
        "approximate": Field(
            value=_kept("position_approximate"), schema=BOOLEAN, doc="see position_approximate"
        ),
        "cancelled": Field(
            value=holds(Q(state=OccurrenceState.CANCELLED)), schema=BOOLEAN, doc="it is not held"
        ),
    },
    period=(F("starts_at"), F("ends_at")),
    page="occurrences/{slug}/",
    layer=Layer(icon="festival", colour="#b03024"),
)
