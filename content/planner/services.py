"""Makes plans: one function behind which the search works.

``plan`` reads public rows and stay times, asks the router, searches in a process of its own, and
puts times to what was found. The same request over the same data gives the same plan.
"""

from __future__ import annotations

from collections.abc import Sequence

from content.planner import places, process
from content.planner.asking import PlanRequest, checked
from content.planner.ground import Ground, ground
from content.planner.layout import Visit, lay_out, routes_of
from content.planner.places import VAGUE_M, Spot
from content.planner.plans import LeftOut, Plan
from content.planner.problem import begin


def plan(asked: PlanRequest, fixed: Sequence[Sequence[Visit]] = ()) -> Plan:
    """The best plan for a request. ``fixed`` are visits that stay on their day (day by day).

    Raises Problem: 400 with all that is wrong with the request, 503 when the search is busy.
    """
    asked = checked(asked)
    known = places.stays()
    start = places.start_of(asked)
    locked = {visit.place: day for day, route in enumerate(fixed) for visit in route}
    spots = places.candidates(asked, start, known, with_slugs=list(locked))
    impossible = [out for spot in spots if (out := _impossible(asked, spot, locked))]
    unfit = {out.place for out in impossible}
    stands = ground(asked, start, [spot for spot in spots if spot.slug not in unfit])
    visits = {visit.place: visit for route in fixed for visit in route}
    stays = {slug: visit.stay for slug, visit in visits.items() if visit.stay}
    found = process.search(stands.problem(locked, stays)) if stands.spots else []
    found = found or [[] for _ in range(asked.days)]
    days = lay_out(stands, routes_of(found, stands, visits))
    there = {stop.place for day in days for stop in day.stops}
    wanted = [slug for slug in dict.fromkeys([*asked.must_see, *locked]) if slug not in unfit]
    left = [_left_out(stands, slug, locked) for slug in wanted if slug not in there]
    return Plan(days, (*impossible, *left), stands.travel.router, start)


def arranged(asked: PlanRequest, routes: Sequence[Sequence[Visit]]) -> Plan:
    """The plan of routes a visitor arranged: timed and checked, nothing added or moved.

    Raises Problem 400 for a request that is wrong or a place that is not public.
    """
    asked = checked(asked)
    known = places.stays()
    start = places.start_of(asked)
    slugs = list(dict.fromkeys(visit.place for route in routes for visit in route))
    spots = places.required(asked, slugs, known)
    stands = ground(asked, start, spots)
    days = lay_out(stands, routes)
    gone = [slug for slug in asked.must_see if slug not in slugs]
    return Plan(days, tuple(LeftOut(slug, "removed") for slug in gone), stands.travel.router, start)


def _impossible(asked: PlanRequest, spot: Spot, locked: dict[str, int]) -> LeftOut | None:
    """A must-see that no plan of this kind may hold."""
    if spot.slug not in asked.must_see or spot.slug in locked:
        return None
    if asked.wheelchair and spot.wheelchair == "no":
        return LeftOut(spot.slug, "not_accessible")
    if asked.mode == "walking" and spot.accuracy_m >= VAGUE_M["walking"]:
        return LeftOut(spot.slug, "position")
    return None


def _left_out(stands: Ground, slug: str, locked: dict[str, int]) -> LeftOut:
    """Why the search could not take a must-see in: the first reason that holds on every day."""
    node = stands.node(slug)
    opens, closes = stands.asked.hours
    stay = stands.stay(node)
    days = [locked[slug]] if slug in locked else list(range(stands.asked.days))
    home = stands.travel.minutes[node][0] if stands.asked.back else 0
    if opens + stands.leg(0, node) + stay + home > closes:
        return LeftOut(slug, "too_far")
    for day in days:
        started = begin(stands.windows(day, node, stay), opens + stands.leg(0, node), stay)
        if started is not None and started + stay + home <= closes:
            return LeftOut(slug, "no_time")
    closing = [c for day in days for c in stands.openings[day][node - 1].closings]
    return LeftOut(slug, "closed", closing[0] if closing else "")
