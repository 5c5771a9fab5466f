"""Loads tours with their days and stops from records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pghistory

from content.tours.collection import TOURS
from content.tours.models import (
    MOST_DAYS,
    MOST_MINUTES,
    Difficulty,
    Suits,
    Theme,
    Tour,
    TourDay,
    TourStop,
)
from geo.places.models import Place
from tourism_backend.common.actors import Actor
from tourism_backend.publishing import services
from tourism_backend.publishing.models import Licence, Status
from tourism_backend.publishing.records import (
    LANGUAGES,
    Item,
    Reading,
    close,
    members_by_language,
    read_all,
    upsert,
)
from tourism_backend.publishing.seeding import Load

FILES = ("tours.json",)
SEED = Path(__file__).resolve().parent / "seed"
(FILE,) = FILES
TRANSLATED = {  # member → field
    "name": "name",
    "desc": "description",
    "start_from": "departure",
    "transport": "transport",
    "advice": "advice",
}
MEMBERS = {
    *("slug", "sample", "days", "theme", "more_themes", "difficulty", "months", "suits", "plan"),
    *("rank", "sources", "licence", "retrieved_on", "verified"),
    *members_by_language(*TRANSLATED),
}
DAY_MEMBERS = {"day", "stops", *members_by_language("title", "text")}
STOP_MEMBERS = {"order", "place_slug", "minutes", *members_by_language("note")}
# What is written of a day and of a stop, apart from the tour.
DAY_FIELDS = ("number", *(f"{f}_{c}" for f in ("title", "text") for c in LANGUAGES.values()))
STOP_FIELDS = ("day", "order", "place_id", "minutes", *(f"note_{c}" for c in LANGUAGES.values()))

UNRANKED = 0.3

Row = dict[str, Any]


def load(asked: Load) -> None:
    """Load and publish the tours that a load's files hold. Raises LoadRefused."""
    records = asked.records(FILE)
    found = Place.objects.only("pk", "slug", "rank") if records else ()
    places = {place.slug: place for place in found}
    readings = read_all(asked.report, FILE, records)
    plans: dict[str, tuple[list[Row], list[Row]]] = {}
    items = []
    for reading in readings:
        plan = _plan(reading, places)
        item = _tour(reading, _rank(plan[1], places.values()))
        if item:
            items.append(item)
            plans[item.external_id] = plan
    written = upsert(Tour, asked.provider, items, asked.actor, file=FILE)
    publish = set(written.to_publish)
    differing = _write_plans(asked.actor, written.records, plans)
    tally = asked.report.tally(FILE)
    for tour in differing:
        if tour.uuid not in publish and tour.status == Status.PUBLISHED and not tour.pending:
            publish.add(tour.uuid)
            tally.same, tally.changed = tally.same - 1, tally.changed + 1
    if publish:
        services.publish(asked.actor, TOURS, sorted(publish))
    close(asked.report, {FILE: len(records)}, skip_bad=asked.skip_bad)


def _rank(stops: Sequence[Row], places: Iterable[Place]) -> float:
    """How well known its stops are on the whole: the mean of their places' ranks."""
    ranks = {place.pk: place.rank for place in places}
    known = [ranks[stop["place_id"]] for stop in stops if stop["place_id"] in ranks]
    return round(sum(known) / len(known), 3) if known else UNRANKED


def _tour(reading: Reading, rank: float) -> Item | None:
    """One tour's fields; None when it is bad. ``rank`` is for a record that gives none."""
    reading.only(MEMBERS)
    slug = reading.text("slug", required=True)
    given = reading.number("rank", 0, 1)
    values = {
        "slug": slug,
        **reading.translations(TRANSLATED),
        "theme": reading.choice("theme", Theme.values),
        "more_themes": reading.several("more_themes", Theme.values),
        "days": reading.integer("days", 1, MOST_DAYS, required=True),
        "difficulty": reading.choice("difficulty", Difficulty.values, Difficulty.EASY),
        "months": reading.months("months"),
        "suits": reading.several("suits", Suits.values),
        "sample": reading.flag("sample"),
        "rank": rank if given is None else given,
        "sources": reading.texts("sources"),
        "licence": reading.choice("licence", Licence.values),
        "retrieved_on": reading.day("retrieved_on"),
        "verified": reading.flag("verified"),
    }
    return Item(reading, slug, values) if reading.ok else None


def _plan(reading: Reading, places: Mapping[str, Place]) -> tuple[list[Row], list[Row]]:
    """The rows of the days and of the stops; faults are noted in the reading."""
    days, stops = [], []
    most = reading.members.get("days") or 0
    for told in _objects(reading, "plan", reading.members.get("plan")):
        day = _within(reading, "plan", told, DAY_MEMBERS)
        number = day.integer("day", 1, most if isinstance(most, int) else 0, required=True) or 0
        texts = day.translations({"title": "title", "text": "text"}, required="")
        if any(texts.values()):
            days.append({"number": number, **texts})
        for given in _objects(reading, "plan", told.get("stops")):
            stop = _within(reading, "plan", given, STOP_MEMBERS)
            place = stop.one_of("place_slug", places, required=True)
            stops.append(
                {
                    "day": number,
                    "order": stop.integer("order", 0, 32767, required=True),
                    "place_id": place.pk if place else None,
                    "minutes": stop.integer("minutes", 1, MOST_MINUTES),
                    **stop.translations({"note": "note"}, required=""),
                }
            )
        reading.ok = reading.ok and day.ok
    for name, keys in (
        ("plan: day", [day["number"] for day in days]),
        ("plan: order", [(stop["day"], stop["order"]) for stop in stops]),
    ):
        if len(set(keys)) != len(keys):
            reading.refuse(name, "comes twice")
    return days, stops


def _objects(reading: Reading, name: str, value: Any) -> list[Mapping[str, Any]]:
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, Mapping) for one in value):
        reading.refuse(name, "must be a list of objects")
        return []
    return list(value)


class _Part(Reading):
    """A part of a record: its faults are the record's."""

    def __init__(self, whole: Reading, name: str, members: Mapping[str, Any]) -> None:
        self.whole, self.name = whole, name
        super().__init__(whole.report, whole.file, whole.index, members)

    def refuse(self, name: str, reason: str) -> None:
        """Note a fault of the record."""
        self.ok = False
        self.whole.refuse(f"{self.name}: {name}", reason)


def _within(whole: Reading, name: str, given: Mapping[str, Any], known: set[str]) -> _Part:
    part = _Part(whole, name, given)
    part.only(known)
    return part


def _write_plans(
    actor: Actor,
    tours: Mapping[str, Tour],
    plans: Mapping[str, tuple[list[Row], list[Row]]],
) -> list[Tour]:
    """Make days and stops true to the files, but where a curator made them his own.

    The tours whose plan differed.
    """
    ids = [tour.pk for tour in tours.values()]
    kept_days = _by_tour(TourDay.objects.filter(tour__in=ids), DAY_FIELDS)
    kept_stops = _by_tour(TourStop.objects.filter(tour__in=ids), STOP_FIELDS)
    differing: dict[int, Tour] = {}
    days: list[TourDay] = []
    stops: list[TourStop] = []
    drop_days, drop_stops = [], []
    for external_id, tour in tours.items():
        new_days, new_stops = plans[external_id]
        if "told_days" not in tour.own_fields and kept_days.get(tour.pk, []) != _keys(
            new_days, DAY_FIELDS
        ):
            drop_days.append(tour.pk)
            days += [TourDay(tour=tour, **row) for row in new_days]
            differing[tour.pk] = tour
        if "stops" not in tour.own_fields and kept_stops.get(tour.pk, []) != _keys(
            new_stops, STOP_FIELDS
        ):
            drop_stops.append(tour.pk)
            stops += [TourStop(tour=tour, **row) for row in new_stops]
            differing[tour.pk] = tour
    with pghistory.context(actor=actor.label):
        TourDay.objects.filter(tour__in=drop_days).delete()
        TourStop.objects.filter(tour__in=drop_stops).delete()
        TourDay.objects.bulk_create(days)
        TourStop.objects.bulk_create(stops)
    return list(differing.values())


def _by_tour(rows: Any, fields: tuple[str, ...]) -> dict[int, list[tuple[object, ...]]]:
    found: dict[int, list[tuple[object, ...]]] = {}
    for tour, *values in rows.values_list("tour_id", *fields):
        found.setdefault(tour, []).append(tuple(value or None for value in values))
    return {tour: sorted(keys, key=repr) for tour, keys in found.items()}


def _keys(rows: Iterable[Row], fields: tuple[str, ...]) -> list[tuple[object, ...]]:
    return sorted((tuple(row.get(name) or None for name in fields) for row in rows), key=repr)
