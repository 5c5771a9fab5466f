"""Fills a scratch database: the seed by its own loader, then made-up places, published at once."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.core.management import call_command
from django.db import connection
from django.db.models import AutoField
from django.utils import timezone

from benchmarks.world import Made, World
from geo.places.models import Category, Place
from tourism_backend.publishing.models import Status

BATCH = 10_000
WITH_HOURS = 1000  # about how many have opening hours
HOURS = ("Mo-Su 07:00-17:30", "Mo-Fr 07:30-11:30,13:30-17:00; PH off", "24/7")


def fill(size: int) -> None:
    """Tables, seed, and working records up to ``size``; what is made up is not yet published."""
    call_command("migrate", verbosity=0)
    call_command("load_seed", verbosity=0)
    _copy(size - Place.objects.count())
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE places_place")


def settle() -> None:
    """What autovacuum would do by and by after a publication."""
    with connection.cursor() as cursor:
        for table in ("row_places", "detail", "term", "cell", "word", "slug"):
            cursor.execute(f"VACUUM (ANALYZE) publishing_{table}")


def _copy(size: int) -> None:
    template = _template()
    names = ", ".join(template)
    rows = _rows(size)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE places_place DISABLE TRIGGER USER")  # no history of made-up
        # In short strokes of made rows: a COPY that waits for its client holds up the server.
        while batch := [list((template | row).values()) for row in islice(rows, BATCH)]:
            with cursor.copy(f"COPY places_place ({names}) FROM STDIN") as copy:
                for values in batch:
                    copy.write_row(values)
        cursor.execute("ALTER TABLE places_place ENABLE TRIGGER USER")


def _template() -> dict[str, Any]:
    """Every column with its default."""
    fields = [f for f in Place._meta.concrete_fields if not isinstance(f, AutoField)]
    return {str(f.column): f.get_db_prep_save(f.get_default(), connection) for f in fields}


def _rows(size: int) -> Iterator[dict[str, Any]]:
    leaves = Category.objects.filter(children=None).order_by("slug")
    categories = list(leaves.values_list("pk", flat=True))
    world = World(size)
    by_slug = dict(Place.objects.values_list("slug", "commune_id"))
    communes = [by_slug.get(place["slug"]) for place in world.seed]
    return _made_rows(world, size, categories, communes)


def _made_rows(
    world: World, size: int, categories: list[int], communes: list[int | None]
) -> Iterator[dict[str, Any]]:
    for made in world.places(len(categories)):
        values = _values(made, categories, communes)
        if made.number % max(1, size // WITH_HOURS) == 0:
            values["opening_hours"] = HOURS[made.number % len(HOURS)]
        yield values


def _values(made: Made, categories: list[int], communes: list[int | None]) -> dict[str, Any]:
    suffixes = ("vi", "en", "zh_hans")
    texts = {f"description_{s}": text for s, text in zip(suffixes, made.texts, strict=True)}
    teasers = {f"teaser_{s}": text[:120] for s, text in zip(suffixes, made.texts, strict=True)}
    names = {f"name_{s}": name for s, name in zip(suffixes, made.names, strict=True)}
    return {
        "uuid": uuid.uuid5(uuid.NAMESPACE_OID, made.slug),
        "slug": made.slug,
        "status": Status.PUBLISHED.value,
        "published_at": timezone.now(),
        "name": made.names[0],
        **names,
        "description": made.texts[0],
        **texts,
        "teaser": made.texts[0][:120],
        **teasers,
        "point": f"SRID=4326;POINT({made.lon} {made.lat})",
        "accuracy_m": 5000 if made.number % 10 == 0 else 30,
        "position_method": "osm_feature",
        "category_id": categories[made.category],
        "commune_id": communes[made.town],
        "rank": made.rank,
        "licence": "CC0-1.0",
        "features": ["parking", "toilets"][: made.number % 3],
    }
