"""A tile's place in the web-mercator grid (EPSG:3857), checked without asking the database."""

from __future__ import annotations

from dataclasses import dataclass

from tourism_backend.common.problems import not_found
from tourism_backend.publishing.thinning import ALL_ZOOMS

EXTENT = 4096  # units along a tile's side
BUFFER = 64  # units a tile reaches over its edge, so that symbols are not cut
CELLS_PER_TILE = 16

# From ALL_ZOOMS on every row shows. One zoom more relieves tiles that hold more rows than one
# may carry; closer in, clients stretch the tiles of the last zoom (a unit is 15 cm there).
MAX_ZOOM = ALL_ZOOMS + 1


@dataclass(frozen=True)
class Tile:
    """Zoom, column from the west and row from the north."""

    z: int
    x: int
    y: int

    @classmethod
    def at(cls, z: int, x: int, y: int) -> Tile:
        """The tile at this address. Raises Problem 404 where the grid has none."""
        if z > MAX_ZOOM or max(x, y) >= 2**z:
            raise not_found()
        return cls(z, x, y)

    @property
    def cells(self) -> tuple[int, int, int, int]:
        """First and last column, first and last row of its cells and one beyond each edge."""
        first_x, first_y = self.x * CELLS_PER_TILE, self.y * CELLS_PER_TILE
        return (
            first_x - 1,
            first_x + CELLS_PER_TILE,
            first_y - 1,
            first_y + CELLS_PER_TILE,
        )
