"""Which points show at which zoom, and for how many each stands.

The world at zoom z is cut into cells a sixteenth of a tile wide. In each cell the best-ranked
row (ties: the smaller id) shows and stands for all the others. The cells nest, so a row that
wins a cell wins its part at every closer zoom: its minimum zoom is the smallest at which it
wins, and past zoom 14 everything shows. After a publication only the cells over a changed row
are counted again; nothing is written where nothing differs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from tourism_backend.publishing.collection import Collection

WORLD = 40075016.685578488  # side of the web-mercator world, metres
FINEST = 14
CELLS = 2 ** (FINEST + 4)  # cells along a side at the finest zoom
ALL_ZOOMS = FINEST + 1  # from here on every row shows
# Past so many changed cells it is cheaper to count all of them again.
MANY = 10_000

Cell = tuple[int, int]


def cell_of(web: str) -> tuple[str, str]:
    """SQL of the finest cell's x and y (from the north-west) of a web-mercator point.

    What lies beyond the map's edge (past 85° of latitude) counts to the cell at the edge.
    """

    def cell(from_edge: str) -> str:
        number = f"floor(({from_edge}) * {CELLS} / {WORLD})"
        # least and greatest pass over NULL: a row that lies nowhere must have no cell.
        kept = f"least({CELLS - 1}, greatest(0, {number}))::int"
        return f"CASE WHEN {web} IS NOT NULL THEN {kept} END"

    return cell(f"ST_X({web}) + {WORLD / 2}"), cell(f"{WORLD / 2} - ST_Y({web})")


def zoom_of(collection: Collection, row_id: str) -> str:
    """SQL of the smallest zoom at which a row wins a cell, as the cells were last counted."""
    return (
        "coalesce((SELECT min(c.z) FROM publishing_cell c"
        f" WHERE c.collection = '{collection.name}' AND c.winner = {row_id}), {ALL_ZOOMS})"
    )


def order_key(zoom: str, rank: str) -> str:
    """SQL of the key that orders rows: what shows first comes first, then the better rank."""
    return f"{zoom} + (1 - {rank}::real::float8) * 0.999"


def cells_of_rows(collection: Collection, ids: Sequence[UUID]) -> set[Cell]:
    """The finest cells in which these rows now lie."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT cell_x, cell_y FROM {collection.partition}"
            f" WHERE collection = '{collection.name}' AND id = ANY(%s) AND cell_x IS NOT NULL",
            [list(ids)],
        )
        return set(cursor.fetchall())


def thin(collection: Collection, dirty: Iterable[Cell] | None) -> None:
    """Count the cells again (all of them, or those over the given ones) and set minimum zooms."""
    cells = None if dirty is None else list(dirty)
    with connection.cursor() as cursor:
        if cells is None or len(cells) > MANY:
            count(cursor, collection)
            place(cursor, collection)
        elif cells:
            _recount(cursor, collection, cells)


def _totals(rows: str, x: str, y: str, count: str, row_id: str) -> str:
    """SQL of the cells' x, y, count, winner and rank, from rows or smaller cells."""
    return (
        f"SELECT {x} AS x, {y} AS y, {count}::int AS count,"
        f" (array_agg({row_id} ORDER BY rank DESC, {row_id}))[1] AS winner, max(rank) AS rank"
        f" FROM {rows} GROUP BY 1, 2"
    )


def _store(collection: Collection) -> str:
    """SQL that puts the cells of ``fresh`` where the stored ones differ."""
    return (
        f"INSERT INTO publishing_cell (collection, z, x, y, count, winner, rank)"
        f" SELECT '{collection.name}', f.z, f.x, f.y, f.count, f.winner, f.rank FROM fresh f"
        " LEFT JOIN publishing_cell c"
        f" ON c.collection = '{collection.name}' AND (c.z, c.x, c.y) = (f.z, f.x, f.y)"
        " WHERE (c.count, c.winner, c.rank) IS DISTINCT FROM (f.count, f.winner, f.rank)"
        " ON CONFLICT (collection, z, x, y) DO UPDATE"
        " SET count = excluded.count, winner = excluded.winner, rank = excluded.rank"
    )


def count(cursor: CursorWrapper, collection: Collection, *, coming: str = "") -> None:
    """Count all cells: the finest from the rows, each other zoom from the one below.

    ``coming`` names a table of projected rows that are about to be written.
    """
    name = collection.name
    rows = f"{collection.partition} r WHERE NOT withdrawn AND cell_x IS NOT NULL"
    if coming:
        x, y = cell_of("p_web")
        rows = (
            f"(SELECT cell_x, cell_y, rank, id FROM {rows}"
            f" AND NOT EXISTS (SELECT FROM {coming} WHERE p_id = r.id)"
            f" UNION ALL SELECT {x}, {y}, p_rank::real, p_id FROM {coming}"
            " WHERE p_web IS NOT NULL) r"
        )
    levels = [f"level_{FINEST} AS ({_totals(rows, 'cell_x', 'cell_y', 'count(*)', 'id')})"]
    for zoom in range(FINEST - 1, -1, -1):
        below = _totals(f"level_{zoom + 1}", "x >> 1", "y >> 1", "sum(count)", "winner")
        levels.append(f"level_{zoom} AS ({below})")
    fresh = " UNION ALL ".join(
        f"SELECT {zoom} AS z, * FROM level_{zoom}" for zoom in range(FINEST + 1)
    )
    cursor.execute(
        f"WITH {', '.join(levels)}, fresh AS MATERIALIZED ({fresh}), gone AS ("
        f" DELETE FROM publishing_cell c WHERE c.collection = '{name}' AND NOT EXISTS"
        "  (SELECT FROM fresh f WHERE (f.z, f.x, f.y) = (c.z, c.x, c.y)))"
        f" {_store(collection)}"
    )
    cursor.execute("ANALYZE publishing_cell")


def place(cursor: CursorWrapper, collection: Collection) -> None:
    """Give the smallest zoom at which it wins to each row that has another."""
    name, partition = collection.name, collection.partition
    cursor.execute(
        f"UPDATE {partition} r SET min_zoom = f.zoom, order_key = {order_key('f.zoom', 'r.rank')}"
        " FROM (SELECT winner, min(z) AS zoom FROM publishing_cell"
        f"  WHERE collection = '{name}' GROUP BY winner) f"
        f" WHERE r.collection = '{name}' AND r.id = f.winner AND r.min_zoom <> f.zoom"
    )
    cursor.execute(
        f"UPDATE {partition} r SET min_zoom = {ALL_ZOOMS},"
        f" order_key = {order_key(str(ALL_ZOOMS), 'r.rank')}"
        f" WHERE NOT r.withdrawn AND r.min_zoom <> {ALL_ZOOMS} AND NOT EXISTS"
        f" (SELECT FROM publishing_cell c WHERE c.collection = '{name}' AND c.winner = r.id)"
    )
    cursor.execute(
        f"UPDATE {partition} SET cell_x = NULL, cell_y = NULL"
        " WHERE withdrawn AND cell_x IS NOT NULL"
    )


def _recount(cursor: CursorWrapper, collection: Collection, cells: Sequence[Cell]) -> None:
    """The given finest cells and all that lie over them.

    1. ``finest`` are the given cells, ``dirty`` they and their ancestors.
    2. ``part`` is what the dirty cells are made of: the rows of the finest ones, and beside
       them the cells that are not dirty but lie in a dirty one. ``top`` is the closest zoom at
       which a part counts.
    3. ``fresh`` adds each part to every dirty cell over it, and is stored where it differs.
    4. Whoever won or lost a cell, and every row of the finest ones, gets its minimum zoom.
    """
    name, partition = collection.name, collection.partition
    own = _totals(
        f"finest f JOIN {partition} r ON (r.cell_x, r.cell_y) = (f.x, f.y) WHERE NOT r.withdrawn",
        "f.x",
        "f.y",
        "count(*)",
        "r.id",
    )
    given = [[x for x, _ in cells], [y for _, y in cells]]
    cursor.execute(
        f"""
        WITH finest AS (SELECT * FROM unnest(%s::int[], %s::int[]) AS f(x, y)),
        dirty AS MATERIALIZED (
            SELECT DISTINCT z, x >> ({FINEST} - z) AS x, y >> ({FINEST} - z) AS y
            FROM finest, generate_series(0, {FINEST}) z
        ), part AS MATERIALIZED (
            SELECT {FINEST} AS z, *, {FINEST} AS top FROM ({own}) own
            UNION ALL
            SELECT c.z, c.x, c.y, c.count, c.winner, c.rank, c.z - 1
            FROM dirty d CROSS JOIN (VALUES (0, 0), (0, 1), (1, 0), (1, 1)) quarter(i, j)
            JOIN publishing_cell c ON c.collection = '{name}'
                AND (c.z, c.x, c.y) = (d.z + 1, d.x * 2 + i, d.y * 2 + j)
            WHERE (c.z, c.x, c.y) NOT IN (SELECT z, x, y FROM dirty)
        ), fresh AS MATERIALIZED (
            SELECT a.z, p.x >> (p.z - a.z) AS x, p.y >> (p.z - a.z) AS y,
                sum(p.count)::int AS count,
                (array_agg(p.winner ORDER BY p.rank DESC, p.winner))[1] AS winner,
                max(p.rank) AS rank
            FROM part p, generate_series(0, p.top) a(z) GROUP BY 1, 2, 3
        ), lost AS (
            SELECT c.z, c.x, c.y, c.winner, f.winner IS NULL AS empty
            FROM dirty d JOIN publishing_cell c
                ON c.collection = '{name}' AND (c.z, c.x, c.y) = (d.z, d.x, d.y)
            LEFT JOIN fresh f ON (f.z, f.x, f.y) = (d.z, d.x, d.y)
            WHERE f.winner IS DISTINCT FROM c.winner
        ), gone AS (
            DELETE FROM publishing_cell c USING lost
            WHERE lost.empty AND c.collection = '{name}'
                AND (c.z, c.x, c.y) = (lost.z, lost.x, lost.y)
        ), stored AS ({_store(collection)} RETURNING winner)
        SELECT array_agg(winner) FROM (SELECT winner FROM lost UNION SELECT winner FROM stored) w
        """,
        given,
    )
    (winners,) = cursor.fetchone()
    _settle(cursor, collection, given, winners or [])


def _settle(
    cursor: CursorWrapper, collection: Collection, cells: list[list[int]], winners: list[UUID]
) -> None:
    """Give each row the smallest zoom at which it wins; a tombstone leaves its cell."""
    name, partition = collection.name, collection.partition
    in_cells = (
        f"{partition} r JOIN unnest(%s::int[], %s::int[]) AS f(x, y)"
        " ON (r.cell_x, r.cell_y) = (f.x, f.y)"
    )
    cursor.execute(
        f"""
        UPDATE {partition} r
        SET min_zoom = f.zoom, order_key = {order_key("f.zoom", "r.rank")}
        FROM (
            SELECT t.id, {zoom_of(collection, "t.id")} AS zoom
            FROM (SELECT unnest(%s::uuid[]) AS id UNION SELECT r.id FROM {in_cells}) t
        ) f
        WHERE r.collection = '{name}' AND r.id = f.id AND NOT r.withdrawn
            AND r.min_zoom <> f.zoom
        """,
        [winners, *cells],
    )
    cursor.execute(
        f"UPDATE {partition} SET cell_x = NULL, cell_y = NULL WHERE collection = '{name}' AND id IN"
        f" (SELECT r.id FROM {in_cells} WHERE r.withdrawn)",
        cells,
    )
