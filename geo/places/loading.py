"""Loads categories and places from records."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSException, GEOSGeometry, MultiPolygon, Point
from django.db import transaction

from geo.areas.destination import within
from geo.places.collection import CATEGORIES
from geo.places.models import Category, DescriptionBasis, Feature, Place, PositionMethod, Wheelchair
from geo.places.ranks import DISTINCTIONS, rank_of
from geo.places.services import assign_communes, publish_places
from tourism_backend.common.actors import Actor
from tourism_backend.publishing import services
from tourism_backend.publishing.models import Licence
from tourism_backend.publishing.records import (
    LANGUAGES,
    Item,
    Reading,
    Report,
    close,
    members_by_language,
    read_all,
    upsert,
)
from tourism_backend.publishing.seeding import Load

FILES = ("categories.json", "places.json")
SEED = Path(__file__).resolve().parent / "seed"
TRANSLATED = {  # member → field
    "name": "name",
    "teaser": "teaser",
    "desc": "description",
    "address": "address",
    "fee": "fee",
    "accessibility": "accessibility",
}
CATEGORY_MEMBERS = {
    *("slug", "parent", "icon", "colour", "schema_type", "osm_tags", "order", "rank"),
    *members_by_language("name"),
}
PLACE_MEMBERS = {
    *("slug", "category", "lon", "lat", "position_accuracy_m", "position_method", "verified"),
    *("footprint", "commune_pre2025", "district_pre2025", "address", "opening_hours", "fee"),
    *("fee_vnd", "website", "phone", "wheelchair", "features", "other_names", "osm_id"),
    *("wikidata", "geonames", "best_months", "extra", "desc_basis", "name_zh_checked"),
    *("sources", "licence", "retrieved_on", "rank", "distinctions", "itineraries"),
    *members_by_language(*TRANSLATED),
    # Follow from the position; kept in files for those who read them.
    *("inside_province", "in_expected_commune", "commune_code", "commune"),
}
TEASER = 160  # characters


def load(asked: Load) -> None:
    """Load the categories and places that a load's files hold."""
    if {"province.geojson", "communes.geojson"} & asked.files.keys():
        assign_communes()
    load_records(
        asked.actor,
        asked.provider,
        categories=asked.records("categories.json"),
        places=asked.records("places.json"),
        report=asked.report,
        skip_bad=asked.skip_bad,
    )


@transaction.atomic
def load_records(
    actor: Actor,
    provider: str,
    *,
    categories: Sequence[Any] = (),
    places: Sequence[Any] = (),
    report: Report | None = None,
    skip_bad: bool = False,
) -> Report:
    """Load and publish categories and places, in the form of the seed's files.

    Faults already in ``report`` count as this load's. Raises LoadRefused, with nothing written,
    when a record is bad and ``skip_bad`` is not set.
    """
    report = report or Report()
    _load_categories(actor, provider, categories, report)
    _load_places(actor, provider, places, report)
    sizes = {"categories.json": len(categories), "places.json": len(places)}
    close(report, sizes, skip_bad=skip_bad)
    return report


def _load_categories(actor: Actor, provider: str, records: Sequence[Any], report: Report) -> None:
    file = "categories.json"
    waiting = read_all(report, file, records)
    known = {category.slug: category for category in Category.objects.all()}
    done: set[str] = set()
    publish = []
    while waiting:  # parents first, a level at a time
        named = {reading.slug for reading in waiting}
        level = [r for r in waiting if r.members.get("parent") not in named - done]
        waiting = [r for r in waiting if r.members.get("parent") in named - done]
        if not level:
            for reading in waiting:
                reading.refuse("parent", "is below itself")
            break
        items = [item for reading in level if (item := _category(reading, known))]
        written = upsert(Category, provider, items, actor, file=file)
        known |= {category.slug: category for category in written.records.values()}
        publish += written.to_publish
        done |= {reading.slug for reading in level}
    if publish:
        services.publish(actor, CATEGORIES, publish)


def _category(reading: Reading, known: Mapping[str, Category]) -> Item | None:
    reading.only(CATEGORY_MEMBERS)
    slug = reading.text("slug", required=True)
    parent = reading.text("parent")
    if parent and parent not in known:
        reading.refuse("parent", f"no category {parent!r}")
    values = {
        "slug": slug,
        "parent": known.get(parent),
        **reading.translations({"name": "name"}),
        "icon": reading.text("icon", required=True),
        "colour": reading.text("colour", required=True),
        "schema_type": reading.text("schema_type") or "Place",
        "osm_tags": reading.texts("osm_tags"),
        "order": reading.integer("order", 0, 32767) or 0,
        "rank": reading.number("rank", 0, 1, required=True),
    }
    return Item(reading, slug, values) if reading.ok else None


def _load_places(actor: Actor, provider: str, records: Sequence[Any], report: Report) -> None:
    file = "places.json"
    categories = {category.slug: category for category in Category.objects.all()}
    readings = read_all(report, file, records)
    items = [item for reading in readings if (item := _place(reading, categories))]
    written = upsert(Place, provider, items, actor, file=file)
    if written.to_publish:
        publish_places(actor, written.to_publish)


def _place(reading: Reading, categories: Mapping[str, Category]) -> Item | None:
    """One place's fields; None when it is bad."""
    reading.only(PLACE_MEMBERS)
    slug = reading.text("slug", required=True)
    category = categories.get(reading.text("category", required=True))
    if category is None:
        reading.refuse("category", f"no category {reading.members.get('category')!r}")
    values = {
        "slug": slug,
        "category": category,
        **reading.translations(TRANSLATED),
        **_position(reading),
        **_visit(reading),
        **_references(reading),
    }
    for suffix in LANGUAGES.values():
        values[f"teaser_{suffix}"] = values[f"teaser_{suffix}"] or first_sentence(
            values[f"description_{suffix}"]
        )
    for member in ("address", "fee"):
        values[f"{member}_vi"] = values[f"{member}_vi"] or reading.text(member)
    values["rank"] = _rank(reading, category, values)
    return Item(reading, slug, values) if reading.ok else None


def _position(reading: Reading) -> dict[str, Any]:
    lon = reading.number("lon", -180, 180, required=True)
    lat = reading.number("lat", -90, 90, required=True)
    if lon is not None and lat is not None and not within(lon, lat):
        hint = ": lon and lat are swapped" if within(lat, lon) else ""
        reading.refuse("lon, lat", f"{lon}, {lat} is outside the destination{hint}")
    return {
        "point": Point(lon or 0.0, lat or 0.0, srid=4326),
        "footprint": _footprint(reading),
        "accuracy_m": reading.integer("position_accuracy_m", 1, 100_000, required=True),
        "position_method": reading.choice("position_method", PositionMethod.values),
        "verified": reading.flag("verified"),
        "former_commune": reading.text("commune_pre2025"),
        "former_district": reading.text("district_pre2025"),
    }


def _footprint(reading: Reading) -> MultiPolygon | None:
    given = reading.members.get("footprint")
    if given is None:
        return None
    try:
        shape = GEOSGeometry(json.dumps(given), srid=4326)
    except (GEOSException, ValueError) as error:
        reading.refuse("footprint", f"cannot be read: {error}")
        return None
    if shape.geom_type == "Polygon":
        shape = MultiPolygon(shape, srid=4326)
    if not isinstance(shape, MultiPolygon) or not shape.valid:
        reading.refuse("footprint", "must be a valid Polygon or MultiPolygon")
        return None
    return shape


def _visit(reading: Reading) -> dict[str, Any]:
    return {
        "opening_hours": reading.text("opening_hours"),
        "fee_vnd": reading.integer("fee_vnd", 0, 2_000_000_000),
        "phone": reading.text("phone"),
        "website": reading.text("website"),
        "wheelchair": reading.choice("wheelchair", Wheelchair.values, Wheelchair.UNKNOWN),
        "features": reading.several("features", Feature.values),
        "best_months": reading.months("best_months"),
    }


def _references(reading: Reading) -> dict[str, Any]:
    extra = reading.members.get("extra") or {}
    if not isinstance(extra, dict):
        reading.refuse("extra", "must be an object")
    return {
        "other_names": reading.texts("other_names"),
        "extra": extra,
        "osm_id": reading.text("osm_id"),
        "wikidata": reading.text("wikidata"),
        "geonames": reading.integer("geonames", 1, 2**53),
        "desc_basis": reading.choice(
            "desc_basis", DescriptionBasis.values, DescriptionBasis.SOURCES
        ),
        "name_zh_checked": reading.flag("name_zh_checked"),
        "sources": reading.texts("sources"),
        "licence": reading.choice("licence", Licence.values),
        "retrieved_on": reading.day("retrieved_on"),
    }


def _rank(reading: Reading, category: Category | None, values: Mapping[str, Any]) -> float:
    given = reading.number("rank", 0, 1)
    distinctions = reading.several("distinctions", tuple(DISTINCTIONS))
    itineraries = reading.integer("itineraries", 0, 10_000) or 0
    if given is not None:
        return given
    return rank_of(
        category.rank if category else 0,
        distinctions=[name for name in distinctions if name in DISTINCTIONS],
        itineraries=itineraries,
        verified=values["verified"],
        accuracy_m=values["accuracy_m"] or 0,
        sources=values["sources"],
    )


def first_sentence(text: str, limit: int = TEASER) -> str:
    """The first sentence of a text, cut at a word where it is longer than ``limit`` characters."""
    for end in ("。", ". "):
        head, found, _ = text.partition(end)
        if found:
            text = head + end.strip()
            break
    if len(text) <= limit:
        return text
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"
