"""The OpenAPI of the generic reads, made from a declaration."""

from __future__ import annotations

from typing import Any

from tourism_backend.publishing import query as q
from tourism_backend.publishing.collection import Collection, languages

PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "reason"],
                "properties": {"field": {"type": "string"}, "reason": {"type": "string"}},
            },
        },
    },
}
REFUSAL = {"application/problem+json": {"schema": PROBLEM}}

IDENTITY: dict[str, Any] = {
    "id": {"type": "string", "format": "uuid"},
    "slug": {"type": "string"},
    "name": {"type": "string"},
    "language": {"type": "string", "description": "The language the name is really in."},
}


TEXT = {"type": "string", "maxLength": q.MAX_TEXT, "pattern": "^[^\\u0000]*$"}
TOKEN = {"type": "string", "maxLength": q.MAX_TOKEN, "pattern": "^[^\\u0000,]*$"}
TOKENS = {"type": "array", "items": TOKEN, "maxItems": q.MAX_TOKENS}


def refusals(*statuses: int) -> dict[int, Any]:
    """The responses of refusals, by status."""
    return {status: {"description": "Refused", "content": REFUSAL} for status in statuses}


def parameter(name: str, schema: dict[str, Any], doc: str, *, needed: bool = False) -> Any:
    """A query parameter."""
    return {
        "name": name,
        "in": "query",
        "required": needed,
        "schema": schema,
        "description": doc,
        **({"style": "form", "explode": False} if schema.get("type") == "array" else {}),
    }


LANG = parameter(
    "lang", {"type": "string", "enum": [*languages()]}, "Language; else Accept-Language decides."
)
FORMAT = parameter(
    "format", {"type": "string", "enum": ["json", "geojson"]}, "Else Accept decides."
)
LIMIT = parameter(
    "limit",
    {"type": "integer", "minimum": 1, "maximum": q.MAX_LIMIT, "default": q.DEFAULT_LIMIT},
    "How many at most.",
)
CURSOR = parameter(
    "cursor",
    {"type": "string", "pattern": q.CURSOR.pattern.replace(r"\Z", "$")},
    "From `next` of the page before.",
)
BBOX = parameter(
    "bbox",
    {"type": "string", "format": "bbox", "example": "106.6,21.7,107.0,22.0"},
    "west,south,east,north in degrees (WGS 84).",
)
CARD = parameter("card", {"type": "boolean"}, "Add what a card shows: a hint, and when it is.")
# `moment` is a date-time, or two of them: `start/end`, where one may be `..`.
AT = parameter(
    "at",
    {"type": "string", "format": "moment", "example": "2027-02-06T00:00:00+07:00/.."},
    "In force at this time, or at some time from a start until an end: `start/end`, where `..`"
    " stands for an open one; or `today`, or `weekend`: this one, or the next. Days count in the"
    " destination's time. Without it: what is not over.",
)
MOMENT = {"type": ["string", "null"], "format": "date-time"}


def schema_of(collection: Collection, *, whole: bool) -> dict[str, Any]:
    """The JSON Schema of an item (or of the whole record)."""
    fields = dict(collection.summary) | (dict(collection.detail) if whole else {})
    members = {name: {**field.schema, "description": field.doc} for name, field in fields.items()}
    properties = {**IDENTITY, **members}
    properties["card"] = {
        "type": "object",
        "description": "With `card=true`.",
        "properties": {
            "hint": {"type": ["string", "null"]},
            "starts_at": MOMENT,
            "ends_at": MOMENT,
        },
    }
    if collection.live:
        properties["live"] = {
            "type": "object",
            "properties": {
                live.name: {**live.schema, "description": live.doc} for live in collection.live
            },
        }
    return {"type": "object", "required": [*IDENTITY, *members], "properties": properties}


def feature_of(properties: dict[str, Any]) -> dict[str, Any]:
    """The JSON Schema of a GeoJSON Feature (RFC 7946) with these properties."""
    return {
        "type": "object",
        "required": ["type", "id", "geometry", "properties"],
        "properties": {
            "type": {"const": "Feature"},
            "id": {"type": "string"},
            "geometry": {"type": ["object", "null"]},
            "properties": properties,
        },
    }


def _page(items: dict[str, Any], key: str, extra: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [key, "next"],
        "properties": {
            **extra,
            key: {"type": "array", "items": items},
            "next": {"type": ["string", "null"], "description": "The next page's address."},
        },
    }


def page_responses(collection: Collection, *, nearby: bool) -> dict[int, Any]:
    """The responses of a list."""
    item = schema_of(collection, whole=False)
    item.pop("required")  # `fields=` may leave any of them out
    if nearby:
        item["properties"]["distance_m"] = {"type": "number"}
    features = _page(feature_of(item), "features", {"type": {"const": "FeatureCollection"}})
    return {
        200: {
            "description": "A page",
            "content": {
                "application/json": {"schema": _page(item, "items", {})},
                "application/geo+json": {"schema": features},
            },
        },
        **refusals(400, 429, 503),
    }


def detail_responses(collection: Collection) -> dict[int, Any]:
    """The responses of one record."""
    whole = schema_of(collection, whole=True)
    return {
        200: {
            "description": "The record",
            "content": {
                "application/json": {"schema": whole},
                "application/geo+json": {"schema": feature_of(whole)},
            },
        },
        308: {"description": "The record has another slug now"},
        **refusals(400, 404, 410, 429, 503),
    }


def list_parameters(collection: Collection, *, nearby: bool) -> list[Any]:
    """The parameters of a list."""
    parameters = [LANG, FORMAT, LIMIT, CURSOR]
    if nearby:
        parameters += [
            parameter(
                "lon", {"type": "number", "minimum": -180, "maximum": 180}, "Degrees.", needed=True
            ),
            parameter(
                "lat", {"type": "number", "minimum": -90, "maximum": 90}, "Degrees.", needed=True
            ),
            parameter(
                "radius",
                {
                    "type": "number",
                    "minimum": 1,
                    "maximum": q.MAX_RADIUS_M,
                    "default": q.DEFAULT_RADIUS_M,
                },
                "Metres.",
            ),
        ]
    elif collection.geometry:
        parameters.append(BBOX)
    if not nearby:
        sorts = q.DATED_SORTS if collection.period else q.SORTS
        parameters.append(parameter("sort", {"type": "string", "enum": [*sorts]}, "The order."))
    parameters.append(parameter("q", TEXT, "Words the record is found by."))
    for facet in collection.facets:
        flag = facet.kind == "flag"
        schema = {"type": "boolean"} if flag else TOKENS
        parameters.append(parameter(facet.name, schema, facet.doc))
    for live in collection.live:
        parameters.append(parameter(live.name, {"type": "boolean"}, live.doc))
    if collection.live:
        parameters.append(
            parameter("live", {"type": "boolean"}, "Add what changes by the minute to each item.")
        )
    if collection.period:
        parameters.append(AT)
    names = {"type": "string", "enum": [*q.field_names(collection)]}
    parameters.append(CARD)
    parameters.append(parameter("fields", {"type": "array", "items": names}, "Only these members."))
    return parameters
