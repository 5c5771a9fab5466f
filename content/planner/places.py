"""The places a trip may lead to, read from public rows in a few statements.

``Spot`` is a place as the planner sees it. What a visit takes comes from the room's stay times,
which are no public row: they are read through the writing alias, by category and place slug.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from content.planner.asking import PlanRequest, centre, minute_of
from content.planner.models import StayTime
from content.planner.problem import Window
from tourism_backend.common.problems import FieldError, invalid
from tourism_backend.publishing import reads
from tourism_backend.publishing.collection import column, source_language

MOST = 60  # candidates the search chooses among
RADIUS_M = {"driving": 100_000, "walking": 8_000}
DEFAULT_STAY = 45  # minutes, for a kind of place without a stay time
# From this accuracy on (metres) a place is known to its commune only: never proposed unasked.
VAGUE_M = {"driving": 3_000, "walking": 1_000}
# What makes a place worth a visit, in points.
FAME, WANTED, OTHER, FEATURE, SEASON, ROUGH = 700, 450, 0.6, 60, 80, 100

_DETAIL = f"d.detail_{column(source_language())}::json"
_COLUMNS = f"""
    r.id, r.slug, ST_X(r.geom), ST_Y(r.geom), r.rank::float8, r.facets,
    {_DETAIL} ->> 'category', ARRAY(SELECT json_array_elements_text({_DETAIL} -> 'category_path')),
    ({_DETAIL} ->> 'accuracy_m')::int, {_DETAIL} ->> 'opening_hours', {_DETAIL} ->> 'wheelchair'
"""
_FROM = """
    FROM publishing_row_places r
    JOIN publishing_detail d ON d.collection = 'places' AND d.id = r.id
    WHERE NOT r.withdrawn
"""
POOL = 1000  # places that are weighed at all, where a destination has many
_SCORE = f"""(
    {FAME} * r.rank
    + CASE WHEN r.facets && %s::text[] THEN {WANTED} ELSE 0 END
    + {FEATURE} * (SELECT count(*) FROM unnest(%s::text[]) f WHERE f = ANY(r.facets))
    + CASE WHEN r.facets && %s::text[] THEN {SEASON} ELSE 0 END
    - CASE WHEN r.facets @> ARRAY['approximate:true'] THEN {ROUGH} ELSE 0 END
) * CASE WHEN cardinality(%s::text[]) = 0 OR r.facets && %s::text[] THEN 1 ELSE {OTHER} END"""
_BEST = f"""
    SELECT {_COLUMNS}, {_SCORE} AS score
    FROM (
        SELECT * FROM publishing_row_places r
        WHERE NOT r.withdrawn AND r.facets && %s::text[] AND r.tags ->> 'category' = ANY(%s)
          AND (NOT %s OR r.facets @> ARRAY['wheelchair:true'])
          AND ST_DWithin(r.geom::geography, ST_Point(%s, %s, 4326)::geography, %s)
        ORDER BY r.facets && %s::text[] DESC, r.order_key LIMIT {POOL}
    ) r
    JOIN publishing_detail d ON d.collection = 'places' AND d.id = r.id
    WHERE NOT r.slug = ANY(%s::text[]) AND ({_DETAIL} ->> 'accuracy_m')::int < %s
    ORDER BY score DESC, r.slug LIMIT %s
"""
_NAMED = f"SELECT {_COLUMNS}, {_SCORE} AS score {_FROM} AND r.slug = ANY(%s::text[])"


@dataclass(frozen=True)
class Stay:
    """How a kind of place is visited: minutes, unasked or not, usual hours."""

    minutes: int = DEFAULT_STAY
    suggested: bool = True
    usual: Window | None = None


@dataclass(frozen=True)
class Spot:
    """A public place: where, what, when, and what it is worth on this trip."""

    id: UUID
    slug: str
    lon: float
    lat: float
    rank: float
    facets: frozenset[str]
    category: str
    path: tuple[str, ...]
    accuracy_m: int
    hours: str | None
    wheelchair: str
    score: int
    stay: Stay


@dataclass(frozen=True)
class Stays:
    """The stay times, by place and by category."""

    places: Mapping[str, Stay]
    categories: Mapping[str, Stay]

    def of(self, slug: str, path: Sequence[str]) -> Stay:
        """The place's own, else its category's, else that of the nearest above."""
        above = (self.categories[c] for c in reversed(path) if c in self.categories)
        return self.places.get(slug) or next(above, Stay())


def stays() -> Stays:
    """All stay times (one statement)."""
    rows = StayTime.objects.values_list(
        "place__slug", "category__slug", "minutes", "suggested", "usual_opens", "usual_closes"
    )
    found: tuple[dict[str, Stay], dict[str, Stay]] = ({}, {})
    for place, category, minutes, suggested, opens, closes in rows:
        known = Stay(minutes, suggested, _usual(opens, closes))
        found[0 if place else 1][place or category or ""] = known
    return Stays(*found)


def _usual(opens: time | None, closes: time | None) -> Window | None:
    return (minute_of(opens), minute_of(closes)) if opens and closes else None


def start_of(asked: PlanRequest) -> tuple[float, float]:
    """Where the days start: lon, lat. Raises Problem 400 when the place is not public."""
    if asked.start:
        rows = reads.fetch(
            "SELECT ST_X(geom), ST_Y(geom) FROM publishing_row_places"
            " WHERE slug = %s AND NOT withdrawn",
            [asked.start],
        )
        if not rows:
            raise invalid(FieldError("start", _no_place(asked.start)))
        ((lon, lat),) = rows
        return float(lon), float(lat)
    if asked.lon is not None and asked.lat is not None:
        return asked.lon, asked.lat
    return centre()


def candidates(
    asked: PlanRequest, start: tuple[float, float], known: Stays, *, with_slugs: Sequence[str] = ()
) -> list[Spot]:
    """The best places for a request, the named ones first; at most ``MOST`` in all.

    ``with_slugs`` are there whatever they are. Raises Problem 400 for a place that is not public
    or an interest that is no category.
    """
    suggested = _suggested(asked, known)
    forced = list(dict.fromkeys([*asked.must_see, *with_slugs]))
    needed = required(asked, forced, known)
    params = [
        *_score_params(asked),
        [f"category:{slug}" for slug in suggested],
        suggested,
        asked.wheelchair,
        *start,
        RADIUS_M[asked.mode],
        [f"category:{slug}" for slug in asked.interests],
        [*asked.avoid, *forced, *([asked.start] if asked.start else [])],
        VAGUE_M[asked.mode],
        MOST,
    ]
    best = [_spot(row, known) for row in reads.fetch(_BEST, params, prepare=False)]
    # A place of its own stay time may be one that is not to be proposed.
    own = [s for s in best if known.places.get(s.slug, s.stay).suggested or wanted(asked, s)]
    return [*needed, *own][:MOST]


def named(asked: PlanRequest, slugs: Sequence[str], known: Stays) -> list[Spot]:
    """Public places by slug; those that are not public are left out."""
    params = [*_score_params(asked), list(slugs)]
    return [_spot(row, known) for row in reads.fetch(_NAMED, params)]


def required(asked: PlanRequest, slugs: Sequence[str], known: Stays) -> list[Spot]:
    """These places, in this order. Raises Problem 400 naming those that are not public."""
    found = {spot.slug: spot for spot in named(asked, slugs, known)} if slugs else {}
    missing = [slug for slug in slugs if slug not in found]
    if missing:
        raise invalid(*(FieldError("must_see", _no_place(slug)) for slug in missing[:5]))
    return [found[slug] for slug in slugs]


def wanted(asked: PlanRequest, spot: Spot) -> list[str]:
    """The interests a place answers: category slugs."""
    return [slug for slug in asked.interests if slug in spot.path]


def _suggested(asked: PlanRequest, known: Stays) -> list[str]:
    """The categories whose places may be proposed: suggested ones, and those asked for."""
    rows = reads.fetch(
        f"SELECT r.slug, ARRAY(SELECT json_array_elements_text({_DETAIL} -> 'path'))"
        " FROM publishing_row_categories r JOIN publishing_detail d"
        " ON d.collection = 'categories' AND d.id = r.id WHERE NOT r.withdrawn"
    )
    paths: dict[str, Sequence[str]] = dict(rows)
    unknown = [slug for slug in asked.interests if slug not in paths]
    if unknown:
        raise invalid(FieldError("interests", _no_category(unknown[0])))
    asked_for = set(asked.interests)
    return [
        slug
        for slug, path in paths.items()
        if known.of("", path).suggested or asked_for & set(path)
    ]


def _score_params(asked: PlanRequest) -> list[Any]:
    interests = [f"category:{slug}" for slug in asked.interests]
    features = [f"feature:{name}" for name in asked.features]
    months = sorted({f"month:{day.month}" for day in asked.dates})
    return [interests, features, months, interests, interests]


def _spot(row: tuple[Any, ...], known: Stays) -> Spot:
    key, slug, lon, lat, rank, facets, category, path, accuracy, hours, chair, score = row
    return Spot(
        id=key,
        slug=slug,
        lon=lon,
        lat=lat,
        rank=rank,
        facets=frozenset(facets),
        category=category,
        path=tuple(path),
        accuracy_m=accuracy,
        hours=hours or None,
        wheelchair=chair or "unknown",
        score=max(1, round(float(score))),
        stay=known.of(slug, path),
    )


def _no_place(slug: str) -> Any:
    return _("no public place “%(slug)s”") % {"slug": slug[:60]}


def _no_category(slug: str) -> Any:
    return _("no category “%(slug)s”") % {"slug": slug[:60]}


def in_season(spot: Spot, day: date) -> bool:
    """Whether the day's month is one of the place's best."""
    return f"month:{day.month}" in spot.facets
