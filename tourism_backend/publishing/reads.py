"""The generic reads: a Query in, bytes that PostGIS made out, through the `public` alias only."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import count
from typing import Any
from uuid import UUID

import orjson
import psycopg
from django.db import OperationalError, connections
from django.utils.translation import gettext_lazy as _

from tourism_backend.common.problems import Problem, not_found, unavailable
from tourism_backend.publishing import statements
from tourism_backend.publishing.collection import Collection, column
from tourism_backend.publishing.query import After, Query

PUBLIC = "public"


@lru_cache(maxsize=512)
def _numbered(statement: str) -> bytes:
    """The statement with the server's placeholders (``%s`` → ``$1``), on one line.

    psycopg would read a statement of more than 4,096 bytes again each time.
    """
    numbers = count(1)
    line = " ".join(statement.split())
    return re.sub("%[s%]", lambda m: f"${next(numbers)}" if m[0] == "%s" else "%", line).encode()


def fetch(
    statement: str, params: Sequence[Any] = (), *, prepare: bool = True
) -> list[tuple[Any, ...]]:
    """Run one read as the public role; its rows.

    The statement is prepared on the server and its values come back in binary. ``prepare=False``
    has it planned for its values: a filter may be rare, and a plan for any value a scan.
    A connection that broke is opened again, once; what then fails is a 503. Raises Problem.
    """
    connection = connections[PUBLIC]
    for attempt in (1, 2):
        try:
            if connection.connection is None:
                connection.ensure_connection()
            with psycopg.RawCursor(connection.connection) as cursor:
                cursor.execute(_numbered(statement), params, prepare=prepare, binary=True)
                return cursor.fetchall()
        except psycopg.errors.QueryCanceled:
            detail = _("This question takes too long to answer. Ask for less, or a smaller area.")
            raise Problem(503, "too-slow", detail, headers={"Retry-After": "30"}) from None
        except (psycopg.OperationalError, psycopg.InterfaceError, OperationalError):
            # In a transaction (a test's) the connection is not ours to throw away.
            if connection.in_atomic_block:
                raise
            connection.close()
            if attempt == 2:
                raise unavailable() from None
    raise AssertionError


@dataclass(frozen=True)
class Page:
    """One page of a list: items' JSON joined by commas, and where the next page begins."""

    items: bytes
    version: int
    after: After | None


def page(query: Query) -> Page:
    """The rows a query asks for, best known (or nearest, or newest) first."""
    ((version, items, more, key, row),) = fetch(*statements.page(query), prepare=query.unfiltered)
    if query.fields:
        items = _only(items, query)
    return Page(items, version or 0, After(key, UUID(row)) if more else None)


def _only(items: bytes, query: Query) -> bytes:
    """The items with the asked members only."""
    kept = []
    for item in orjson.loads(b"[" + items + b"]"):
        members = item["properties"] if query.format == "geojson" else item
        asked = {name: members[name] for name in query.fields if name in members}
        kept.append({**item, "properties": asked} if query.format == "geojson" else asked)
    return orjson.dumps(kept)[1:-1]


def version(*collections: Collection) -> int:
    """The newest change version of the collections."""
    ((newest,),) = fetch(
        "SELECT coalesce(max(version), 0) FROM publishing_collection WHERE name = ANY(%s)",
        [[collection.name for collection in collections]],
    )
    return int(newest)


@dataclass(frozen=True)
class Detail:
    """All that is public of one record, as JSON."""

    body: bytes
    changed_at: datetime
    etag: str


def detail(query: Query, slug: str) -> Detail:
    """One record by its slug.

    Raises Moved when the slug is an old one, Problem 410 when the record was withdrawn,
    Problem 404 when there never was one.
    """
    if "\x00" in slug:  # PostgreSQL has no such text
        raise not_found()
    collection = query.collection
    rows = fetch(statements.detail(query), [slug])
    if not rows:
        raise _missing(collection, slug)
    ((text, changed_at, row_version),) = rows
    etag = version_etag(row_version, column(query.language), query.format)
    if collection.live:
        etag = content_etag(text)
    return Detail(text, changed_at, etag)


def version_etag(version: int, *how: str) -> str:
    """A validator of an answer that changes with the version only; ``how`` it is told."""
    return f'W/"{"-".join((str(version), *how))}"'


def content_etag(body: bytes) -> str:
    """A validator of the bytes themselves, for answers that change without a version."""
    return f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


class Moved(Exception):
    """The record has another slug now."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


def _missing(collection: Collection, slug: str) -> Exception:
    rows = fetch(
        f"SELECT r.slug FROM publishing_slug s JOIN {collection.partition} r ON r.id = s.id"
        " WHERE s.collection = %s AND s.slug = %s",
        [collection.name, slug],
    )
    if not rows:
        return not_found()
    ((now,),) = rows
    return Moved(now) if now else Problem(410, "gone", _("This has been withdrawn."))
