"""Where a speciality is from, as SQL over the **public rows** of its places and areas.

A place or an area that is not public is not told, and of one that has pending edits only what was
approved. Each expression is one correlated subquery.
"""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import BooleanField, F, Func, JSONField
from django.db.models.functions import Coalesce

from geo.areas.expressions import TEXTS, Concatenated
from geo.places.published import LinkedPlaces
from tourism_backend.publishing.collection import Expression, column, source_language

PLACES = LinkedPlaces("specialities_speciality_places", "speciality_id")
_AREAS = (
    "publishing_row_areas r JOIN areas_area a ON a.uuid = r.id"
    " JOIN specialities_speciality_areas l ON l.area_id = a.id"
    " WHERE NOT r.withdrawn AND l.speciality_id = %(expressions)s"
)


class _OfOrigin(Func):
    """A subquery in which ``%(expressions)s`` is the speciality's key."""

    def __init__(self, sql: str, output: Any) -> None:
        super().__init__(F("pk"), template=f"({sql})", output_field=output)


def area_slugs() -> Expression:
    """Slugs of its public areas."""
    return _OfOrigin(f"ARRAY(SELECT r.slug FROM {_AREAS} ORDER BY r.slug)", TEXTS)


def area_tokens() -> Expression:
    """Slugs and official codes of its areas, and of the communes its places lie in."""
    own = f"SELECT unnest(ARRAY[r.slug, r.summary_{_source()}::jsonb ->> 'code']) FROM {_AREAS}"
    return Concatenated(_OfOrigin(f"ARRAY({own})", TEXTS), PLACES.communes())


def points() -> Expression:
    """The positions of its places as published; without any, its areas' label points."""
    areas = (
        "SELECT ST_CollectionHomogenize(ST_Collect("
        "ST_Point((m ->> 'lon')::float8, (m ->> 'lat')::float8, 4326)))"
        f" FROM (SELECT r.summary_{_source()}::jsonb AS m FROM {_AREAS}) r"
    )
    anything = GeometryField(srid=4326)
    return Coalesce(PLACES.points(), _OfOrigin(areas, anything), output_field=anything)


def roughly() -> Expression:
    """Whether no place of origin is known exactly: none at all, or only approximate ones."""
    value = "coalesce(bool_and(p.facets @> ARRAY['approximate:true']), true)"
    return PLACES.value(value, BooleanField())


def homes(language: str) -> Expression:
    """Its areas: slug, name, level."""
    members = "'slug', r.m -> 'slug', 'name', r.m -> 'full_name', 'level', r.m -> 'level'"
    rows = f"SELECT r.slug, r.summary_{column(language)}::jsonb AS m FROM {_AREAS}"
    return _OfOrigin(
        f"SELECT coalesce(jsonb_agg(jsonb_build_object({members}) ORDER BY r.slug), '[]')"
        f" FROM ({rows}) r",
        JSONField(),
    )


def _source() -> str:
    return column(source_language())
