"""Public rows for pages: lists and records as plain values, through the generic reads only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from tourism_backend.publishing import reads
from tourism_backend.publishing.collection import Collection, source_language
from tourism_backend.publishing.query import Query, parse
from tourism_backend.publishing.registry import registry

Item = dict[str, Any]

# Characters that are not seen and turn what follows around: no text of a page needs them.
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def load(body: bytes) -> Any:
    """JSON of a public row, without marks that change the direction of text."""
    return orjson.loads(_DIRECTION.sub("", body.decode()))


@dataclass(frozen=True)
class Listed:
    """Some records, and the cursor of the ones after them."""

    items: Sequence[Item]
    cursor: str = ""


def collection(name: str) -> Collection:
    """A collection by its name."""
    return registry.get(name)


def listed(name: str, language: str, *, nearby: bool = False, **asked: str) -> Listed:
    """A page of a collection, best known (or nearest) first. Raises Problem 400."""
    given = {parameter: value for parameter, value in asked.items() if value}
    page = reads.page(parse(collection(name), given, language=language, nearby=nearby))
    items = load(b"[" + page.items + b"]")
    return Listed(items, page.after.token() if page.after else "")


def record(name: str, language: str, slug: str) -> tuple[Item, str]:
    """All that is public of one record, and its validator. Raises Moved, Problem 404 or 410."""
    found = reads.detail(Query(collection=collection(name), language=language), slug)
    return load(found.body), found.etag


def feature(name: str, language: str, slug: str) -> tuple[Item, Any, str]:
    """All that is public of a record, its GeoJSON geometry, and its validator. Raises likewise."""
    query = Query(collection=collection(name), language=language, format="geojson")
    found = reads.detail(query, slug)
    whole = load(found.body)
    return whole["properties"], whole["geometry"], found.etag


def in_source_language(name: str, item: Item, language: str, fields: Sequence[str]) -> set[str]:
    """The fields whose text is not in ``language`` but in the source language.

    Public rows fall back silently, field by field: a text that is the same in both is one.
    """
    source = source_language()
    if language == source:
        return set()
    original, _etag = record(name, source, str(item["slug"]))
    return {name for name in fields if item.get(name) and item[name] == original.get(name)}
