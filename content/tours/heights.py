"""What the heights of a track say: climb, descent, highest, lowest, a profile to draw.

Recorded heights tremble: added up as they are, a flat walk climbs hundreds of metres. So (1) each
height is averaged with those within ``WINDOW_M`` along the way, half before and half after; and
(2) a rise or fall counts once it reaches ``STEP_M`` from the last turning point. Parts of a track
count each for itself: nobody knows the way between them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

EARTH_RADIUS_M = 6371008.8
WINDOW_M = 100.0
STEP_M = 5.0
SAMPLES = 240  # of a profile

Point = tuple[float, float, float]  # lon, lat (degrees, WGS 84), height (m)


@dataclass(frozen=True)
class Climb:
    """Metres up and down, the lowest and highest height, all rounded to metres.

    ``profile`` is a list of (metres along the way, height).
    """

    ascent_m: int
    descent_m: int
    lowest_m: int
    highest_m: int
    profile: tuple[tuple[int, int], ...]


def distance(a: Sequence[float], b: Sequence[float]) -> float:
    """Metres between two points (lon, lat in degrees) on a sphere."""
    lat_a, lat_b = math.radians(a[1]), math.radians(b[1])
    half_lat = (lat_b - lat_a) / 2
    half_lon = math.radians(b[0] - a[0]) / 2
    h = math.sin(half_lat) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(h)))


def along(part: Sequence[Point], start: float = 0.0) -> list[float]:
    """How far along the way each point lies, in metres."""
    total = start
    metres = [total]
    for before, after in pairwise(part):
        total += distance(before, after)
        metres.append(total)
    return metres


def climb(parts: Sequence[Sequence[Point]]) -> Climb:
    """Climb, descent and profile of a track whose every point has a height."""
    up = down = start = 0.0
    metres: list[float] = []
    heights: list[float] = []
    for part in parts:
        where = along(part, start)
        smooth = smoothed(where, [point[2] for point in part])
        rise, fall = turns(smooth)
        up, down, start = up + rise, down + fall, where[-1]
        metres += where
        heights += smooth
    raw = [point[2] for part in parts for point in part]
    return Climb(
        round(up), round(down), round(min(raw)), round(max(raw)), _profile(metres, heights)
    )


def smoothed(metres: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Each height averaged with those within half a window before and after it."""
    sums = [0.0]
    for height in heights:
        sums.append(sums[-1] + height)
    result = []
    first = last = 0
    for where in metres:
        while metres[first] < where - WINDOW_M / 2:
            first += 1
        while last + 1 < len(metres) and metres[last + 1] <= where + WINDOW_M / 2:
            last += 1
        result.append((sums[last + 1] - sums[first]) / (last + 1 - first))
    return result


def turns(heights: Sequence[float]) -> tuple[float, float]:
    """Metres up and metres down between turning points at least ``STEP_M`` apart."""
    up = down = 0.0
    turn = top = bottom = heights[0]
    rising: bool | None = None  # not known yet
    for height in heights:
        if rising is not False:
            top = max(top, height)
        if rising is not True:
            bottom = min(bottom, height)
        if rising is not False and top - height >= STEP_M:
            up += top - turn if rising else 0.0
            turn, bottom, rising = top, height, False
        elif rising is not True and height - bottom >= STEP_M:
            down += turn - bottom if rising is False else 0.0
            turn, top, rising = bottom, height, True
    if rising:
        up += top - turn
    elif rising is False:
        down += turn - bottom
    return up, down


def _profile(metres: Sequence[float], heights: Sequence[float]) -> tuple[tuple[int, int], ...]:
    """Heights at even steps along the way."""
    total = metres[-1]
    count = min(SAMPLES, max(2, len(metres)))
    samples = []
    n = 0
    for k in range(count):
        where = total * k / (count - 1)
        while n < len(metres) - 2 and metres[n + 1] < where:
            n += 1
        span = metres[n + 1] - metres[n]
        share = min(1.0, max(0.0, (where - metres[n]) / span)) if span else 0.0
        samples.append((round(where), round(heights[n] + (heights[n + 1] - heights[n]) * share)))
    return tuple(samples)
