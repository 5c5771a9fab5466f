"""How much longer the way by road is than the straight line: ``python -m benchmarks.detour``.

Shortest ways over the network of ``geo/maps/seed/lines.geojson`` (national and provincial roads)
against great circles, between its junctions and bends. What the planner uses
(``content/planner/travel.py``) is the median of this.
"""

from __future__ import annotations

import heapq
import json
import random
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from statistics import quantiles
from typing import Any

from content.planner.travel import great_circle_m

LINES = Path(__file__).resolve().parent.parent / "geo/maps/seed/lines.geojson"
GRID = 0.0006  # degrees, about 60 m: ends this near are one junction
BANDS_KM = ((2, 10), (10, 30), (30, 100))
SOURCES = 250

Point = tuple[float, float]
Graph = dict[Point, dict[Point, float]]


def network(path: Path = LINES) -> Graph:
    """The roads as a graph: points (lon, lat) and the metres between neighbours."""
    graph: Graph = defaultdict(dict)
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        if feature["properties"]["kind"] == "road":
            for line in _lines(feature["geometry"]):
                for a, b in pairwise(line):
                    metres = great_circle_m(a, b)
                    one, other = _node(a), _node(b)
                    if one != other:
                        graph[one][other] = min(metres, graph[one].get(other, metres))
                        graph[other][one] = graph[one][other]
    return graph


def _lines(geometry: dict[str, Any]) -> list[list[Point]]:
    whole: list[list[Point]] = geometry["coordinates"]
    return whole if geometry["type"].startswith("Multi") else [whole]  # type: ignore[list-item]


def _node(point: Point) -> Point:
    return (round(point[0] / GRID) * GRID, round(point[1] / GRID) * GRID)


def ways(graph: Graph, source: Point) -> dict[Point, float]:
    """Metres of the shortest way to each point that can be reached."""
    done: dict[Point, float] = {}
    queue = [(0.0, source)]
    while queue:
        metres, here = heapq.heappop(queue)
        if here not in done:
            done[here] = metres
            for there, step in graph[here].items():
                if there not in done:
                    heapq.heappush(queue, (metres + step, there))
    return done


def ratios(graph: Graph, seed: int = 1) -> dict[tuple[int, int], list[float]]:
    """Way by straight line, by band of straight distance (km)."""
    found: dict[tuple[int, int], list[float]] = defaultdict(list)
    points = sorted(graph)
    for source in random.Random(seed).sample(points, min(SOURCES, len(points))):
        for there, metres in ways(graph, source).items():
            straight = great_circle_m(source, there)
            for low, high in BANDS_KM:
                if low * 1000 <= straight < high * 1000:
                    found[low, high].append(metres / straight)
    return found


def main() -> None:
    """Print the figures."""
    graph = network()
    print(f"{len(graph)} points, {sum(map(len, graph.values())) // 2} stretches")
    everything: list[float] = []
    for (low, high), values in sorted(ratios(graph).items()):
        everything += values
        print(f"{low:3}–{high} km: {_line(values)}")
    print(f"    all: {_line(everything)}")


def _line(values: list[float]) -> str:
    first, middle, third = quantiles(values, n=4)
    return f"median {middle:.2f}, half of all {first:.2f}–{third:.2f}, {len(values)} pairs"


if __name__ == "__main__":
    main()
