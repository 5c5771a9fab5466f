"""Public pictures, as the IIIF door needs them: in every language, one or a record's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from content.media.collection import PICTURES
from tourism_backend.publishing import reads
from tourism_backend.publishing.collection import Collection, column, languages

MOST = 200


@dataclass(frozen=True)
class Shown:
    """A public picture; ``names`` and ``summaries`` by language code."""

    id: UUID
    slug: str
    file: str  # SHA-256 of the upload
    names: dict[str, str]
    summaries: dict[str, dict[str, Any]]

    @property
    def facts(self) -> dict[str, Any]:
        """What is the same in every language."""
        return next(iter(self.summaries.values()))


def _columns(name: str) -> str:
    return ", ".join(f"r.{name}_{column(code)}" for code in languages())


_SELECT = (
    "SELECT r.id, r.slug,"
    " (SELECT substr(f, 6) FROM unnest(r.facets) f WHERE f LIKE 'file:%'),"
    f" ARRAY[{_columns('title')}], ARRAY[{_columns('summary')}]"
    f" FROM {PICTURES.partition} r WHERE NOT r.withdrawn"
)


def _shown(row: tuple[Any, ...]) -> Shown:
    key, slug, file, names, summaries = row
    return Shown(
        key, slug, file,
        dict(zip(languages(), names, strict=True)),
        dict(zip(languages(), map(orjson.loads, summaries), strict=True)),
    )  # fmt: skip


def picture(key: UUID) -> Shown | None:
    """The public picture with this id."""
    rows = reads.fetch(f"{_SELECT} AND r.id = %s", [key])
    return _shown(rows[0]) if rows else None


def of_record(collection: str, key: UUID) -> list[Shown]:
    """The public pictures of a record in their order there, at most ``MOST``."""
    rows = reads.fetch(f"{_SELECT} AND r.facets @> ARRAY[%s] LIMIT {MOST}",
                       [f"of:{collection}:{key}"])  # fmt: skip
    found = [_shown(row) for row in rows]
    return sorted(found, key=lambda each: (order_in(each.facts, collection, str(key)), each.slug))


def order_in(facts: dict[str, Any], collection: str, key: str) -> int:
    """Which of a record's pictures this one is."""
    orders = (o["order"] for o in facts["of"] if (o["collection"], o["id"]) == (collection, key))
    return int(next(orders, 0))


@dataclass(frozen=True)
class Named:
    """A public record: the last part of its address, and its names by language code."""

    slug: str
    names: dict[str, str]


def named(collection: Collection, key: UUID) -> Named | None:
    """What a public record is called; None when it is not public."""
    rows = reads.fetch(
        f"SELECT r.slug, ARRAY[{_columns('title')}] FROM {collection.partition} r"
        " WHERE NOT r.withdrawn AND r.id = %s",
        [key],
    )
    return Named(rows[0][0], dict(zip(languages(), rows[0][1], strict=True))) if rows else None
