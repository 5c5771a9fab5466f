"""How long the way is: a routing engine where one is configured, else straight lines made longer.

``router()`` gives the adapter of this installation: Valhalla over HTTP (``VALHALLA_URL``), its
Python package (``VALHALLA_CONFIG``), else great circles. An engine that does not answer is no
reason to refuse a plan: the great circle steps in, and the answer says so.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Protocol

import requests
from django.conf import settings

log = logging.getLogger(__name__)

Mode = Literal["walking", "driving"]
Point = Sequence[float]  # lon, lat: degrees, WGS 84
EARTH_RADIUS_M = 6_371_008.8

# Ways by road over straight lines, measured on the destination's road network
# (``python -m benchmarks.detour``; figures in docs/reference/planner.md).
DETOUR = 1.33
# Assumed, not measured: mountain roads through villages, and a walker who looks around.
SPEED_KMH: dict[Mode, float] = {"driving": 35.0, "walking": 4.5}
# Getting in and out of a car park, on every drive.
START_MIN: dict[Mode, int] = {"driving": 3, "walking": 0}
COSTING: dict[Mode, str] = {"driving": "auto", "walking": "pedestrian"}
FALLBACK = "great_circle"


@dataclass(frozen=True)
class Travel:
    """Minutes and metres from each point to each other, and which router said so."""

    minutes: list[list[int]]
    metres: list[list[int]]
    router: str


class TravelTimes(Protocol):
    """What the planner asks of a router."""

    def matrix(self, points: Sequence[Point], mode: Mode) -> Travel:
        """The way from each point (lon, lat in degrees) to each other. Raises NoAnswer."""


class NoAnswer(Exception):
    """The routing engine is away, too slow, or knows no way."""


def great_circle_m(a: Point, b: Point) -> float:
    """Metres between two points on a sphere (haversine)."""
    lon1, lat1, lon2, lat2 = map(math.radians, (a[0], a[1], b[0], b[1]))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


class GreatCircle:
    """Straight lines, made longer by the measured detour."""

    def matrix(self, points: Sequence[Point], mode: Mode) -> Travel:
        """Never fails."""
        metres = [[round(great_circle_m(a, b) * DETOUR) for b in points] for a in points]
        pace = SPEED_KMH[mode] * 1000 / 60
        minutes = [
            [START_MIN[mode] + math.ceil(way / pace) if way else 0 for way in row] for row in metres
        ]
        return Travel(minutes, metres, FALLBACK)


def _request(points: Sequence[Point], mode: Mode) -> dict[str, Any]:
    """The body of Valhalla's ``sources_to_targets``."""
    places = [{"lon": point[0], "lat": point[1]} for point in points]
    return {
        "sources": places,
        "targets": places,
        "costing": COSTING[mode],
        "units": "kilometers",
        "verbose": True,
    }


def _read(answer: Any, size: int, router: str) -> Travel:
    """Valhalla's matrix: seconds and kilometres, null where there is no way."""
    try:
        rows = answer["sources_to_targets"]
        cells = [[rows[a][b] for b in range(size)] for a in range(size)]
        minutes = [[math.ceil(float(cell["time"]) / 60) for cell in row] for row in cells]
        metres = [[round(float(cell["distance"]) * 1000) for cell in row] for row in cells]
    except (KeyError, IndexError, TypeError, ValueError, OverflowError) as error:
        raise NoAnswer(f"{router} knows no way between some places: {error!r}") from None
    return Travel(minutes, metres, router)


@dataclass(frozen=True)
class ValhallaServer:
    """A Valhalla service over HTTP; ``url`` is its root, times are seconds."""

    url: str
    timeout: tuple[float, float] = (0.5, 2.0)  # to connect, to answer

    def matrix(self, points: Sequence[Point], mode: Mode) -> Travel:
        """Asks ``sources_to_targets`` once."""
        address = f"{self.url.rstrip('/')}/sources_to_targets"
        body = _request(points, mode)
        try:
            answer = requests.post(address, json=body, timeout=self.timeout, allow_redirects=False)
            answer.raise_for_status()
            return _read(answer.json(), len(points), "valhalla")
        except (requests.RequestException, ValueError) as error:
            raise NoAnswer(str(error)) from error


@dataclass(frozen=True)
class ValhallaLibrary:
    """Valhalla in this process, on a graph that the operator has built (``pyvalhalla``)."""

    config: str

    def matrix(self, points: Sequence[Point], mode: Mode) -> Travel:
        """Reads the graph named in the configuration file."""
        try:
            return _read(
                _actor(self.config).matrix(_request(points, mode)), len(points), "valhalla"
            )
        except (ImportError, OSError, RuntimeError) as error:
            raise NoAnswer(str(error)) from error


@cache
def _actor(config: str) -> Any:
    """One reader of the graph a process: it maps the tiles into memory."""
    from valhalla import Actor  # optional, see docs/reference/planner.md

    return Actor(config)


@dataclass(frozen=True)
class Either:
    """A router, and great circles where it does not answer."""

    first: TravelTimes

    def matrix(self, points: Sequence[Point], mode: Mode) -> Travel:
        """The router's answer, or the fallback's, which says that it is one."""
        try:
            return self.first.matrix(points, mode)
        except NoAnswer as error:
            log.warning("no travel times from the router, great circles instead: %s", error)
            return GreatCircle().matrix(points, mode)


def router() -> TravelTimes:
    """The router of this installation."""
    if settings.VALHALLA_URL:
        return Either(ValhallaServer(settings.VALHALLA_URL))
    if settings.VALHALLA_CONFIG:
        return Either(ValhallaLibrary(settings.VALHALLA_CONFIG))
    return GreatCircle()
