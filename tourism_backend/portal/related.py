"""What other collections have to do with a place, a commune, a weekend: read alike for all.

A collection is shown at places when it declares a facet ``place`` of slugs, and in communes when
it declares ``area``; on the home page when it is a layer of the map and has pages. No collection
is named here but those that a page presents in its own way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.dateparse import parse_datetime

from geo.areas.destination import zone
from tourism_backend.portal import links, weekly, wording
from tourism_backend.portal.reading import Item, listed
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.registry import registry

# The pages show these in their own way.
OWN = frozenset({"places", "categories", "areas", "disruptions"})
MOST = 6
YEAR = 365  # days


@dataclass(frozen=True)
class Row:
    """One record: ``language`` is the one its name is in, ``path`` empty where it has no page."""

    icon: str
    name: str
    language: str
    path: str
    when: str
    hint: str


@dataclass(frozen=True)
class Related:
    """Records of one collection. ``more`` is its page, where there are more than are shown."""

    name: str
    title: str
    rows: Sequence[Row]
    more: str


def naming(facet: str) -> Iterator[Collection]:
    """The collections that can be asked for by a many-valued facet of that name."""
    for collection in registry:
        declared = collection.facet(facet)
        if declared and declared.many and not _elsewhere(collection):
            yield collection


def at_place(slug: str, language: str) -> list[Related]:
    """What names a place: a statement a collection."""
    return _all(naming("place"), language, place=slug)


def in_area(slug: str, language: str) -> list[Related]:
    """What names a commune."""
    return _all(naming("area"), language, area=slug)


def featured() -> Iterator[Collection]:
    """The collections the home page shows some of."""
    for collection in registry:
        if collection.layer and collection.page and not _elsewhere(collection):
            yield collection


def _elsewhere(collection: Collection) -> bool:
    """Whether its records are shown otherwise, or another collection's stand for them."""
    return collection.name in OWN or collection.told_by is not None


def dated(language: str, at: str) -> list[Related]:
    """What takes place at a time, as the lists' ``at`` says it; soonest first."""
    return _all((collection for collection in featured() if collection.period), language, at=at)


def undated(language: str) -> list[Related]:
    """The best known of the collections that have no dates."""
    return _all((collection for collection in featured() if not collection.period), language)


def row_of(collection: Collection, item: Item, language: str) -> Row:
    """A record that was read with its card, as a row."""
    card = item["card"]
    starts, ends = (_moment(card[name]) for name in ("starts_at", "ends_at"))
    icon = item.get("icon")
    return Row(
        icon if isinstance(icon, str) else (collection.layer.icon if collection.layer else "pin"),
        item["name"],
        item["language"],
        links.page(collection, item["slug"], language),
        wording.when(starts, ends) if starts else "",
        card["hint"] or "",
    )


def _all(collections: Iterator[Collection], language: str, **asked: str) -> list[Related]:
    found = (_some(collection, language, asked) for collection in collections)
    return [related for related in found if related.rows]


def _some(collection: Collection, language: str, asked: dict[str, str]) -> Related:
    asked = {"card": "true", "limit": str(MOST), **asked}
    if collection.period:
        # A year ahead: what is held each year is said once.
        today = weekly.today()
        ahead = f"{today}/{today + timedelta(days=YEAR)}"
        asked = {"at": ahead, "sort": "soonest", **asked}
    page = listed(collection.name, language, nearby=False, **asked)
    return Related(
        collection.name,
        str(collection.title),
        [row_of(collection, item, language) for item in page.items],
        links.pages(collection, language),
    )


def _moment(text: str | None) -> datetime | None:
    found = parse_datetime(text) if text else None
    return found.astimezone(zone()) if found else None
