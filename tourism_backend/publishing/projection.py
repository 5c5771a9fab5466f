"""What a working record looks like in public: the declaration as one ORM queryset.

``projected`` gives a queryset whose columns are those of the public row, its details and its
search terms; ``publication`` puts its SQL inside the statement that writes what differs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models import GeometryField
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Case, Expression, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject

from tourism_backend.publishing.collection import (
    Collection,
    Facet,
    Field,
    column,
    languages,
    source_language,
)
from tourism_backend.publishing.models import Status

TEXTS: ArrayField[Any, Any] = ArrayField(models.TextField())
WEB_MERCATOR = 3857
# Public coordinates are rounded to 6 decimals: 11 cm.
DECIMALS = 6


class Texts(Func):
    """A ``text[]`` of expressions."""

    template = "ARRAY[%(expressions)s]::text[]"
    output_field = TEXTS


class Joined(Func):
    """Arrays one after another."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
    output_field = TEXTS


class Tokens(Func):
    """The tokens of a facet, each with its name before it: ``category:cave``."""

    template = "publishing_tokens('%(name)s', (%(expressions)s)::text[])"
    output_field = TEXTS


class Period(Func):
    """The half-open time range a dated record holds for; an open end is NULL."""

    template = "tstzrange(%(expressions)s)"
    output_field = models.TextField()


class IsTrue(Func):
    """``(expression) IS TRUE``."""

    template = "(%(expressions)s) IS TRUE"
    output_field = models.BooleanField()
    conditional = True


def projectable(collection: Collection) -> QuerySet[Any]:
    """The records a projection reads: published, allowed to be public, nothing pending."""
    manager = collection.model._default_manager
    return manager.filter(collection.public, status=Status.PUBLISHED, pending=False).order_by()


def keeping(collection: Collection) -> QuerySet[Any]:
    """The records that keep their public row: pending edits do not take it away."""
    manager = collection.model._default_manager
    # An empty condition allows all: `Q(…) | Q()` would mean the first alone.
    allowed = Q(pending=True) | collection.public if collection.public else Q()
    return manager.filter(allowed, status=Status.PUBLISHED).order_by()


def _tokens(facet: Facet) -> Expression:
    values: Any = facet.values
    if facet.kind == "flag":
        values = Case(When(IsTrue(values), then=Value("true")))
    if not facet.many:
        values = Texts(Cast(values, models.TextField()))
    return Tokens(values, name=facet.name)


class Inside(Func):
    """A JSON object's text without its braces, so that objects can be put together."""

    template = "right(left((%(expressions)s)::text, -1), -1)"
    output_field = models.TextField()


def _json(*groups: Mapping[str, Any]) -> Inside:
    return Inside(JSONObject(**{name: value for group in groups for name, value in group.items()}))


def _identity(collection: Collection, language: str) -> dict[str, Any]:
    """The members every answer begins with."""
    return {
        "id": F("uuid"),
        "slug": F("slug"),
        "name": collection.label(language),
        "language": _spoken(language),
    }


def _spoken(language: str) -> Expression:
    """The language a record's name is really in where this one is asked for."""
    own = f"name_{column(language)}"
    untranslated = Q(**{own: ""}) | Q(**{f"{own}__isnull": True})
    return Case(
        When(untranslated, then=Value(source_language())),
        default=Value(language),
        output_field=models.TextField(),
    )


def _members(fields: Mapping[str, Field], language: str) -> dict[str, Any]:
    return {name: field.expression(language) for name, field in fields.items()}


def _common(fields: Mapping[str, Field]) -> dict[str, Any]:
    """The members that are the same in every language: made once."""
    return {name: field.value for name, field in fields.items() if not callable(field.value)}


def _told(fields: Mapping[str, Field], language: str) -> dict[str, Any]:
    """The members of one language alone."""
    return {name: field.value(language) for name, field in fields.items() if callable(field.value)}


def _texts(collection: Collection) -> dict[str, Any]:
    """Per language title, its language, hint, and the JSON members that answers are made of.

    ``p_summary`` and ``p_more`` are alike in every language; see ``objects``.
    """
    columns: dict[str, Any] = {
        "p_summary": _json(_common(collection.summary)),
        "p_more": _json(_common(collection.detail)),
    }
    for language in languages():
        suffix = column(language)
        identity = _identity(collection, language)
        columns[f"p_title_{suffix}"] = collection.label(language)
        columns[f"p_hint_{suffix}"] = collection.search.hint(language)
        columns[f"p_language_{suffix}"] = _spoken(language)
        columns[f"p_summary_{suffix}"] = _json(identity, _told(collection.summary, language))
        columns[f"p_more_{suffix}"] = _json(_told(collection.detail, language))
    return columns


def objects(collection: Collection) -> dict[str, str]:
    """The columns that hold answers, and SQL that makes each from the projection's columns."""

    def joined(*parts: tuple[str, bool]) -> str:
        said = " || ', ' || ".join(name for name, has_members in parts if has_members)
        return f"'{{' || {said} || '}}'"

    made: dict[str, str] = {}
    for language in languages():
        suffix = column(language)
        summary = (
            (f"p_summary_{suffix}", True),
            ("p_summary", bool(_common(collection.summary))),
        )
        more = (
            (f"p_more_{suffix}", bool(_told(collection.detail, language))),
            ("p_more", bool(_common(collection.detail))),
        )
        made[f"summary_{suffix}"] = joined(*summary)
        made[f"detail_{suffix}"] = joined(*summary, *more)
    return made


def _geometry(collection: Collection) -> dict[str, Any]:
    """The true geometry, where maps draw it, and its GeoJSON."""
    declared = collection.geometry
    if declared is None:
        nothing = Value(None, output_field=models.TextField())
        empty = Cast(nothing, GeometryField(srid=4326))
        web = Cast(nothing, GeometryField(srid=WEB_MERCATOR))
        return {"p_geom": empty, "p_web": web, "p_geometry_json": nothing}
    drawn = declared.display if declared.display is not None else declared.value
    return {
        "p_geom": declared.value,
        "p_web": Transform(drawn, WEB_MERCATOR),
        "p_geometry_json": AsGeoJSON(declared.value, precision=DECIMALS),
    }


def _terms(collection: Collection) -> dict[str, Any]:
    """What the record is found by: names in every language, aliases, text."""
    search = collection.search
    names = [search.names(language) for language in languages()]
    body: Any = Func(
        Value("\n"),
        *(Cast(search.text(language), models.TextField()) for language in languages()),
        function="concat_ws",
        output_field=models.TextField(),
    )
    return {
        "p_names": Texts(*(Cast(name, models.TextField()) for name in names)),
        "p_aliases": Coalesce(Cast(search.aliases, TEXTS), Cast(Value("{}"), TEXTS)),
        "p_body": body,
    }


def projected(collection: Collection, ids: Iterable[UUID] | None = None) -> QuerySet[Any]:
    """The public form of the records (all, or those with the given uuids), one row each."""
    records = projectable(collection)
    if ids is not None:
        records = records.filter(uuid__in=list(ids))
    facets: Any = Joined(Cast(Value("{}"), TEXTS), *(_tokens(facet) for facet in collection.facets))
    columns = {
        "p_id": F("uuid"),
        "p_slug": F("slug"),
        "p_rank": Cast(collection.rank, models.FloatField()),
        "p_min_zoom": Cast(collection.min_zoom, models.SmallIntegerField()),
        "p_facets": facets,
        "p_tags": JSONObject(**_members(collection.tags, source_language())),
        "p_period": _period(collection),
        **_geometry(collection),
        **_terms(collection),
        **_texts(collection),
    }
    rows: QuerySet[Any] = records.annotate(**columns).values_list(*columns)
    return rows


def stated(collection: Collection, ids: Iterable[UUID], name: str) -> QuerySet[Any]:
    """Of public records whose edits wait: one member, in no language, and the facet of its name."""
    facet = collection.facet(name)
    if facet is None:
        raise LookupError(f"collection {collection.name} has no facet {name!r}")
    records = keeping(collection).filter(uuid__in=list(ids), pending=True)
    value: Any = collection.summary[name].value
    columns = {"p_id": F("uuid"), "p_stated": value, "p_tokens": _tokens(facet)}
    rows: QuerySet[Any] = records.annotate(**columns).values_list(*columns)
    return rows


def _period(collection: Collection) -> Any:
    if collection.period is None:
        return Value(None, output_field=models.TextField())
    return Period(*collection.period)


def projection_sql(
    collection: Collection, ids: Iterable[UUID] | None = None
) -> tuple[str, tuple[Any, ...]]:
    """The projection as SQL and parameters, ready to stand inside another statement."""
    sql, params = projected(collection, ids).query.sql_with_params()
    return sql, tuple(params)


def fingerprint(collection: Collection) -> str:
    """What identifies the declaration: when it differs, rows made before are stale."""
    sql, params = projection_sql(collection)
    return hashlib.sha256(repr((sql, params, collection.thin)).encode()).hexdigest()
