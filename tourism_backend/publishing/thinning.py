"""Which points show at which zoom, and for how many each stands.

The world at zoom z is cut into cells a sixteenth of a tile wide. In each cell the best-ranked
row (ties: the smaller id) shows and stands for all the others. The cells nest, so a row that
wins a cell wins its part at every closer zoom: its minimum zoom is the smallest at which it
wins, and past zoom 14 everything shows. Cells are counted from the four below them, and only
those over a changed row again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper

from tourism_backend.publishing.collection import Collection

WORLD = 40075016.685578488  # side of the web-mercator world, metres
FINEST = 14
CELLS = 2 ** (FINEST + 4)  # cells along a side at the finest zoom
ALL_ZOOMS = FINEST + 1  # from here on every row shows

Cell = tuple[int, int]


def cell_of(web: str) -> tuple[str, str]:
    """SQL of the finest cell's x and y (from the north-west) of a web-mercator point."""
    metre = f"{CELLS} / {WORLD}"
    return (
        f"floor((ST_X({web}) + {WORLD / 2}) * {metre})::int",
        f"floor(({WORLD / 2} - ST_Y({web})) * {metre})::int",
    )


def order_key(zoom: str, rank: str) -> str:
    """SQL of the key that orders rows: what shows first comes first, then the better rank."""
    return f"{zoom} + (1 - {rank}::float8) * 0.999"


def cells_of_rows(collection: Collection, ids: Sequence[UUID]) -> set[Cell]:
    """The finest cells in which these rows now lie."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT cell_x, cell_y FROM {collection.partition}"
            " WHERE id = ANY(%s) AND cell_x IS NOT NULL",
            [list(ids)],
        )
        return set(cursor.fetchall())


def thin(collection: Collection, dirty: Iterable[Cell] | None) -> None:
    """Count the cells again (all of them, or those over the given ones) and set minimum zooms."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE IF NOT EXISTS publishing_dirty (z smallint, x int, y int)"
            " ON COMMIT DELETE ROWS; CREATE TEMP TABLE IF NOT EXISTS publishing_touched"
            " (id uuid) ON COMMIT DELETE ROWS; TRUNCATE publishing_dirty, publishing_touched"
        )
        _spread(cursor, collection, dirty)
        _touch(cursor, collection)
        cursor.execute(
            "DELETE FROM publishing_cell c USING publishing_dirty d"
            " WHERE c.collection = %s AND c.z = d.z AND c.x = d.x AND c.y = d.y",
            [collection.name],
        )
        _count(cursor, collection)
        _touch(cursor, collection)
        _settle(cursor, collection)


def _spread(cursor: CursorWrapper, collection: Collection, dirty: Iterable[Cell] | None) -> None:
    """Note the dirty cells of every zoom: the finest ones and all that lie over them."""
    if dirty is None:
        finest = (
            f"SELECT cell_x, cell_y FROM {collection.partition} WHERE cell_x IS NOT NULL"
            f" UNION SELECT x, y FROM publishing_cell WHERE collection = %s AND z = {FINEST}"
        )
        params: list[Any] = [collection.name]
    else:
        cells = list(dirty)
        finest = "SELECT * FROM unnest(%s::int[], %s::int[])"
        params = [[x for x, _ in cells], [y for _, y in cells]]
    cursor.execute(
        f"WITH finest (x, y) AS ({finest}) INSERT INTO publishing_dirty"
        f" SELECT DISTINCT z, x >> ({FINEST} - z), y >> ({FINEST} - z)"
        f" FROM finest, generate_series(0, {FINEST}) z",
        params,
    )
    cursor.execute("ANALYZE publishing_dirty")


def _touch(cursor: CursorWrapper, collection: Collection) -> None:
    """Note the winners of the dirty cells and the rows that lie in them."""
    cursor.execute(
        "INSERT INTO publishing_touched SELECT DISTINCT c.winner FROM publishing_cell c"
        " JOIN publishing_dirty d USING (z, x, y) WHERE c.collection = %s"
        f" UNION SELECT r.id FROM {collection.partition} r JOIN publishing_dirty d"
        f" ON d.z = {FINEST} AND r.cell_x = d.x AND r.cell_y = d.y",
        [collection.name],
    )


def _count(cursor: CursorWrapper, collection: Collection) -> None:
    """Fill the dirty cells, the finest from the rows, each other zoom from the one below."""
    best = "(array_agg({id} ORDER BY {rank} DESC, {id}))[1]"
    cursor.execute(
        f"INSERT INTO publishing_cell SELECT '{collection.name}', {FINEST}, d.x, d.y, count(*),"
        f" {best.format(id='r.id', rank='r.rank')}, max(r.rank)"
        f" FROM {collection.partition} r JOIN publishing_dirty d"
        f" ON d.z = {FINEST} AND r.cell_x = d.x AND r.cell_y = d.y"
        " WHERE NOT r.withdrawn GROUP BY d.x, d.y"
    )
    for zoom in range(FINEST - 1, -1, -1):
        cursor.execute(
            f"INSERT INTO publishing_cell SELECT '{collection.name}', {zoom}, d.x, d.y,"
            f" sum(c.count), {best.format(id='c.winner', rank='c.rank')}, max(c.rank)"
            " FROM publishing_dirty d CROSS JOIN generate_series(0, 1) i"
            " CROSS JOIN generate_series(0, 1) j"
            f" JOIN publishing_cell c ON c.collection = '{collection.name}'"
            f" AND c.z = {zoom + 1} AND c.x = d.x * 2 + i AND c.y = d.y * 2 + j"
            f" WHERE d.z = {zoom} GROUP BY d.x, d.y"
        )


def _settle(cursor: CursorWrapper, collection: Collection) -> None:
    """Give each touched row the smallest zoom at which it wins; a tombstone leaves its cell."""
    cursor.execute(
        f"UPDATE {collection.partition} r SET min_zoom = f.zoom,"
        f" order_key = {order_key('f.zoom', 'r.rank')}"
        f" FROM (SELECT t.id, coalesce(min(c.z), {ALL_ZOOMS}) AS zoom"
        " FROM (SELECT DISTINCT id FROM publishing_touched) t LEFT JOIN publishing_cell c"
        f" ON c.collection = '{collection.name}' AND c.winner = t.id GROUP BY t.id) f"
        " WHERE r.id = f.id AND NOT r.withdrawn AND r.min_zoom <> f.zoom"
    )
    cursor.execute(
        f"UPDATE {collection.partition} SET cell_x = NULL, cell_y = NULL"
        " WHERE withdrawn AND cell_x IS NOT NULL"
    )
