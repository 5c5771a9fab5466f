"""A Query as one SQL statement over public rows. Pure: text and parameters, no connection.

Names come from declarations (checked when they are made); every value is a parameter.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

from tourism_backend.publishing.collection import column
from tourism_backend.publishing.query import Interval, Query
from tourism_backend.publishing.thinning import WORLD

Params = list[Any]
EARTH_RADIUS_M = 6378137.0
MERCATOR_LAT = 85.051128
TELLING = (11, 13)  # the zooms of publishing_row_box_11 and _13


def to_web(lon: float, lat: float) -> tuple[float, float]:
    """Web-mercator metres of a point in degrees; latitudes are cut at the map's edge."""
    lat = max(-MERCATOR_LAT, min(MERCATOR_LAT, lat))
    x = math.radians(lon) * EARTH_RADIUS_M
    y = math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) * EARTH_RADIUS_M
    return x, y


def where(query: Query) -> tuple[list[str], Params]:
    """The conditions of a query on the public row ``r``, shared by every kind of read."""
    parts: list[str] = ["NOT r.withdrawn"]
    params: Params = []
    collection = query.collection
    inside, corners = in_box(query)
    parts += inside
    params += corners
    if query.near:
        parts.append("ST_DWithin(r.geom::geography, ST_Point(%s, %s, 4326)::geography, %s)")
        params += [query.near.lon, query.near.lat, query.near.radius_m]
    for facet, values in query.facets:
        if facet.kind == "flag" and values == ("false",):
            parts.append("NOT r.facets @> %s::text[]")
            params.append([f"{facet.name}:true"])
        else:
            parts.append("r.facets && %s::text[]")
            params.append([f"{facet.name}:{value}" for value in values])
    for live, wanted in query.live:
        parts.append(live.condition if wanted else f"NOT ({live.condition})")
    if query.text:
        parts.append(
            "r.id IN (SELECT t.id FROM publishing_term t"
            f" WHERE t.collection = '{collection.name}' AND t.terms @@ publishing_query(%s))"
        )
        params.append(query.text)
    if collection.period:
        condition, moments = _during(query)
        parts.append(condition)
        params += moments
    return parts, params


def in_box(query: Query) -> tuple[list[str], Params]:
    """The conditions on ``r`` to lie in the query's box; none for what lies nowhere."""
    box, geometry = query.bbox, query.collection.geometry
    if box is None or geometry is None:
        return [], []
    parts = ["r.web && ST_MakeEnvelope(%s, %s, %s, %s, 3857)"]
    params: Params = [*to_web(box.west, box.south), *to_web(box.east, box.north)]
    if geometry.type != "Point":
        parts.append("ST_Intersects(r.geom, ST_MakeEnvelope(%s, %s, %s, %s, 4326))")
        params += [box.west, box.south, box.east, box.north]
    return parts, params


def _during(query: Query) -> tuple[str, Params]:
    """Which dated rows: those of the time asked for, else what is not over."""
    if query.at is None:
        return "r.period && tstzrange(now(), NULL)", []
    if isinstance(query.at, Interval):
        return (
            "r.period && tstzrange(%s::timestamptz, %s::timestamptz)",
            [query.at.start, query.at.end],
        )
    return "r.period @> %s::timestamptz", [query.at]


def live_json(query: Query) -> str:
    """SQL of the ``live`` member, as JSON text."""
    members = ", ".join(f"'{live.name}', {live.value}" for live in query.collection.live)
    return f"jsonb_build_object({members})::text"


def card_json(query: Query) -> str:
    """SQL of the ``card`` member, as JSON text: what a card of any record shows beside its name."""
    return (
        f"json_build_object('hint', nullif(r.hint_{column(query.language)}, ''),"
        " 'starts_at', lower(r.period), 'ends_at', upper(r.period))::text"
    )


def item(query: Query, summary: str, extras: dict[str, str]) -> str:
    """SQL of one item's JSON text, in the query's format."""
    if extras:
        added = " || ".join(f"', \"{name}\": ' || {value}" for name, value in extras.items())
        summary = f"left({summary}, -1) || {added} || '}}'"
    if query.format == "json":
        return summary
    return (
        '\'{"type": "Feature", "id": "\' || r.id || \'", "geometry": \''
        " || coalesce(r.geometry_json, 'null') || ', \"properties\": ' || "
        f"{summary} || '}}'"
    )


@lru_cache(maxsize=256)
def detail(query: Query) -> str:
    """One record by its slug, the only parameter: (JSON, when it changed, its version)."""
    collection = query.collection
    extras = {"live": live_json(query)} if collection.live else {}
    if query.card:
        extras["card"] = card_json(query)
    body = item(query, f"d.detail_{column(query.language)}", extras)
    return (
        f"SELECT convert_to({body}, 'UTF8'), r.changed_at, r.version"
        f" FROM {collection.partition} r JOIN publishing_detail d"
        f" ON d.collection = '{collection.name}' AND d.id = r.id WHERE r.slug = %s"
    )


def page(query: Query) -> tuple[str, Params]:
    """One page: (version, items' JSON joined by commas, whether more follow, last key, last id).

    Within a box the rows come from the index in the order of their key, so that the best
    hundred of a million cost a hundred; ties of the key are kept together and then ordered.
    """
    conditions, params = where(query)
    key, order, params_before, params_after = _order(query)
    if query.after:
        # Two conditions: the first is one the index understands, the second makes it exact.
        conditions += [f"{key} >= %s", f"({key}, r.id) > (%s, %s)"]
        after = query.after
        params += [*params_before, after.key, *params_before, after.key, after.id]
    extras = {"distance_m": "round(r.key::numeric, 1)"} if query.near else {}
    if query.with_live:
        extras["live"] = live_json(query)
    if query.card:
        extras["card"] = card_json(query)
    summary = f"r.summary_{column(query.language)}"
    body = item(query, summary, extras)
    name, partition, limit = query.collection.name, query.collection.partition, query.limit
    # Live values may read any column; else only what the body is made of is carried along.
    whole = query.with_live or query.card
    columns = "r.*" if whole else f"r.id, r.geometry_json, {summary}"
    rows = f"SELECT {columns}, {key} AS key FROM {partition} r WHERE {' AND '.join(conditions)}"
    zoom = _telling_zoom(query)
    if zoom is None:
        rows = f"{rows} {order}"
    else:
        rows = f"""
        WITH best AS MATERIALIZED ({rows} AND r.min_zoom <= {zoom} {order})
        SELECT * FROM best UNION ALL
        ({rows} AND r.min_zoom > {zoom} AND (SELECT count(*) FROM best) <= {limit} {order})"""
        params = params * 2
    statement = f"""
    SELECT (SELECT version FROM publishing_collection WHERE name = '{name}'),
        convert_to(coalesce(string_agg(body, ',' ORDER BY n) FILTER (WHERE n <= {limit}), ''),
                   'UTF8'),
        count(*) > {limit}, max(key) FILTER (WHERE n = {limit}),
        max(id::text) FILTER (WHERE n = {limit})
    FROM (SELECT r.n, r.key, r.id, {body} AS body
          FROM (SELECT *, row_number() OVER (ORDER BY key, id) AS n FROM ({rows}) r) r) page
    """
    return statement, [*params_before, *params, *params_after]


def _telling_zoom(query: Query) -> int | None:
    """The zoom whose rows fill a box's first page, most likely: they have an index of their own.

    In the index of all rows, the few that show early lie among the many that show late.
    """
    whole = query.unfiltered and query.after is None and query.collection.period is None
    if query.bbox is None or query.sort != "prominence" or not whole:
        return None
    box = query.bbox
    (west, south), (east, north) = to_web(box.west, box.south), to_web(box.east, box.north)
    cells_at_0 = (east - west) * (north - south) / (WORLD / 16) ** 2
    return next((zoom for zoom in TELLING if cells_at_0 * 4**zoom >= query.limit), None)


def _order(query: Query) -> tuple[str, str, Params, Params]:
    """The sort key's SQL, the ORDER BY with its limit, and their parameters."""
    take = f"FETCH FIRST {query.limit + 1} ROWS WITH TIES"
    if query.near:
        point: Params = [query.near.lon, query.near.lat]
        key = "(r.geom::geography <-> ST_Point(%s, %s, 4326)::geography)"
        return key, f"ORDER BY {key} {take}", point, point
    if query.sort == "newest":
        return "(-r.version)", f"ORDER BY r.version DESC, r.id LIMIT {query.limit + 1}", [], []
    if query.sort == "soonest":
        key = "coalesce(extract(epoch FROM lower(r.period))::float8, 0)"
        return key, f"ORDER BY {key}, r.id LIMIT {query.limit + 1}", [], []
    if query.bbox:
        return "r.order_key", f"ORDER BY r.order_key <-> 0::float8 {take}", [], []
    return "r.order_key", f"ORDER BY r.order_key, r.id LIMIT {query.limit + 1}", [], []
