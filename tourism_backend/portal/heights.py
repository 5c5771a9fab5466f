"""A height profile as a drawing: what a template writes as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import number_format

WIDTH, HEIGHT = 720, 190
LEFT, TOP, BOTTOM = 84, 12, 30  # room for the numbers beside and below
RULES_X, RULES_Y = 6, 3
LEAST_M = 60  # a flat way stays flat: the drawing covers at least so many metres of height


@dataclass(frozen=True)
class Rule:
    """A line across the drawing with its number: where, and what."""

    at: str
    text: str


@dataclass(frozen=True)
class Profile:
    """The drawing: paths and rules on a sheet of ``width`` by ``height`` units."""

    line: str
    area: str
    across: Sequence[Rule]  # heights, m
    down: Sequence[Rule]  # distances, km
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    top: int = TOP
    floor: int = HEIGHT - BOTTOM


def profile(samples: Sequence[tuple[int, int]]) -> Profile | None:
    """The drawing of (metres along the way, height) samples; None when there are too few."""
    if len(samples) < 2 or samples[-1][0] <= 0:
        return None
    length = samples[-1][0]
    low, high = min(h for _m, h in samples), max(h for _m, h in samples)
    step_y = nice(max(high - low, LEAST_M) / RULES_Y)
    bottom = math.floor(low / step_y) * step_y
    top = max(math.ceil(high / step_y) * step_y, bottom + step_y)
    floor = HEIGHT - BOTTOM

    def x(metres: float) -> float:
        return LEFT + metres / length * (WIDTH - LEFT - 8)

    def y(height: float) -> float:
        return floor - (height - bottom) / (top - bottom) * (floor - TOP)

    line = " ".join(f"{x(m):.1f},{y(h):.1f}" for m, h in samples)
    step_x = nice(length / 1000 / RULES_X)
    kilometres = [step_x * n for n in range(math.floor(length / 1000 / step_x + 1e-9) + 1)]
    heights = [bottom + step_y * n for n in range(round((top - bottom) / step_y) + 1)]
    return Profile(
        line=line,
        area=f"{x(0):.1f},{floor} {line} {x(length):.1f},{floor}",
        across=[Rule(f"{y(h):.1f}", f"{number_format(round(h), 0)} m") for h in heights],
        down=[Rule(f"{x(k * 1000):.1f}", _kilometres(k, step_x)) for k in kilometres],
    )


def _kilometres(value: float, step: float) -> str:
    return f"{number_format(value, 0 if step >= 1 else 1)} km"


def nice(step: float) -> float:
    """The next step that people count in: 1, 2 or 5, times a power of ten."""
    if step <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(step))
    return float(next(n * power for n in (1, 2, 5, 10) if n * power >= step * 0.999))
