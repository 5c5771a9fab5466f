"""The best routes of one day: a beam search over partial routes, all of a length at once.

Deterministic: ties are broken by position. With a beam wider than the number of partial routes
it is exhaustive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from content.planner.problem import MINUTE, Problem

NEVER = 1 << 20  # minutes: later than any day
# The hope that ranks a partial route: what its minutes left may still bring, as shares of the
# rate of the best route known. Two halves of the beam look at it differently.
HOPES = (1.0, 0.35)
Array = Any


@dataclass(frozen=True)
class Route:
    """A day's route and what it is worth at the prices it was looked for with."""

    stops: tuple[int, ...]
    worth: float


class Day:
    """One day of a problem, as arrays."""

    def __init__(self, problem: Problem, day: int) -> None:
        self.start, self.end = problem.days[day]
        self.back, self.most = problem.back, problem.most
        self.minutes = np.asarray(problem.minutes, dtype=np.int64)
        self.stay = np.asarray(problem.stay, dtype=np.int64)
        self.prize = np.asarray(problem.score, dtype=float) + np.asarray(problem.bonus[day])
        nodes = len(problem.stay)
        widest = max((len(w) for w in problem.windows[day]), default=0) or 1
        self.opens = np.full((widest, nodes), NEVER, dtype=np.int64)
        self.last = np.full((widest, nodes), -1, dtype=np.int64)
        for node, windows in enumerate(problem.windows[day]):
            for k, (opens, closes) in enumerate(windows):
                self.opens[k, node], self.last[k, node] = opens, closes - problem.stay[node]
        self.bits = np.concatenate([[0], 1 << np.arange(nodes - 1, dtype=np.uint64)]).astype(
            np.uint64
        )
        self.home = self.minutes[:, 0] if self.back else np.zeros(nodes, dtype=np.int64)

    def best(self, prices: Array, *, width: int, wanted: int) -> list[Route]:
        """The best routes at these prices (per node, taken off its worth), one for each set."""
        worth = self.prize - prices
        stages = [_Stage.first(self.start)]
        rate = 0.0
        for _ in range(self.most):
            stage = self._longer(stages[-1], worth)
            if stage is None:
                break
            ended = stage.value - MINUTE * self.home[stage.node]
            rate = max(rate, float(ended.max()) / (self.end - self.start))
            stage.ended = ended
            stages.append(stage.kept(self._chosen(stage, rate, width)))
        return _gathered(stages[1:], wanted)

    def _longer(self, stage: _Stage, worth: Array) -> _Stage | None:
        """Every route one stop longer that can be held."""
        arrival = stage.clock[:, None] + self.minutes[stage.node]
        begin = np.full(arrival.shape, NEVER, dtype=np.int64)
        for opens, last in zip(self.opens, self.last, strict=True):
            at = np.maximum(arrival, opens)
            begin = np.where((at <= last) & (at < begin), at, begin)
        leave = begin + self.stay
        fits = (begin < NEVER) & (leave + self.home <= self.end)
        fits &= (stage.mask[:, None] & self.bits) == 0
        fits[:, 0] = False
        parent, node = np.nonzero(fits)
        if not len(parent):
            return None
        value = stage.value[parent] + worth[node] - MINUTE * self.minutes[stage.node[parent], node]
        mask = stage.mask[parent] | self.bits[node]
        clock = leave[parent, node]
        # Of routes through the same places to the same one, the first to get away is kept.
        order = np.lexsort((-value, clock, node, mask))
        same = (np.diff(mask[order]) == 0) & (np.diff(node[order]) == 0)
        kept = order[np.concatenate([[True], ~same])]
        return _Stage(parent[kept], node[kept], mask[kept], clock[kept], value[kept])

    def _chosen(self, stage: _Stage, rate: float, width: int) -> Array:
        if len(stage.node) <= width:
            return np.arange(len(stage.node))
        chosen: list[Array] = []
        for hope in HOPES:
            rank = stage.value + hope * rate * (self.end - stage.clock)
            chosen.append(np.argsort(-rank, kind="stable")[: width // len(HOPES)])
        return np.unique(np.concatenate(chosen))


@dataclass
class _Stage:
    """Partial routes of one length: where each came from, where it is, when it can leave."""

    parent: Array
    node: Array
    mask: Array
    clock: Array
    value: Array
    ended: Array = None

    @classmethod
    def first(cls, start: int) -> _Stage:
        """The route without a stop."""
        zero = np.zeros(1, dtype=np.int64)
        return cls(zero, zero, zero.astype(np.uint64), zero + start, zero.astype(float))

    def kept(self, rows: Array) -> _Stage:
        """Some of the routes."""
        columns = (self.parent, self.node, self.mask, self.clock, self.value, self.ended)
        return _Stage(*(column[rows] for column in columns))


def _gathered(stages: list[_Stage], wanted: int) -> list[Route]:
    """The best routes of all lengths, one for each set of places."""
    if not stages:
        return []
    worth = np.concatenate([stage.ended for stage in stages])
    masks = np.concatenate([stage.mask for stage in stages])
    where = [(length, row) for length, s in enumerate(stages) for row in range(len(s.node))]
    found: dict[int, Route] = {}
    for at in np.argsort(-worth, kind="stable"):
        if len(found) >= wanted or worth[at] <= 0:
            break
        if int(masks[at]) not in found:
            length, row = where[at]
            found[int(masks[at])] = Route(_traced(stages, length, row), float(worth[at]))
    return list(found.values())


def _traced(stages: list[_Stage], length: int, row: int) -> tuple[int, ...]:
    stops = []
    for stage in reversed(stages[: length + 1]):
        stops.append(int(stage.node[row]))
        row = int(stage.parent[row])
    return tuple(reversed(stops))
