"""The OpenAPI of the feed."""

from __future__ import annotations

from typing import Any

from geo.sync import asked
from tourism_backend.publishing import openapi
from tourism_backend.publishing.openapi import parameter
from tourism_backend.publishing.registry import registry

VERSION = {"type": "integer", "minimum": 0, "maximum": 10**asked.MOST_DIGITS - 1}

CHANGE: dict[str, Any] = {
    "type": "object",
    "required": ["collection", "id", "version"],
    "oneOf": [{"required": ["record"]}, {"required": ["deleted"]}],
    "properties": {
        "collection": {"type": "string"},
        "id": {
            "type": "string",
            "format": "uuid",
            "description": "What the copy keeps it by: slugs change.",
        },
        "version": VERSION,
        "record": {
            "type": "object",
            "description": "As in the collection's list, or its detail; or as a GeoJSON Feature.",
        },
        "deleted": {"const": True, "description": "Take it out of the copy."},
        "outside": {"const": True, "description": "It is public, and not in the box."},
    },
}

PAGE = {
    "type": "object",
    "required": ["version", "changes", "next"],
    "properties": {
        "version": {**VERSION, "description": "Complete up to here: the next `since`."},
        "changes": {"type": "array", "items": CHANGE},
        "next": {"type": ["string", "null"], "description": "The next page's address."},
    },
}


def parameters() -> list[Any]:
    """The parameters of the feed."""
    names = {"type": "string", "enum": sorted(collection.name for collection in registry)}
    limit = {**openapi.LIMIT["schema"], "default": asked.DEFAULT_LIMIT}
    cursor = {"type": "string", "pattern": asked.CURSOR.pattern.replace(r"\Z", "$")}
    return [
        parameter("since", {**VERSION, "default": 0}, "`version` of the last answer; 0: begin."),
        parameter(
            "collections",
            {"type": "array", "items": names, "minItems": 1, "maxItems": 20},
            "Only these kinds; else all.",
        ),
        openapi.LANG,
        openapi.BBOX,
        parameter(
            "include",
            {"type": "string", "enum": [*asked.INCLUDED], "default": asked.INCLUDED[0]},
            "How much of each record.",
        ),
        parameter(
            "format",
            {"type": "string", "enum": ["json", "geojson"], "default": "json"},
            "`geojson`: each record is a Feature, with its geometry.",
        ),
        parameter("limit", limit, "How many changes at most."),
        parameter("cursor", cursor, "From `next` of the page before."),
    ]


def responses() -> dict[int, Any]:
    """The answers of the feed."""
    content = {"application/json": {"schema": PAGE}}
    return {
        200: {"description": "Changes, the oldest first", "content": content},
        **openapi.refusals(400, 410, 429, 503),
    }
