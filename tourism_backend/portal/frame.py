"""What many pages show of the whole: the tree of categories, the communes, how much is in each.

Kept in the process by change version: a new version is a new key, so nothing is ever stale.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from tourism_backend.common.text import fold
from tourism_backend.portal.reading import listed
from tourism_backend.publishing import reads

KEPT = 12  # languages x the versions in use while one follows another
ALL = "1000"


@dataclass(frozen=True)
class Category:
    """A kind of place; ``count`` is how many places it and its subtree hold."""

    slug: str
    name: str
    icon: str
    parent: str | None
    path: tuple[str, ...]
    order: int
    count: int


@dataclass(frozen=True)
class Commune:
    """An area of the lower level; ``count`` is how many places lie in it."""

    slug: str
    name: str
    full_name: str
    kind: str
    code: str
    area_km2: float | None
    count: int


@dataclass(frozen=True)
class Frame:
    """The categories by slug, the communes in the order of the alphabet."""

    categories: Mapping[str, Category]
    communes: Sequence[Commune]
    provinces: Sequence[str]
    total: int
    _below: Mapping[str | None, Sequence[Category]] = field(repr=False)

    def below(self, slug: str | None) -> Sequence[Category]:
        """The categories right below one; below None, the top ones."""
        return self._below.get(slug, ())

    def tops(self) -> Sequence[Category]:
        """The top categories that have places."""
        return [category for category in self.below(None) if category.count]

    def trail(self, path: Sequence[str]) -> list[Category]:
        """The categories of a path, from the top."""
        return [self.categories[slug] for slug in path if slug in self.categories]


@lru_cache(maxsize=KEPT)
def tally(version: int) -> tuple[Mapping[str, int], int]:
    """How many public places carry each category and commune token, and how many there are."""
    rows = reads.fetch(
        "SELECT token, count(*) FROM publishing_row_places r,"
        " LATERAL unnest(r.facets || ARRAY['all:']) token"
        " WHERE NOT r.withdrawn AND token ~ '^(category|commune|all):' GROUP BY token"
    )
    counts = {str(token): int(count) for token, count in rows}
    return counts, counts.pop("all:", 0)


@lru_cache(maxsize=KEPT)
def frame(language: str, version: int) -> Frame:
    """The frame in one language, as of a version."""
    counts, total = tally(version)
    kinds = [
        Category(
            item["slug"],
            item["name"],
            item["icon"],
            item["parent"],
            tuple(item["path"]),
            item["order"],
            counts.get(f"category:{item['slug']}", 0),
        )
        for item in listed("categories", language, limit=ALL).items
    ]
    kinds.sort(key=lambda kind: (kind.order, kind.slug))
    below: dict[str | None, list[Category]] = {}
    for kind in kinds:
        below.setdefault(kind.parent, []).append(kind)
    areas = listed("areas", language, limit=ALL).items
    communes = [
        Commune(
            item["slug"],
            item["name"],
            item["full_name"],
            item["kind"],
            item["code"],
            item["area_km2"],
            counts.get(f"commune:{item['slug']}", 0),
        )
        for item in areas
        if item["level"] == "commune"
    ]
    communes.sort(key=lambda commune: (fold(commune.name), commune.code))
    provinces = [item["full_name"] for item in areas if item["level"] == "province"]
    return Frame({kind.slug: kind for kind in kinds}, communes, provinces, total, below)
