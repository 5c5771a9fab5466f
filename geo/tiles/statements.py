"""A tile of a Query as one SQL statement over public rows. Pure: text and parameters.

Every statement gives one row: the collection's version and the tile's bytes, of one snapshot.
"""

from __future__ import annotations

from psycopg.types.numeric import Int4

from geo.tiles.grid import BUFFER, EXTENT, MAX_ZOOM, Tile
from tourism_backend.publishing.collection import Collection, column
from tourism_backend.publishing.query import Query
from tourism_backend.publishing.statements import Params, where
from tourism_backend.publishing.thinning import ALL_ZOOMS, FINEST, WORLD

# The most rows a tile carries, best first: what a phone can draw; filtered, what it can tell
# apart where nothing was thinned.
MOST = 5000
MOST_FILTERED = 500
# Lines and areas keep no more detail than this many units (half a pixel of a 512-pixel tile).
COARSE = 4
# When a dated row begins and ends, in seconds since 1970; an open end is left out.
EDGES = (("starts_at", "lower"), ("ends_at", "upper"))


def unfiltered(query: Query) -> bool:
    """Whether the query asks for all rows, so that the counted cells answer it."""
    filters = (query.facets, query.live, query.text, query.at, query.collection.period)
    return not any(filters)


def version(collection: Collection) -> str:
    """SQL of the collection's version; 0 before anything was published."""
    held = f"SELECT version FROM publishing_collection WHERE name = '{collection.name}'"
    return f"coalesce(({held}), 0)"


def tile(query: Query, at: Tile) -> tuple[str, Params]:
    """The statement of one tile.

    A thinned collection shows the winners of the zoom's cells with their counts. Filters do not
    fit the cells: then the best rows that match show, each for itself.
    """
    if query.collection.thin and at.z < ALL_ZOOMS and unfiltered(query):
        rows, params = _winners(query, at)
    else:
        rows, params = _matching(query, at)
    name = query.collection.name
    statement = f"""
    SELECT {version(query.collection)},
        (SELECT ST_AsMVT(t, '{name}', {EXTENT}, 'geom') FROM ({rows}) t WHERE geom IS NOT NULL)
    """
    return statement, params


def _address(at: Tile) -> Params:
    # Int4: one prepared statement, whatever the numbers' size.
    return [Int4(at.z), Int4(at.x), Int4(at.y)]


def _feature(query: Query, geometry: str, count: str) -> str:
    """SQL of a feature's columns; the members of ``tags`` become attributes of their own."""
    columns = f"r.slug, r.title_{column(query.language)} AS name, r.rank, r.tags"
    if count:
        columns += f", {count} AS count"
    if query.collection.period:
        columns += "".join(
            f", extract(epoch FROM {edge}(r.period))::bigint AS {name}" for name, edge in EDGES
        )
    return (
        f"ST_AsMVTGeom({geometry}, ST_TileEnvelope(%s, %s, %s), {EXTENT}, {BUFFER}) AS geom,"
        f" {columns}"
    )


def _shown(query: Query, at: Tile) -> tuple[str, Params]:
    """The conditions of a row of this tile: the query's, its place, its first zoom."""
    conditions, params = where(query)
    conditions.append(f"r.web && ST_TileEnvelope(%s, %s, %s, margin => {BUFFER / EXTENT})")
    params += _address(at)
    if not query.collection.thin or unfiltered(query):
        conditions.append("r.order_key < %s")  # its whole part is the first zoom
        params.append(Int4(at.z + 1))
    return " AND ".join(conditions), params


def _winners(query: Query, at: Tile) -> tuple[str, Params]:
    """The best row of each cell, and how many rows it stands for.

    The rows come from the index of place and order key; read from the cells' side, each tile
    would cost a third more.
    """
    name, partition = query.collection.name, query.collection.partition
    shown, params = _shown(query, at)
    cell = f"(c.x, c.y) = (r.cell_x >> ({FINEST} - %s), r.cell_y >> ({FINEST} - %s))"
    zoom = Int4(at.z)
    rows = f"""
    SELECT {_feature(query, "r.web", "c.count")} FROM {partition} r
    JOIN publishing_cell c ON c.collection = '{name}' AND c.z = %s AND {cell}
    WHERE {shown}
    """
    return rows, [*_address(at), zoom, zoom, zoom, *params]


def _matching(query: Query, at: Tile) -> tuple[str, Params]:
    """The best rows that match and lie in the tile, in the order of the index."""
    thin = query.collection.thin
    most = MOST_FILTERED if thin and at.z < ALL_ZOOMS else MOST
    shown, params = _shown(query, at)
    geometry, before = _drawn(query, at)
    rows = f"""
    SELECT {_feature(query, geometry, "1" if thin else "")}
    FROM (SELECT r.* FROM {query.collection.partition} r WHERE {shown}
          ORDER BY r.order_key <-> 0::float8 LIMIT {most}) r
    """
    return rows, [*before, *_address(at), *params]


def _drawn(query: Query, at: Tile) -> tuple[str, Params]:
    """SQL of the geometry, no finer than the zoom can show.

    Corners move to a grid that all rows and tiles share, so that neighbouring areas keep a
    common edge; simplifying each by itself would open gaps between them.
    """
    declared = query.collection.geometry
    if at.z == MAX_ZOOM or (declared is not None and declared.type == "Point"):
        return "r.web", []
    step = WORLD / 2**at.z / EXTENT * COARSE
    return f"ST_SnapToGrid(r.web, {-WORLD / 2}, {-WORLD / 2}, %s::float8, %s::float8)", [step, step]
