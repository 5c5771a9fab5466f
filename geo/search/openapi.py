"""The OpenAPI of the search."""

from __future__ import annotations

from typing import Any

from geo.search import question as q
from tourism_backend.publishing import openapi
from tourism_backend.publishing.openapi import parameter
from tourism_backend.publishing.registry import registry

STRING = {"type": "string"}
NULLABLE = {"type": ["string", "null"]}
COORDINATE = {"type": ["number", "null"]}

ITEM: dict[str, Any] = {
    "type": "object",
    "required": [
        *("collection", "slug", "name", "language", "hint", "marked", "lon", "lat"),
        *("category", "icon", "colour", "url", "page"),
    ],
    "properties": {
        "collection": {**STRING, "description": "The kind of record."},
        "slug": STRING,
        "name": STRING,
        "language": {**NULLABLE, "description": "The language the name is really in."},
        "hint": {**NULLABLE, "description": "What tells namesakes apart: category, commune."},
        "marked": {
            "type": "array",
            "description": "The name in parts; `hit`: what was searched for.",
            "items": {
                "type": "object",
                "required": ["text", "hit"],
                "properties": {"text": STRING, "hit": {"type": "boolean"}},
            },
        },
        "lon": {**COORDINATE, "description": "A point of its geometry, degrees WGS 84."},
        "lat": COORDINATE,
        "category": NULLABLE,
        "icon": NULLABLE,
        "colour": NULLABLE,
        "distance_m": {"type": "number", "description": "From lon, lat, where these are given."},
        "url": {**STRING, "description": "The whole record."},
        "page": {**NULLABLE, "description": "The record's page for people."},
    },
}

ANSWER = {
    "type": "object",
    "required": ["items", "corrected"],
    "properties": {
        "items": {"type": "array", "items": ITEM},
        "corrected": {
            "type": "boolean",
            "description": "Nothing is called what was typed; these are called something like it.",
        },
    },
}


def parameters(*, typing: bool) -> list[Any]:
    """The parameters of the search, or of the suggestions while typing."""
    most, usual = (q.MAX_SUGGESTIONS, q.SUGGESTIONS) if typing else (q.MAX_LIMIT, q.LIMIT)
    limit = {"type": "integer", "minimum": 1, "maximum": most, "default": usual}
    names = {"type": "string", "enum": sorted(collection.name for collection in registry)}
    text = {**openapi.TEXT, "minLength": 1, "pattern": "^[^\\u0000]*[^\\u0000\\s][^\\u0000]*$"}
    return [
        parameter("q", text, "What to search for; the last word may be unfinished.", needed=True),
        openapi.LANG,
        parameter(
            "lon",
            {"type": "number", "minimum": -180, "maximum": 180},
            "Degrees; with lat: nearer ones come earlier.",
        ),
        parameter("lat", {"type": "number", "minimum": -90, "maximum": 90}, "Degrees."),
        parameter("limit", limit, "How many at most."),
        parameter(
            "collection",
            {"type": "array", "items": names, "minItems": 1, "maxItems": 20},
            "Only of these kinds.",
        ),
    ]


def responses() -> dict[int, Any]:
    """The answers of both."""
    content = {"application/json": {"schema": ANSWER}}
    return {
        200: {"description": "The best first", "content": content},
        **openapi.refusals(400, 429, 503),
    }
