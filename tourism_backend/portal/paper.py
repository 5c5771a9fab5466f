"""The map on a printed tour: drawn from public rows and our own lines, as SVG.

The sheet is ``WIDTH`` by ``HEIGHT`` tenths of a millimetre. Nothing is fetched from anywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians
from typing import Any

from django.conf import settings
from django.utils.html import escape

from tourism_backend.portal.heights import nice
from tourism_backend.portal.reading import Item
from tourism_backend.publishing import reads
from tourism_backend.publishing.collection import column
from tourism_backend.publishing.statements import to_web

WIDTH, HEIGHT = 1800.0, 1050.0
MARGIN = 120.0  # around what is shown
LEAST_M = 2500.0  # the sheet covers at least so many web-mercator metres of width
ROOM = 90.0  # a name needs around its middle
APART = 52.0  # between two stops' numbers
# Inside the drawing: WeasyPrint reads a drawing's own style sheet, not the page's.
STYLE = """
.area { fill: #fafaf5; stroke: #c3cac1; stroke-width: 4 }
.edge { fill: none; stroke: #7fada4; stroke-width: 8 }
.label { fill: #6a766f; font-size: 28px; text-anchor: middle }
.halo { stroke: #fafaf5; stroke-width: 9 }
.road { fill: none; stroke: #e8c877; stroke-width: 9 }
.rail { fill: none; stroke: #8d968f; stroke-width: 5; stroke-dasharray: 16 9 }
.case { fill: none; stroke: #fff; stroke-width: 22; stroke-linejoin: round }
.way { fill: none; stroke: #b03024; stroke-width: 12; stroke-linejoin: round }
.schematic { stroke-width: 9; stroke-dasharray: 9 16 }
.mark circle { fill: #0f766e; stroke: #fff; stroke-width: 6 }
.mark text { fill: #fff; font-size: 34px; font-weight: 600; text-anchor: middle }
.day-2 circle { fill: #a33b1f }
.day-3 circle { fill: #3d56b2 }
.day-4 circle { fill: #7a4b00 }
.day-5 circle { fill: #7b2f7d }
.day-6 circle { fill: #2f6b2f }
.rough circle { fill: #fff; stroke: #14231f; stroke-width: 5; stroke-dasharray: 10 8 }
.rough text { fill: #14231f }
.bar path { fill: none; stroke: #14231f; stroke-width: 4 }
.bar text { font-size: 28px; fill: #14231f }
text { font-family: Text, Marks, Han }
"""
PROFILE_STYLE = """
.profile__area { fill: #e0f0ec }
.profile__line { fill: none; stroke: #0f766e; stroke-width: 2.5 }
.profile__rule { stroke: #dde4df }
text { fill: #4a5b55; font-size: 12px; font-family: Text, Marks, Han }
"""
_PATH = re.compile(r"^[MmLlzZ0-9 .,-]*$")

_AREAS = """
SELECT r.title_{suffix}, r.facets @> ARRAY['level:commune'],
    ST_AsSVG(ST_Affine(c.shape, %s, 0, 0, %s, %s, %s), 0, 1),
    ST_X(p.at), ST_Y(p.at)
FROM publishing_row_areas r
CROSS JOIN LATERAL (
    SELECT ST_ClipByBox2D(
        ST_Simplify(CASE WHEN r.facets @> ARRAY['level:commune'] THEN r.web
                         ELSE ST_Boundary(r.web) END, %s, true),
        ST_MakeEnvelope(%s, %s, %s, %s, 3857))
) c(shape)
CROSS JOIN LATERAL (SELECT ST_PointOnSurface(c.shape)) p(at)
WHERE NOT r.withdrawn AND r.web && ST_MakeEnvelope(%s, %s, %s, %s, 3857)
    AND NOT ST_IsEmpty(c.shape)
ORDER BY r.slug
"""


@dataclass(frozen=True)
class Sheet:
    """Where the sheet lies: its north-west corner in web-mercator metres, units a metre."""

    west: float
    north: float
    scale: float

    @property
    def box(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return (
            self.west,
            self.north - HEIGHT / self.scale,
            self.west + WIDTH / self.scale,
            self.north,
        )

    def at(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a point (degrees, WGS 84) lies on the sheet."""
        return self.of_web(*to_web(lon, lat))

    def of_web(self, x: float, y: float) -> tuple[float, float]:
        """Where a point in web-mercator metres lies on the sheet."""
        return (x - self.west) * self.scale, (self.north - y) * self.scale


def sheet_of(points: Sequence[tuple[float, float]]) -> Sheet:
    """A sheet that holds all points (degrees) with a margin."""
    web = [to_web(lon, lat) for lon, lat in points]
    west, east = min(x for x, _y in web), max(x for x, _y in web)
    south, north = min(y for _x, y in web), max(y for _x, y in web)
    wide = max(
        (east - west) * WIDTH / (WIDTH - 2 * MARGIN),
        (north - south) * WIDTH / (HEIGHT - 2 * MARGIN),
        LEAST_M,
    )
    scale = WIDTH / wide
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    return Sheet(middle_x - wide / 2, middle_y + HEIGHT / scale / 2, scale)


def picture(
    lines: Sequence[Sequence[tuple[float, float]]],
    stops: Sequence[Item],
    *,
    schematic: bool,
    language: str,
) -> str:
    """The map as SVG; empty when there is nothing to show. ``stops`` carry ``colour`` 1…6."""
    points = [point for line in lines for point in line]
    points += [(stop["lon"], stop["lat"]) for stop in stops]
    if not points:
        return ""
    sheet = sheet_of(points)
    way = "".join(
        f'<polyline class="{name}" points="{_points(sheet, line)}"/>'
        for name in ("case", "way schematic" if schematic else "way")
        for line in lines
    )
    ground, names = _ground(sheet, language)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}"'
        f' class="map"><style>{STYLE}</style>{ground}{_roads(sheet)}{way}{names}'
        f"{_marks(sheet, stops)}{_bar(sheet, points)}</svg>"
    )


def _points(sheet: Sheet, line: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{x:.0f},{y:.0f}" for x, y in (sheet.at(lon, lat) for lon, lat in line))


def _ground(sheet: Sheet, language: str) -> tuple[str, str]:
    """The communes' borders with the edge of the destination, and their names."""
    s = sheet.scale
    shift = [s, s, -sheet.west * s, -sheet.north * s]
    rows = reads.fetch(
        _AREAS.format(suffix=column(language)),
        [*shift, 2 / s, *sheet.box, *sheet.box],
    )
    shapes, names = [], []
    for title, lower, path, x, y in rows:
        if not path or not _PATH.match(path):
            continue
        shapes.append(f'<path class="{"area" if lower else "edge"}" d="{path}"/>')
        left, top = sheet.of_web(x, y)
        inside = ROOM < left < WIDTH - ROOM and ROOM / 2 < top < HEIGHT - ROOM / 2
        if lower and inside:
            # Twice, the first time as a halo: names lie over the way.
            names += [
                f'<text class="{name}" x="{left:.0f}" y="{top:.0f}">{escape(title)}</text>'
                for name in ("label halo", "label")
            ]
    return "".join(sorted(shapes)), "".join(names)


def _roads(sheet: Sheet) -> str:
    west, south, east, north = sheet.box
    drawn = []
    for kind, box, line in _lines():
        if box[0] > east or box[2] < west or box[1] > north or box[3] < south:
            continue
        points = " ".join(f"{x:.0f},{y:.0f}" for x, y in (sheet.of_web(*p) for p in line))
        drawn.append(f'<polyline class="{kind}" points="{points}"/>')
    return "".join(drawn)


@lru_cache(maxsize=1)
def _lines() -> tuple[tuple[str, tuple[float, float, float, float], tuple[Any, ...]], ...]:
    """Roads and railways of the base map: kind, box and points in web-mercator metres."""
    path = settings.BASE_DIR / "geo" / "maps" / "seed" / "lines.geojson"
    found = []
    for one in json.loads(path.read_text("utf-8"))["features"]:
        shape = one["geometry"]
        parts = (
            shape["coordinates"] if shape["type"] == "MultiLineString" else [shape["coordinates"]]
        )
        kind = "rail" if one["properties"]["kind"] == "rail" else "road"
        for part in parts:
            line = tuple(to_web(point[0], point[1]) for point in part)
            xs, ys = [x for x, _y in line], [y for _x, y in line]
            found.append((kind, (min(xs), min(ys), max(xs), max(ys)), line))
    return tuple(found)


def _marks(sheet: Sheet, stops: Sequence[Item]) -> str:
    """The stops' numbers; one that would lie on another moves aside."""
    taken: list[tuple[float, float]] = []
    drawn = []
    for stop in stops:
        x, y = sheet.at(stop["lon"], stop["lat"])
        while any(hypot(x - other_x, y - other_y) < APART for other_x, other_y in taken):
            x += APART
        taken.append((x, y))
        rough = " rough" if stop["approximate"] else ""
        drawn.append(
            f'<g class="mark day-{stop["colour"]}{rough}">'
            f'<circle cx="{x:.0f}" cy="{y:.0f}" r="30"/>'
            f'<text x="{x:.0f}" y="{y + 12:.0f}">{stop["number"]}</text></g>'
        )
    return "".join(reversed(drawn))


def _bar(sheet: Sheet, points: Sequence[tuple[float, float]]) -> str:
    """A scale bar, true at the middle of what is shown."""
    lat = sum(point[1] for point in points) / len(points)
    units_a_km = sheet.scale * 1000 / cos(radians(lat))
    kilometres = nice(200 / units_a_km)
    length = kilometres * units_a_km
    text = f"{kilometres:g} km" if kilometres >= 1 else f"{kilometres * 1000:g} m"
    low = HEIGHT - 40
    return (
        f'<g class="bar"><path d="M40 {low:.0f}h{length:.0f}m0 -14v28M40 {low - 14:.0f}v28"/>'
        f'<text x="40" y="{HEIGHT - 66:.0f}">{text}</text></g>'
    )
