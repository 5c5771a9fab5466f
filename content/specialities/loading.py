"""Loads specialities from records."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from content.specialities.collection import SPECIALITIES
from content.specialities.models import Confidence, Kind, Speciality
from geo.areas.models import Area
from geo.places.loading import first_sentence
from geo.places.models import DescriptionBasis, Place
from tourism_backend.publishing import services
from tourism_backend.publishing.models import Licence
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

FILE = "specialities.json"
SEED = Path(__file__).resolve().parent / "seed"
TRANSLATED = {"name": "name", "teaser": "teaser", "desc": "description"}  # member → field
MEMBERS = {
    *("slug", "kind", "season_months", "ocop_stars", "places", "areas", "confidence"),
    *("desc_basis", "name_zh_checked", "verified", "sources", "licence", "retrieved_on"),
    *members_by_language(*TRANSLATED),
}


@transaction.atomic
def load(asked: Load) -> None:
    """Load and publish the specialities of a load's files.

    Raises LoadRefused when a record is bad and none may be skipped.
    """
    records = asked.records(FILE)
    places = {place.slug: place for place in Place.objects.only("pk", "slug")} if records else {}
    areas = {area.slug: area for area in Area.objects.only("pk", "slug")} if records else {}
    readings = read_all(asked.report, FILE, records)
    items = [item for reading in readings if (item := _item(reading, places, areas))]
    written = upsert(Speciality, asked.provider, items, asked.actor, file=FILE)
    close(asked.report, {FILE: len(records)}, skip_bad=asked.skip_bad)
    if written.to_publish:
        services.publish(asked.actor, SPECIALITIES, written.to_publish)


def _item(reading: Reading, places: Mapping[str, Place], areas: Mapping[str, Area]) -> Item | None:
    """One speciality's fields; None when it is bad."""
    reading.only(MEMBERS)
    slug = reading.text("slug", required=True)
    values: dict[str, Any] = {
        "slug": slug,
        **reading.translations(TRANSLATED),
        "kind": reading.choice("kind", Kind.values),
        "season_months": reading.months("season_months"),
        "ocop_stars": reading.integer("ocop_stars", 1, 5),
        "confidence": reading.choice("confidence", Confidence.values, Confidence.MEDIUM),
        "desc_basis": reading.choice(
            "desc_basis", DescriptionBasis.values, DescriptionBasis.SOURCES
        ),
        "name_zh_checked": reading.flag("name_zh_checked"),
        "verified": reading.flag("verified"),
        "sources": reading.texts("sources"),
        "licence": reading.choice("licence", Licence.values),
        "retrieved_on": reading.day("retrieved_on"),
    }
    for suffix in LANGUAGES.values():
        values[f"teaser_{suffix}"] = values[f"teaser_{suffix}"] or first_sentence(
            values[f"description_{suffix}"]
        )
    links: dict[str, list[Any]] = {
        "places": reading.all_of("places", places),
        "areas": reading.all_of("areas", areas),
    }
    return Item(reading, slug, values, links) if reading.ok else None
