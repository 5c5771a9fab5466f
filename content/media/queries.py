"""Public pictures, as the IIIF door needs them: in every language, one or a record's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from content.media.collection import PICTURES
from tourism_backend.publishing import reads
from tourism_backend.publishing.collection import Collection, column, languages, source_language

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


_MEMBERS = (
    "r.id, r.slug,"
    " (SELECT substr(f, 6) FROM unnest(r.facets) f WHERE f LIKE 'file:%'),"
    f" ARRAY[{_columns('title')}], ARRAY[{_columns('summary')}]"
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
    rows = reads.fetch(
        f"SELECT {_MEMBERS} FROM {PICTURES.partition} r WHERE NOT r.withdrawn AND r.id = %s", [key]
    )
    return _shown(rows[0]) if rows else None


def shown_of(collection: str, key: UUID) -> list[Shown]:
    """The public pictures of a record in their order there, at most ``MOST``."""
    where, params = _of(collection, key)
    rows = reads.fetch(f"SELECT {_MEMBERS} {where}", params)
    return [_shown(row) for row in rows]


def of_record(
    collection: str, key: UUID, language: str, *, of: Collection = PICTURES
) -> list[bytes]:
    """The same in one language: their summaries as JSON. ``of`` may be the other uploads."""
    where, params = _of(collection, key, of)
    summary = f"convert_to(r.summary_{column(language)}, 'UTF8')"
    return [row[0] for row in reads.fetch(f"SELECT {summary} {where}", params)]


def _of(collection: str, key: UUID, of: Collection = PICTURES) -> tuple[str, list[Any]]:
    """The rows of the uploads of a record, in order."""
    targets = f"jsonb_to_recordset(r.summary_{column(source_language())}::jsonb -> 'of')"
    return (
        f'FROM {of.partition} r, {targets} AS o(collection text, id uuid, "order" int)'
        " WHERE NOT r.withdrawn AND r.facets @> ARRAY[%s] AND o.collection = %s AND o.id = %s"
        f' ORDER BY o."order", r.slug LIMIT {MOST}',
        [f"of:{collection}:{key}", collection, key],
    )


def first_of_each(collection: str, keys: Sequence[str], language: str) -> dict[str, bytes]:
    """The first public picture of each record, by the record's id: its summary as JSON."""
    rows = reads.fetch(
        f"SELECT DISTINCT ON (o.id) o.id::text, convert_to(r.summary_{column(language)}, 'UTF8')"
        f" FROM {PICTURES.partition} r,"
        f" jsonb_to_recordset(r.summary_{column(language)}::jsonb -> 'of')"
        ' AS o(collection text, id uuid, "order" int)'
        " WHERE NOT r.withdrawn AND r.facets && %s AND o.collection = %s AND o.id = ANY(%s)"
        ' ORDER BY o.id, o."order", r.slug',
        [[f"of:{collection}:{key}" for key in keys], collection, [UUID(key) for key in keys]],
    )
    return dict(rows)


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
