"""A trip as a problem in numbers: what may be visited, when, for how long, and what it is worth.

Plain values, no clock, no database. Times are minutes of a day from local midnight; nodes are
numbered from 0, and node 0 is where each day starts (and, with ``back``, ends).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

Window = tuple[int, int]

# What a minute on the way costs in points of score: the best-known place (700 points, 1,150 when
# it is of a kind that was asked for) is worth about three hours on the road, a minor one (200) an
# hour less ten minutes.
MINUTE = 4
MOST_NODES = 63  # visited nodes are kept as the bits of a number


@dataclass(frozen=True)
class Problem:
    """A team orienteering problem with time windows.

    ``minutes[i][j]`` is the way from node i to node j; ``stay[i]`` how long a visit takes;
    ``score[i]`` what it is worth, ``bonus[d][i]`` what it is worth more on day d;
    ``windows[d][i]`` the stretches of day d within which a visit must begin and end;
    ``days[d]`` from when until when one is on the way; ``most`` how many stops a day may have.
    """

    minutes: Sequence[Sequence[int]]
    stay: Sequence[int]
    score: Sequence[int]
    bonus: Sequence[Sequence[int]]
    windows: Sequence[Sequence[Sequence[Window]]]
    days: Sequence[Window]
    most: int
    back: bool = True

    def __post_init__(self) -> None:
        """Refuse what the search could not hold."""
        if len(self.stay) - 1 > MOST_NODES:
            raise ValueError(f"at most {MOST_NODES} places, not {len(self.stay) - 1}")

    def as_json(self) -> dict[str, Any]:
        """The problem as a message to the process that solves it."""
        return asdict(self)


def begin(windows: Sequence[Window], arrival: int, stay: int) -> int | None:
    """When a visit can begin, waiting where that helps; None when it no longer can that day."""
    starts = [
        max(arrival, opens) for opens, closes in windows if max(arrival, opens) + stay <= closes
    ]
    return min(starts, default=None)


def times(problem: Problem, day: int, route: Sequence[int]) -> list[Window] | None:
    """(arrival, departure) of each stop of a day's route; None when it cannot be held."""
    clock, until = problem.days[day]
    here, held = 0, []
    for node in route:
        started = begin(
            problem.windows[day][node], clock + problem.minutes[here][node], problem.stay[node]
        )
        if started is None:
            return None
        clock = started + problem.stay[node]
        held.append((started, clock))
        here = node
    if clock + (problem.minutes[here][0] if problem.back and route else 0) > until:
        return None
    return held


def value(problem: Problem, day: int, route: Sequence[int]) -> int:
    """What a day's route is worth: its scores less its minutes on the way."""
    stops = [0, *route]
    legs = list(pairwise(stops))
    if problem.back and route:
        legs.append((route[-1], 0))
    way = sum(problem.minutes[a][b] for a, b in legs)
    return sum(problem.score[n] + problem.bonus[day][n] for n in route) - MINUTE * way
