"""What is asked: one class of requests each, and how fast it must be."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import asinh, pi, radians, tan
from urllib.parse import quote

from benchmarks.world import KINDS, World

REQUESTS = 200  # different ones of each kind
GEOJSON = ("Accept: application/geo+json",)
API = "/api/v1/places"


@dataclass(frozen=True)
class Workload:
    """Requests of one kind; what they must reach of the bare statement, or in requests a second.

    ``floor`` is requests a second on two free cores, by number of places.
    """

    name: str
    what: str
    paths: tuple[str, ...]
    ratio: float
    floor: Mapping[int, int]
    headers: tuple[str, ...] = ()


class _Maker:
    """Requests about places that are there."""

    def __init__(self, size: int) -> None:
        self.chance = random.Random(size)
        self.world = World(size)
        self.towns = [(place["lon"], place["lat"]) for place in self.world.seed]

    def near_a_town(self) -> tuple[float, float]:
        lon, lat = self.chance.choice(self.towns)
        return self.chance.gauss(lon, 0.01), self.chance.gauss(lat, 0.01)

    def box(self) -> str:
        lon, lat = self.near_a_town()
        half = self.chance.choice((0.02, 0.05, 0.1, 0.2))
        west, south, east, north = lon - half, lat - half * 0.6, lon + half, lat + half * 0.6
        return f"{API}?bbox={west:.5f},{south:.5f},{east:.5f},{north:.5f}&limit=100"

    def nearest(self) -> str:
        lon, lat = self.near_a_town()
        return f"{API}/nearby?lon={lon:.5f}&lat={lat:.5f}&radius=10000&limit=20"

    def detail(self) -> str:
        return f"{API}/p-{self.chance.randrange(self.world.size - len(self.towns))}?lang=en"

    def page(self) -> str:
        return f"{API}?limit=1000&lang={self.chance.choice(('vi', 'en', 'zh-hans'))}"

    def search(self) -> str:
        kind = self.chance.choice(KINDS)
        words = " ".join(self.chance.choices(self.world.syllables, k=2))
        asked = (words, f"{kind[0]} {words.split()[0]}", f"{kind[1]}", words[:-1])
        text = self.chance.choice(asked)
        return f"/api/v1/search?q={quote(text)}&limit=20"

    def tile(self, zoom: int) -> Callable[[], str]:
        def path() -> str:
            lon, lat = self.near_a_town()
            x, y = _tile_of(lon, lat, zoom)
            return f"/tiles/places/{zoom}/{x}/{y}.mvt"

        return path


def _tile_of(lon: float, lat: float, zoom: int) -> tuple[int, int]:
    n = 2**zoom
    x = (lon + 180) / 360 * n
    y = (1 - asinh(tan(radians(lat))) / pi) / 2 * n
    return int(x), int(y)


def workloads(size: int) -> Iterator[Workload]:
    """All kinds, for that many places."""
    make = _Maker(size)

    def some(path: Callable[[], str]) -> tuple[str, ...]:
        return tuple(path() for _ in range(REQUESTS))

    def floors(small: int, large: int) -> Mapping[int, int]:
        return {1000: small, 100_000: small, 1_000_000: large}

    yield Workload("W1", "bbox, 100 GeoJSON", some(make.box), 0.45, floors(1800, 1300), GEOJSON)
    yield Workload("W2", "20 nearest in 10 km", some(make.nearest), 0.45, floors(1800, 1400))
    for zoom in (8, 11, 14):
        tiles = some(make.tile(zoom))
        yield Workload(f"W3 z{zoom}", "tile, not cached", tiles, 0.7, floors(1200, 1000))
    yield Workload("W4", "detail", some(make.detail), 0.35, floors(3000, 2800))
    yield Workload("W5", "search, top 20", some(make.search), 0.7, floors(1800, 1000))
    yield Workload("W6", "page of 1,000", some(make.page), 0.4, floors(150, 120))
