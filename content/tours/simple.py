"""A track's picture for maps and lists: few points, no heights, true to a metre it says."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import LineString, MultiLineString

MOST_POINTS = 1_000
MOST_PARTS = 100
FINEST_M = 2.0  # a picture need not be finer: GPS is not
# GEOS compares each point with each line it replaces: long lines are handed over in pieces.
PIECE = 2_000
METRES_A_DEGREE = 111_195.0

Point = tuple[float, float, float]
Flat = tuple[float, float]


def simplified(parts: Sequence[Sequence[Point]]) -> MultiLineString:
    """The parts with at most ``MOST_POINTS`` points, no point further off than it must be.

    The tolerance begins at ``FINEST_M`` and doubles until the line is small enough; each round
    thins what the one before left, so that nothing is more than twice the last tolerance off.
    Parts shorter than the tolerance are left away, but never all of them.
    """
    lines = [[point[:2] for point in part] for part in parts]
    tolerance = FINEST_M
    while True:
        thinned = [line for part in lines if len(line := _thinned(part, tolerance)) > 1]
        lines = thinned or [_longest(lines)]
        if sum(map(len, lines)) <= MOST_POINTS and len(lines) <= MOST_PARTS:
            return MultiLineString([LineString(line) for line in lines], srid=4326)
        tolerance *= 2


def _thinned(part: Sequence[Flat], metres: float) -> list[Flat]:
    """First without points that lie on top of each other, then without those on a line."""
    degrees = metres / METRES_A_DEGREE
    wide = math.cos(math.radians(part[0][1]))
    kept = [part[0]]
    for lon, lat in part[1:]:
        before = kept[-1]
        if math.hypot((lon - before[0]) * wide, lat - before[1]) >= degrees / 2:
            kept.append((lon, lat))
    if len(kept) < 2:
        return []
    if kept[-1] != part[-1]:
        kept.append(part[-1])
    line: list[Flat] = []
    for start in range(0, len(kept) - 1, PIECE):
        piece: Any = LineString(kept[start : start + PIECE + 1]).simplify(degrees)
        line += piece.tuple[bool(line) :]
    return line


def _longest(parts: Sequence[Sequence[Flat]]) -> list[Flat]:
    """The part that reaches furthest, as a line from its start to its furthest point."""

    def reach(part: Sequence[Flat]) -> float:
        return max(math.dist(point, part[0]) for point in part)

    part = max(parts, key=reach)
    return [part[0], max(part, key=lambda point: math.dist(point, part[0]))]
