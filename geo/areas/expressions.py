"""Query expressions that the declarations of areas and places are written in."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BooleanField, ExpressionWrapper, F, FloatField, Func, JSONField, Q
from django.db.models.functions import JSONObject

from tourism_backend.publishing.collection import (
    Expression,
    JsonSchema,
    column,
    in_own_language,
    languages,
    source_language,
)

TEXTS: ArrayField[Any, Any] = ArrayField(models.TextField())

STRING: JsonSchema = {"type": "string"}
NULLABLE_STRING: JsonSchema = {"type": ["string", "null"]}
NUMBER: JsonSchema = {"type": "number"}
BOOLEAN: JsonSchema = {"type": "boolean"}
STRINGS: JsonSchema = {"type": "array", "items": STRING}


class Concatenated(Func):
    """PostgreSQL arrays one after another."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TEXTS


class Texts(Func):
    """A ``text[]`` of expressions."""

    template = "ARRAY[%(expressions)s]::text[]"
    output_field = TEXTS


class Json(Func):
    """A value as JSON."""

    function = "to_jsonb"
    output_field = JSONField()


def named() -> Q:
    """That a record has a name in the source language: without one, nothing is public."""
    return Q(**{f"name_{column(source_language())}__gt": ""})


def holds(condition: Q) -> Expression:
    """Whether a condition holds, as a value."""
    return ExpressionWrapper(condition, output_field=BooleanField())


def lon(field: str) -> Expression:
    """Longitude of a point field: degrees, WGS 84, six decimals (11 cm)."""
    return _ordinate(field, "ST_X")


def lat(field: str) -> Expression:
    """Latitude of a point field: degrees, WGS 84, six decimals (11 cm)."""
    return _ordinate(field, "ST_Y")


def _ordinate(field: str, function: str) -> Expression:
    return Func(
        F(field),
        template=f"round({function}(%(expressions)s)::numeric, 6)",
        output_field=FloatField(),
    )


def by_language(path: str) -> Expression:
    """A translated field in all languages, as a JSON object; null where it is not translated."""
    return JSONObject(**{code: in_own_language(path)(code) for code in languages()})


def by_language_schema() -> JsonSchema:
    """The JSON Schema of ``by_language``."""
    return {"type": "object", "properties": dict.fromkeys(languages(), NULLABLE_STRING)}
