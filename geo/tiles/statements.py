"""A tile of a Query as one SQL statement over public rows. Pure: text and parameters.

Every statement gives one row: the collection's version and the tile's bytes, of one snapshot.
"""

from __future__ import annotations

from psycopg.types.numeric import Int4

from geo.tiles.grid import BUFFER, EXTENT, Tile
from tourism_backend.publishing.collection import column
from tourism_backend.publishing.query import Query
from tourism_backend.publishing.statements import Params, where
from tourism_backend.publishing.thinning import ALL_ZOOMS

# The most rows a tile carries: all that can be told apart, and what a phone draws at once.
MOST = 5000
MOST_FILTERED = 1000


def unfiltered(query: Query) -> bool:
    """Whether the query asks for all rows, so that the counted cells answer it."""
    filters = (query.facets, query.live, query.text, query.at, query.collection.period)
    return not any(filters)


def tile(query: Query, at: Tile) -> tuple[str, Params]:
    """The statement of one tile: cells where they hold the answer, else the rows themselves."""
    thinned = query.collection.thin and at.z < ALL_ZOOMS
    if thinned and unfiltered(query):
        rows, params = _of_cells(query, at)
    else:
        rows, params = _of_rows(query, at, MOST_FILTERED if thinned else MOST)
    name = query.collection.name
    statement = f"""
    SELECT (SELECT version FROM publishing_collection WHERE name = '{name}'),
        (SELECT ST_AsMVT(t, '{name}', {EXTENT}, 'geom') FROM ({rows}) t WHERE geom IS NOT NULL)
    """
    return statement, params


def _address(at: Tile) -> Params:
    # Int4: one prepared statement, whatever the numbers' size.
    return [Int4(at.z), Int4(at.x), Int4(at.y)]


def _feature(query: Query, geometry: str, count: str) -> str:
    """SQL of a feature's columns; ``tags`` become attributes of their own."""
    return (
        f"ST_AsMVTGeom({geometry}, ST_TileEnvelope(%s, %s, %s), {EXTENT}, {BUFFER}) AS geom,"
        f" r.slug, r.title_{column(query.language)} AS name, r.rank, r.tags{count}"
    )


def _of_cells(query: Query, at: Tile) -> tuple[str, Params]:
    """The best row of each cell, and how many rows it stands for."""
    name, partition = query.collection.name, query.collection.partition
    west, east, north, south = (Int4(n) for n in at.cells)
    rows = f"""
    SELECT {_feature(query, "r.web", ", c.count")}
    FROM generate_series(%s, %s) AS cells(x)
    JOIN publishing_cell c
        ON c.collection = '{name}' AND c.z = %s AND c.x = cells.x AND c.y BETWEEN %s AND %s
    JOIN {partition} r ON r.collection = '{name}' AND r.id = c.winner
    """
    return rows, [*_address(at), west, east, Int4(at.z), north, south]


def _of_rows(query: Query, at: Tile, most: int) -> tuple[str, Params]:
    """The best rows that lie in the tile, in the order of the index."""
    conditions, params = where(query)
    margin = f"margin => {BUFFER / EXTENT}"
    conditions += [f"r.web && ST_TileEnvelope(%s, %s, %s, {margin})"]
    params += _address(at)
    count = ""
    if query.collection.thin:
        count = ", 1 AS count"
    else:
        conditions.append("r.order_key < %s")
        params.append(Int4(at.z + 1))
    rows = f"""
    SELECT {_feature(query, _drawn(query), count)}
    FROM (SELECT r.* FROM {query.collection.partition} r WHERE {" AND ".join(conditions)}
          ORDER BY r.order_key <-> 0::float8 LIMIT {most}) r
    """
    return rows, [*_address(at), *params]


def _drawn(query: Query) -> str:
    geometry = query.collection.geometry
    if geometry is not None and geometry.type == "Point":
        return "r.web"
    return "r.web"
