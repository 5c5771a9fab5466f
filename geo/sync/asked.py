"""What a follower asks of the feed, validated once; the same Query as a list's, each collection."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from tourism_backend.publishing.collection import Collection, languages
from tourism_backend.publishing.query import (
    FORMATS,
    BadValue,
    Format,
    Parameters,
    Query,
    collections_of,
    limit_of,
    one_of,
    parse_bbox,
)
from tourism_backend.publishing.registry import registry

DEFAULT_LIMIT = 200
MOST_DIGITS = 18  # a version of so many digits fits the database's numbers
# Every string of this form is a cursor.
CURSOR = re.compile(
    rf"^[0-9]{{1,{MOST_DIGITS}}}\.[a-z_]{{2,31}}\.[0-9a-f]{{32}}\.[0-9]{{1,{MOST_DIGITS}}}\Z"
)
INCLUDED = ("summary", "detail")


@dataclass(frozen=True)
class Position:
    """Where a page ends: at this row of the feed's order.

    ``base``: the version the follower's copy was of before the first page; for a first copy, the
    version its first page was read at. It holds nothing that was gone by then.
    """

    version: int
    collection: str
    id: UUID
    base: int

    def token(self) -> str:
        """The cursor callers hand back; ``CURSOR`` is its form."""
        return f"{self.version}.{self.collection}.{self.id.hex}.{self.base}"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A page of the feed. ``since`` is the version the follower's copy is of; 0: it has none."""

    queries: tuple[Query, ...]
    since: int
    after: Position | None
    whole: bool

    @property
    def query(self) -> Query:
        """What is asked of every collection alike: language, format, box, limit."""
        return self.queries[0]

    @property
    def names(self) -> list[str]:
        """The collections asked for."""
        return [query.collection.name for query in self.queries]

    @property
    def base(self) -> int:
        """The version from which on the follower must be told what is gone; 0: a first page."""
        return self.after.base if self.after else self.since


def parse(given: Mapping[str, str], *, language: str) -> Asked:
    """Read and check the parameters. Raises Problem 400 naming each that is not right."""
    read = Parameters(given)
    language = read.read("lang", one_of(*languages(), language), language)
    collections: tuple[Collection, ...] = tuple(registry)
    collections = read.read("collections", collections_of, collections)
    form: Format = read.read("format", one_of(*FORMATS), "json")
    box = read.read("bbox", parse_bbox, None)
    limit = read.read("limit", limit_of, DEFAULT_LIMIT)
    asked = Asked(
        queries=tuple(
            Query(collection=each, language=language, format=form, bbox=box, limit=limit)
            for each in collections
        ),
        since=read.read("since", _version, 0),
        after=read.read("cursor", _position, None),
        whole=read.read("include", one_of(*INCLUDED), "summary") == "detail",
    )
    read.close()
    return asked


def _version(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise BadValue(_("give the version that an answer told, or 0 to begin"))
    return int(text)


def _position(text: str) -> Position:
    if not CURSOR.match(text):
        raise BadValue(_("this is not a cursor the feed gave; begin with its first page"))
    version, collection, row, base = text.split(".")
    return Position(int(version), collection, UUID(row), int(base))
