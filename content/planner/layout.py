"""Puts times to routes: the same for what the search found and for what a visitor arranged.

What does not hold is not hidden: a visit at a closed door or after the day's end keeps its place
and gets a warning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from content.planner.ground import Ground
from content.planner.opening import is_holiday
from content.planner.places import VAGUE_M, in_season, wanted
from content.planner.plans import DayPlan, Leg, Reason, Stop
from content.planner.problem import begin
from geo.places.models.place import APPROXIMATE_FROM_M

WELL_KNOWN = 0.7  # rank
NEAR_MIN = 10


@dataclass(frozen=True)
class Visit:
    """A place on a day's route: for how long (None: as long as usual), and whether it is fixed."""

    place: str
    stay: int | None = None
    locked: bool = False


def lay_out(ground: Ground, routes: Sequence[Sequence[Visit]]) -> tuple[DayPlan, ...]:
    """The days of a plan, each route in the order given."""
    return tuple(_day(ground, day, route) for day, route in enumerate(routes))


def _day(ground: Ground, day: int, route: Sequence[Visit]) -> DayPlan:
    opens, closes = ground.asked.hours
    clock, here = opens, 0
    stops: list[Stop] = []
    for visit in route:
        stop = _stop(ground, day, visit, here, clock)
        clock, here = stop.depart, ground.node(visit.place)
        stops.append(stop)
    back = None
    if ground.asked.back and here:
        back = Leg(ground.travel.minutes[here][0], ground.travel.metres[here][0])
        clock += back.minutes
    when = ground.asked.dates[day]
    return DayPlan(
        date=when.isoformat(),
        opens=opens,
        closes=closes,
        stops=tuple(stops),
        back=back,
        end=clock,
        midday=ground.midday(),
        holiday=is_holiday(when),
        warnings=("day_too_long",) if clock > closes else (),
    )


def _stop(ground: Ground, day: int, visit: Visit, here: int, clock: int) -> Stop:
    node = ground.node(visit.place)
    stay = visit.stay or ground.stay(node)
    there = clock + ground.leg(here, node)
    known = ground.openings[day][node - 1]
    warnings: list[str] = []
    # The midday break gives way where a visitor's own order leaves nothing else.
    started = begin(ground.windows(day, node, stay), there, stay)
    if started is None:
        started = begin(known.windows, there, stay)
    if started is None:
        started = there
        warnings.append("closed_then" if known.windows else "closed_that_day")
    if started + stay > ground.asked.hours[1]:
        warnings.append("after_hours")
    leg = Leg(ground.travel.minutes[here][node], ground.travel.metres[here][node])
    return Stop(
        place=visit.place,
        arrive=started,
        depart=started + stay,
        wait=started - there,
        leg=leg,
        locked=visit.locked,
        why=_why(ground, day, node, here),
        notes=_notes(ground, day, node, (started, started + stay)),
        warnings=tuple(warnings),
    )


def _why(ground: Ground, day: int, node: int, here: int) -> tuple[Reason, ...]:
    spot, asked = ground.spots[node - 1], ground.asked
    why = [Reason("must_see")] if spot.slug in asked.must_see else []
    happening = ground.on(day, node)
    if happening:
        why.append(Reason("festival", happening.slug))
    why += [Reason("interest", slug) for slug in wanted(asked, spot)[:1]]
    if spot.rank >= WELL_KNOWN:
        why.append(Reason("well_known"))
    why += [Reason("feature", name) for name in asked.features if f"feature:{name}" in spot.facets][
        :2
    ]
    if in_season(spot, asked.dates[day]):
        why.append(Reason("season"))
    minutes = ground.travel.minutes[here][node]
    if here and minutes <= NEAR_MIN:
        why.append(Reason("near", ground.spots[here - 1].slug, minutes))
    return tuple(why or [Reason("fits")])


def _notes(ground: Ground, day: int, node: int, visit: tuple[int, int]) -> tuple[str, ...]:
    spot, known = ground.spots[node - 1], ground.openings[day][node - 1]
    notes = []
    if spot.accuracy_m >= VAGUE_M[ground.asked.mode]:
        notes.append("vague")
    elif spot.accuracy_m >= APPROXIMATE_FROM_M:
        notes.append("approximate")
    if any(opens < visit[1] and visit[0] < closes for opens, closes in known.ask):
        notes.append("ask_first")
    if known.basis != "hours":
        notes.append("hours_assumed" if known.basis == "usual" else "hours_unknown")
    if ground.asked.wheelchair and spot.wheelchair in ("unknown", "no"):
        notes.append("access_unknown" if spot.wheelchair == "unknown" else "access_no")
    return tuple(notes)


def routes_of(
    days: Sequence[Sequence[int]], ground: Ground, known: Mapping[str, Visit]
) -> list[list[Visit]]:
    """The search's node numbers as visits; ``known`` have a stay or a lock of their own."""
    slugs = [[ground.spots[node - 1].slug for node in day] for day in days]
    return [[known.get(slug, Visit(slug)) for slug in day] for day in slugs]
