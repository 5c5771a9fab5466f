"""What a tour says of its stops, as SQL over the **public rows** of their places.

A stop whose place is not public is not told; what is told of a place is what was approved. Each
expression is one correlated subquery, so that one statement publishes one tour or all.
"""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, IntegerField, JSONField, TextField
from django.db.models.sql.compiler import SQLCompiler

from geo.areas.expressions import TEXTS
from tourism_backend.publishing.collection import Expression, column, source_language

# Stops of the tour whose id stands at {tour}, in the order of the way; ``m`` is what the place's
# public row says in one language.
STOPS = """
    SELECT s.day, row_number() OVER (ORDER BY s.day, s."order") AS number, s.minutes,
        coalesce(nullif(s.note_{suffix}, ''), s.note_{source}, '') AS note,
        r.slug, r.geom, r.facets, r.title_{suffix} AS title, r.summary_{suffix}::jsonb AS m
    FROM tours_tourstop s
    JOIN places_place p ON p.id = s.place_id
    JOIN publishing_row_places r ON r.id = p.uuid AND NOT r.withdrawn
    WHERE s.tour_id = {tour}
"""
ITINERARY = """
(WITH stops AS ({stops})
 SELECT coalesce(jsonb_agg(jsonb_build_object(
    'day', n.day,
    'title', coalesce(nullif(d.title_{suffix}, ''), d.title_{source}, ''),
    'text', coalesce(nullif(d.text_{suffix}, ''), d.text_{source}, ''),
    'stops', coalesce((
        SELECT jsonb_agg(jsonb_build_object(
            'number', k.number, 'minutes', k.minutes, 'note', k.note, 'place', k.slug,
            'name', k.m -> 'name', 'language', k.m -> 'language',
            'category', k.m -> 'category', 'category_name', k.m -> 'category_name',
            'icon', k.m -> 'icon', 'colour', k.m -> 'colour', 'teaser', k.m -> 'teaser',
            'commune_name', k.m -> 'commune_name', 'lon', k.m -> 'lon', 'lat', k.m -> 'lat',
            'accuracy_m', k.m -> 'accuracy_m', 'approximate', k.m -> 'approximate'
        ) ORDER BY k.number) FROM stops k WHERE k.day = n.day), '[]'::jsonb)
 ) ORDER BY n.day), '[]'::jsonb)
 FROM generate_series(1, {days}) n(day)
 LEFT JOIN tours_tourday d ON d.tour_id = {tour} AND d.number = n.day)
"""
# One point for a single stop: a line needs two.
LINE = """
(SELECT CASE WHEN count(*) > 1 THEN ST_MakeLine(k.geom ORDER BY k.number)
             ELSE min(k.geom::text)::geometry END FROM ({stops}) k)
"""
COUNT = "(SELECT count(*) FROM ({stops}) k)"
SLUGS = "ARRAY(SELECT k.slug FROM ({stops}) k ORDER BY k.number)"
TITLES = "(SELECT coalesce(string_agg(k.title, ' '), '') FROM ({stops}) k)"
AREAS = """
ARRAY(SELECT DISTINCT substr(t, 9) FROM ({stops}) k, unnest(k.facets) t WHERE t LIKE 'commune:%%')
"""


class _OfStops(Func):
    """SQL in which ``{tour}`` and ``{days}`` stand for the tour's own columns."""

    def __init__(self, sql: str, language: str, output: Any) -> None:
        super().__init__(F("pk"), F("days"), output_field=output)
        self.sql, self.language = sql, language

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The tour's columns have no parameters, so that they may stand in several places."""
        tour, days = (compiler.compile(one)[0] for one in self.get_source_expressions())
        names = {
            "tour": tour,
            "days": days,
            "suffix": column(self.language),
            "source": column(source_language()),
        }
        return self.sql.format(stops=STOPS.format(**names), **names), ()


def itinerary(language: str) -> Expression:
    """The days with their public stops, as JSON."""
    return _OfStops(ITINERARY, language, JSONField())


def stop_titles(language: str) -> Expression:
    """The names of the stops, one after another."""
    return _OfStops(TITLES, language, TextField())


def straight_line() -> Expression:
    """The stops joined by straight lines; a point where there is one only."""
    return _OfStops(LINE, source_language(), GeometryField(srid=4326))


def stop_count() -> Expression:
    """How many public stops there are."""
    return _OfStops(COUNT, source_language(), IntegerField())


def stop_slugs() -> Expression:
    """The places it stops at, in the order of the way."""
    return _OfStops(SLUGS, source_language(), TEXTS)


def stop_areas() -> Expression:
    """Slugs and official codes of the communes it stops in."""
    return _OfStops(AREAS, source_language(), TEXTS)
