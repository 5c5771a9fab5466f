"""The areas' outlines as an SVG sprite, drawn from public rows.

One symbol ``all`` (the borders of the lower level), one ``outline`` (the upper level), and one an
area by its slug; a page shows them with ``<use>``, in its own colours. Places are put on it by
``Plan.at``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from tourism_backend.publishing import reads
from tourism_backend.publishing.statements import to_web

WIDTH = 1000.0
# Smaller than this share of the width, a bend of an outline is not seen.
DETAIL = 1 / 900
KEPT = 4

_SLUG = re.compile(r"^[a-z0-9_-]+$")
_PATH = re.compile(r"^[MmLlzZ0-9 .-]*$")

_EXTENT = """
SELECT ST_XMin(e), ST_YMin(e), ST_XMax(e), ST_YMax(e)
FROM (SELECT ST_Extent(web) AS e FROM publishing_row_areas WHERE NOT withdrawn) x
"""
_OUTLINES = """
SELECT slug, facets @> ARRAY['level:commune'],
    ST_AsSVG(ST_Affine(ST_Simplify(web, %s, true), %s, 0, 0, %s, %s, %s), 1, 0)
FROM publishing_row_areas WHERE NOT withdrawn ORDER BY slug
"""


@dataclass(frozen=True)
class Plan:
    """The sheet the outlines are drawn on: its origin in web-mercator metres, scale and size."""

    west: float
    north: float
    scale: float
    height: float

    @property
    def view_box(self) -> str:
        """The sheet's ``viewBox``, with a little room for the line's width."""
        return f"-8 -8 {WIDTH + 16:.0f} {self.height + 16:.0f}"

    def at(self, lon: float, lat: float) -> tuple[str, str]:
        """Where a point (degrees, WGS 84) lies on the sheet."""
        x, y = to_web(lon, lat)
        return f"{(x - self.west) * self.scale:.0f}", f"{(self.north - y) * self.scale:.0f}"


@lru_cache(maxsize=KEPT)
def plan(version: int) -> Plan | None:
    """The sheet all public areas fit on; None while there are none."""
    ((west, south, east, north),) = reads.fetch(_EXTENT)
    if west is None or east <= west or north <= south:
        return None
    scale = WIDTH / (east - west)
    return Plan(west, north, scale, (north - south) * scale)


@lru_cache(maxsize=KEPT)
def sprite(version: int) -> str:
    """The sprite as an SVG document."""
    sheet = plan(version)
    symbols = []
    if sheet:
        s = sheet.scale
        shift = [DETAIL * WIDTH / s, s, s, -sheet.west * s, -sheet.north * s]
        rows = [
            (slug, lower, path)
            for slug, lower, path in reads.fetch(_OUTLINES, shift)
            if path and _SLUG.match(slug) and _PATH.match(path)
        ]
        borders = "".join(path for _slug, lower, path in rows if lower)
        outline = "".join(path for _slug, lower, path in rows if not lower)
        symbols = [("all", borders), ("outline", outline or borders)]
        symbols += [(f"area-{slug}", path) for slug, lower, path in rows if lower]
    drawn = "".join(f'<path id="{name}" d="{path}"/>' for name, path in symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg"><defs>{drawn}</defs></svg>\n'
