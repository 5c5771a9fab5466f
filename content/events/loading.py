"""Loads events from records."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import Point

from content.events.models import Event, EventKind, LeapMonths, RuleKind
from content.events.services import publish_events
from geo.areas.destination import within
from geo.areas.models import Area
from geo.places.models import Place
from tourism_backend.publishing.models import Licence
from tourism_backend.publishing.records import (
    Item,
    Reading,
    close,
    members_by_language,
    read_all,
    upsert,
)
from tourism_backend.publishing.seeding import Load

FILE = "events.json"
SEED = Path(__file__).resolve().parent / "seed"
TRANSLATED = {  # member → field
    "name": "name",
    "teaser": "teaser",
    "desc": "description",
    "programme": "programme",
    "venue": "venue",
    "date_note": "date_note",
    "organiser": "organiser",
    "fee": "fee",
    "cancellation_reason": "cancellation_reason",
}
MEMBERS = {
    *("slug", "kind", "rank", "places", "area", "lon", "lat"),
    *("rule", "start_month", "start_day", "end_month", "end_day", "leap_month", "every_years"),
    *("anchor_year", "first_on", "last_on", "rrule", "start_time", "end_time"),
    *("date_is_approximate", "fee_vnd", "phone", "website", "cancelled", "heritage"),
    *("sources", "licence", "retrieved_on", "verified"),
    *members_by_language(*TRANSLATED),
}


def load(asked: Load) -> None:
    """Load and publish events with their dates, in the form of the seed's file.

    Raises LoadRefused, with nothing written, when a record is bad and none may be skipped.
    """
    records = asked.records(FILE)
    places = {place.slug: place for place in Place.objects.defer("footprint")}
    areas = {area.slug: area for area in Area.objects.defer("geometry")}
    readings = read_all(asked.report, FILE, records)
    items = [item for reading in readings if (item := _event(reading, places, areas))]
    written = upsert(Event, asked.provider, items, asked.actor, file=FILE)
    if written.to_publish:
        publish_events(asked.actor, written.to_publish)
    close(asked.report, {FILE: len(records)}, skip_bad=asked.skip_bad)


def _event(reading: Reading, places: Mapping[str, Place], areas: Mapping[str, Area]) -> Item | None:
    """One event's fields; None when it is bad."""
    reading.only(MEMBERS)
    slug = reading.text("slug", required=True)
    rank = reading.number("rank", 0, 1)
    values = {
        "slug": slug,
        **reading.translations(TRANSLATED),
        "kind": reading.choice("kind", EventKind.values, EventKind.FESTIVAL),
        "rank": 0.4 if rank is None else rank,
        "area": reading.one_of("area", areas),
        "point": _point(reading),
        **_rule(reading),
        "date_is_approximate": reading.flag("date_is_approximate"),
        "fee_vnd": reading.integer("fee_vnd", 0, 2_000_000_000),
        "phone": reading.text("phone"),
        "website": reading.text("website"),
        "cancelled": reading.flag("cancelled"),
        "heritage": reading.text("heritage"),
        "sources": reading.texts("sources"),
        "licence": reading.choice("licence", Licence.values),
        "retrieved_on": reading.day("retrieved_on"),
        "verified": reading.flag("verified"),
    }
    links = {"places": reading.all_of("places", places)}
    return Item(reading, slug, values, links) if reading.ok else None


def _rule(reading: Reading) -> dict[str, Any]:
    """The members of the rule; whether they go together is the model's to say."""
    return {
        "rule": reading.choice("rule", RuleKind.values, RuleKind.LUNAR),
        "start_month": reading.integer("start_month", 0, 100),
        "start_day": reading.integer("start_day", 0, 100),
        "end_month": reading.integer("end_month", 0, 100),
        "end_day": reading.integer("end_day", 0, 100),
        "leap_month": reading.choice("leap_month", LeapMonths.values, LeapMonths.REGULAR),
        "every_years": reading.integer("every_years", 0, 1000) or 1,
        "anchor_year": reading.integer("anchor_year", 0, 9999),
        "first_on": reading.day("first_on"),
        "last_on": reading.day("last_on"),
        "rrule": reading.text("rrule"),
        "start_time": reading.time_of_day("start_time"),
        "end_time": reading.time_of_day("end_time"),
    }


def _point(reading: Reading) -> Point | None:
    lon = reading.number("lon", -180, 180)
    lat = reading.number("lat", -90, 90)
    if lon is None or lat is None:
        return None
    if not within(lon, lat):
        reading.refuse("lon, lat", f"{lon}, {lat} is outside the destination")
    return Point(lon, lat, srid=4326)
