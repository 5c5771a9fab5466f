"""All a plan stands on: the places, the ways between them, their windows and what is on there.

``Ground.problem`` is the search's view of it; ``layout.py`` puts times to a route with it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.planner import festivals, opening
from content.planner.asking import MIDDAY, PlanRequest
from content.planner.festivals import Happening
from content.planner.opening import Opening
from content.planner.places import Spot
from content.planner.problem import Problem, Window
from content.planner.travel import SPEED_KMH, Travel, router
from geo.places.models.place import APPROXIMATE_FROM_M

MUST = 100_000  # points of a must-see: more than all else together
REPEAT, LEAST = 0.06, 0.6  # a further place of the same kind is worth less, down to a share
LOST_MIN = 20  # the most one is given to find an approximate place
ROUND = 5  # minutes a stay is rounded to
LONG_MIN = 180  # a longer visit goes on over midday


@dataclass(frozen=True)
class Ground:
    """Spots in order (node n is ``spots[n - 1]``), and what is known of them and between them."""

    asked: PlanRequest
    start: tuple[float, float]
    spots: Sequence[Spot]
    travel: Travel
    openings: Sequence[Sequence[Opening]]  # by day, by spot
    happenings: Mapping[str, Sequence[Happening]]

    def node(self, slug: str) -> int:
        """The number of a place."""
        return next(n for n, spot in enumerate(self.spots, 1) if spot.slug == slug)

    def stay(self, node: int) -> int:
        """Minutes of a visit at the trip's pace."""
        minutes = self.spots[node - 1].stay.minutes * self.asked.tempo.stay
        return max(ROUND, round(minutes / ROUND) * ROUND)

    def leg(self, here: int, there: int) -> int:
        """Minutes of the way, and of arriving where there is a place to find."""
        minutes = self.travel.minutes[here][there]
        return minutes + (self.finding(there) if there else 0)

    def finding(self, node: int) -> int:
        """Minutes lost at a stop: parking, tickets, and asking the way to a vague position."""
        spot = self.spots[node - 1]
        lost = 0
        if spot.accuracy_m >= APPROXIMATE_FROM_M:
            pace = SPEED_KMH[self.asked.mode] * 1000 / 60
            lost = min(LOST_MIN, math.ceil(spot.accuracy_m / pace))
        return self.asked.tempo.slack + lost

    def midday(self) -> Window | None:
        """The break of the trip's days, if they have one."""
        opens, closes = self.asked.hours
        inside = opens <= MIDDAY[0] - 60 and closes >= MIDDAY[1] + 60
        return MIDDAY if self.asked.midday and inside else None

    def windows(self, day: int, node: int, stay: int) -> list[Window]:
        """When a visit may be: the place's windows less the midday break, if it is a short one."""
        windows: list[Window] = list(self.openings[day][node - 1].windows)
        midday = self.midday() if stay <= LONG_MIN else None
        return opening.without(windows, midday) if midday else windows

    def on(self, day: int, node: int) -> Happening | None:
        """What happens at a place on a day."""
        when = self.asked.dates[day]
        there = self.happenings.get(self.spots[node - 1].slug, ())
        return next((happening for happening in there if happening.on(when)), None)

    def problem(self, locked: Mapping[str, int], stays: Mapping[str, int]) -> Problem:
        """The trip in numbers; ``locked`` places may only be visited on their day."""
        nodes = range(len(self.spots) + 1)
        lengths = [0, *(stays.get(s.slug, self.stay(n)) for n, s in enumerate(self.spots, 1))]
        days = range(self.asked.days)
        windows = [
            [
                []
                if not node or locked.get(self.spots[node - 1].slug, day) != day
                else self.windows(day, node, lengths[node])
                for node in nodes
            ]
            for day in days
        ]
        return Problem(
            minutes=[[self.leg(a, b) if a != b else 0 for b in nodes] for a in nodes],
            stay=lengths,
            score=[0, *self._scores(locked)],
            bonus=[
                [festivals.BONUS if node and self.on(day, node) else 0 for node in nodes]
                for day in days
            ],
            windows=windows,
            days=[self.asked.hours] * self.asked.days,
            most=self.asked.tempo.most,
            back=self.asked.back,
        )

    def _scores(self, locked: Mapping[str, int]) -> list[int]:
        seen: dict[str, int] = {}
        scores = []
        for spot in self.spots:
            before = seen.get(spot.category, 0)
            seen[spot.category] = before + 1
            worth = round(spot.score * max(LEAST, 1 - REPEAT * before))
            must = spot.slug in self.asked.must_see or spot.slug in locked
            scores.append(worth + (MUST if must else 0))
        return scores


def ground(asked: PlanRequest, start: tuple[float, float], spots: Sequence[Spot]) -> Ground:
    """Gather what a plan needs of these places: two statements and one question to the router."""
    dates = asked.dates
    points = [start, *((spot.lon, spot.lat) for spot in spots)]
    closed = opening.closings(spots, dates[0], dates[-1]) if spots else {}
    return Ground(
        asked=asked,
        start=start,
        spots=spots,
        travel=router().matrix(points, asked.mode),
        openings=[
            [opening.opening(spot, day, closed.get(spot.slug, ())) for spot in spots]
            for day in dates
        ],
        happenings=festivals.happenings(spots, dates[0], dates[-1]) if spots else {},
    )
