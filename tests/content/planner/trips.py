"""Random trips for the search: places on a map, opening hours with gaps, one or more days."""

import math
import random

from content.planner.problem import Problem


def trip(places, days, seed, *, most=7, back=True):
    """A trip whose every number follows from the seed."""
    rng = random.Random(seed)
    points = [(0.0, 0.0)] + [(rng.gauss(0, 12), rng.gauss(0, 12)) for _ in range(places)]
    nodes = range(places + 1)
    minutes = [
        [0 if a == b else 5 + round(math.dist(points[a], points[b]) * 2.3) for b in nodes]
        for a in nodes
    ]
    windows = [[[], *(_windows(rng) for _ in range(places))] for _ in range(days)]
    return Problem(
        minutes=minutes,
        stay=[0, *(rng.choice([30, 45, 60, 90, 120]) for _ in range(places))],
        score=[0, *(rng.randint(100, 1100) for _ in range(places))],
        bonus=[[0, *(rng.choice([0, 0, 0, 400]) for _ in range(places))] for _ in range(days)],
        windows=windows,
        days=[(480, rng.choice([780, 960, 1080]))] * days,
        most=most,
        back=back,
    )


def _windows(rng):
    kind = rng.random()
    if kind < 0.15:
        return []
    if kind < 0.5:
        return [(450, 690), (810, 1020)]
    if kind < 0.6:
        return [(rng.randint(480, 900), 1020)]
    return [(420, 720), (780, 1080)]
