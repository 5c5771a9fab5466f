"""A plan as its page shows it: days with stops, numbers, colours, the map."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import segno
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from content.planner.models import SavedPlan
from content.planner.plans import Plan
from content.planner.telling import Told, told
from geo.maps.figure import Fragments
from geo.maps.route import RouteStop, route_map
from tourism_backend.portal import linked_data, wording

COLOURS = 6  # days that are told apart
ROUGH_M = 500


def shown(record: SavedPlan, language: str) -> dict[str, Any]:
    """The context of a plan's page, apart from what may be done with it."""
    plan = Plan.of(record.result)
    words = told(plan, language)
    days = _days(words)
    totals = words.members["totals"]
    return {
        "plan": record,
        "title": record.title or _("Your trip"),
        "days": days,
        "left_out": words.members["left_out"],
        "router": words.members["router_text"],
        "warned": sum(
            len(day["warnings"]) + sum(len(s["warnings"]) for s in day["stops"]) for day in days
        ),
        "facts": [
            (_("Days"), str(len(days))),
            (_("Stops"), str(totals["stops"])),
            (_("At the stops"), hours(totals["visit_minutes"])),
            (
                _("On the way"),
                f"{hours(totals['travel_minutes'])} · {wording.distance(totals['travel_metres'])}",
            ),
        ],
        "map": plan_map(words),
        "trip": facts_of(words, record),
    }


def hours(minutes: int) -> str:
    """``3 h 20 min``."""
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    if minutes % 60 == 0:
        return _("%(n)s h") % {"n": minutes // 60}
    return _("%(hours)s h %(minutes)s min") % {"hours": minutes // 60, "minutes": minutes % 60}


def day_name(text: str) -> str:
    """``Saturday, 5 December 2026`` of an ISO date."""
    when = date.fromisoformat(text)
    return f"{date_format(when, 'l')}, {wording.day(when)}"


def _days(words: Told) -> list[dict[str, Any]]:
    number, days = 0, []
    for order, day in enumerate(words.members["days"]):
        stops = []
        for at, stop in enumerate(day["stops"]):
            number += 1
            row = words.place(stop["place"])
            stops.append(
                stop
                | {
                    "number": number,
                    "at": at,
                    "public": row is not None,
                    "row": row or {},
                    "rough": (stop["accuracy_m"] or 0) >= ROUGH_M,
                    "stay": hours(stop["stay_min"]),
                    "way": _way(stop["leg"]),
                    "wait": hours(stop["wait_min"]) if stop["wait_min"] >= 5 else "",
                    "first": at == 0,
                    "last": at == len(day["stops"]) - 1,
                }
            )
        days.append(
            day
            | {
                "order": order,
                "number": order + 1,
                "colour": order % COLOURS + 1,
                "name": day_name(day["date"]),
                "opens": day["from"],
                "stops": stops,
                "home": _way(day["back"]) if day["back"] else "",
            }
        )
    return days


def _way(leg: Mapping[str, int]) -> str:
    return f"{hours(leg['minutes'])} · {wording.distance(leg['metres'])}"


def plan_map(words: Told) -> Fragments | None:
    """The small map: numbered stops, and a schematic line for each day."""
    stops, lines, number = [], [], 0
    start = (words.members["start"]["lon"], words.members["start"]["lat"])
    for order, day in enumerate(words.members["days"]):
        line = [start]
        for stop in day["stops"]:
            number += 1
            if stop["lon"] is not None:
                rough = float(stop["accuracy_m"]) if stop["accuracy_m"] >= ROUGH_M else 0.0
                stops.append(RouteStop(number, order + 1, stop["lon"], stop["lat"], rough))
                line.append((stop["lon"], stop["lat"]))
        if day["back"]:
            line.append(start)
        if len(line) > 1:
            lines.append(tuple(line))
    return _drawn(tuple(lines), tuple(stops)) if stops else None


@lru_cache(maxsize=256)
def _drawn(lines: tuple[Any, ...], stops: tuple[RouteStop, ...]) -> Fragments:
    return route_map(lines, stops, schematic=True)


def qr(address: str) -> SafeString:
    """A QR code of an address, as an SVG that takes the page's colours."""
    drawn = segno.make(address, error="m").svg_inline(
        scale=4, border=2, svgclass="qr", lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308  segno draws modules; the address is not in it as text


def facts_of(words: Told, record: SavedPlan) -> linked_data.Facts:
    """The trip in schema.org's words."""
    stops = [stop for day in words.members["days"] for stop in day["stops"]]
    return {
        "@type": "TouristTrip",
        "name": record.title or _("Your trip"),
        "itinerary": {
            "@type": "ItemList",
            "itemListElement": [
                {"@type": "ListItem", "position": n, "item": {"@type": "Place", "name": s["name"]}}
                for n, s in enumerate(stops, 1)
            ],
        },
    }
