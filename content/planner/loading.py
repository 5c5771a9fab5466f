"""Loads stay times. Rows that exist are a curator's by now: only what is missing is added."""

from __future__ import annotations

from pathlib import Path

from content.planner.models import LONGEST_STAY, SHORTEST_STAY, StayTime
from geo.places.models import Category, Place
from tourism_backend.publishing.records import Reading, close
from tourism_backend.publishing.seeding import Load

FILES = ("stay_times.json",)
SEED = Path(__file__).resolve().parent / "seed"
MEMBERS = {"category", "place", "minutes", "suggested", "usual_opens", "usual_closes"}


def load(asked: Load) -> None:
    """Add the stay times of categories and places that have none. Raises LoadRefused."""
    (file,) = FILES
    records = asked.records(file)
    if not records:
        return
    categories = {category.slug: category for category in Category.objects.all()}
    named = [r["place"] for r in records if isinstance(r, dict) and isinstance(r.get("place"), str)]
    places = {place.slug: place for place in Place.objects.filter(slug__in=named)}
    held = {(stay.category_id, stay.place_id) for stay in StayTime.objects.all()}
    fresh = []
    for index, record in enumerate(records):
        read = Reading(asked.report, file, index, record)
        stay = _read(read, categories, places)
        if not read.ok:
            continue
        tally = asked.report.tally(file)
        if (stay.category_id, stay.place_id) in held:
            tally.same += 1
        else:
            tally.created += 1
            held.add((stay.category_id, stay.place_id))
            fresh.append(stay)
    close(asked.report, {file: len(records)}, skip_bad=asked.skip_bad)
    StayTime.objects.bulk_create(fresh)


def _read(read: Reading, categories: dict[str, Category], places: dict[str, Place]) -> StayTime:
    read.only(MEMBERS)
    category, place = read.one_of("category", categories), read.one_of("place", places)
    if read.ok and (category is None) == (place is None):
        read.refuse("category", "give a category or a place, not both")
    minutes = read.integer("minutes", SHORTEST_STAY, LONGEST_STAY, required=True)
    opens, closes = read.time_of_day("usual_opens"), read.time_of_day("usual_closes")
    if (opens is None) != (closes is None) or (opens and closes and opens >= closes):
        read.refuse("usual_opens", "give both usual hours, the earlier first, or none")
    return StayTime(
        category=category,
        place=place,
        minutes=minutes or SHORTEST_STAY,
        suggested=read.flag("suggested"),
        usual_opens=opens,
        usual_closes=closes,
    )
