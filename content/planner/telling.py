"""A plan in words: names from public rows as they are now, reasons and warnings as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext_lazy as _

from content.planner.asking import clock
from content.planner.plans import LeftOut, Leg, Plan, Reason, Stop
from geo.places.models import Feature
from tourism_backend.publishing import reads
from tourism_backend.publishing.collection import column
from tourism_backend.publishing.registry import registry

WHY = {
    "must_see": _("You asked for it"),
    "festival": _("On that day: %(name)s"),
    "interest": _("What you like: %(name)s"),
    "well_known": _("One of the best known places"),
    "feature": _("Has what you asked for: %(name)s"),
    "season": _("At its best in this month"),
    "near": _("Near the stop before"),
    "fits": _("Fits well into the day"),
}
NOTES = {
    "approximate": _("The position is approximate: time to ask the way is included."),
    "vague": _("Only the commune is known, not the spot: ask before you go."),
    "ask_first": _("Open by appointment then: ask first."),
    "hours_assumed": _("Publishes no opening hours: the usual ones are assumed."),
    "hours_unknown": _("Publishes no opening hours."),
    "access_unknown": _("Whether a wheelchair gets in is not known."),
    "access_no": _("Not accessible by wheelchair."),
}
WARNINGS = {
    "closed_then": _("Closed at this time."),
    "closed_that_day": _("Closed on this day."),
    "after_hours": _("Ends after your day does."),
    "day_too_long": _("This day is longer than your hours."),
    "withdrawn": _("No longer published."),
}
LEFT_OUT = {
    "closed": _("closed on these days"),
    "too_far": _("too far for one day"),
    "no_time": _("no time left for it"),
    "position": _("its position is not known well enough to walk there"),
    "not_accessible": _("not accessible by wheelchair"),
    "removed": _("you took it out"),
}
ROUTERS = {
    "great_circle": _("estimated from straight lines and a measured detour"),
    "valhalla": _("by a routing engine, on real roads"),
}
_RECORDS = {"festival": "occurrences", "interest": "categories", "near": "places"}

Names = Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass(frozen=True)
class Told:
    """A plan in one language: its members for an answer, and the public rows it names."""

    members: dict[str, Any]
    names: Names

    def place(self, slug: str) -> Mapping[str, Any] | None:
        """The public summary of a place; None when it is public no more."""
        return self.names.get(("places", slug))


def told(plan: Plan, language: str) -> Told:
    """A plan in the active language; one statement for each collection it names."""
    names = _names(_mentioned(plan), language)
    days = [
        {
            "date": day.date,
            "from": clock(day.opens),
            "until": clock(day.closes),
            "end": clock(day.end),
            "holiday": day.holiday,
            "midday_break": [clock(minute) for minute in day.midday] if day.midday else None,
            "stops": [_stop(stop, names) for stop in day.stops],
            "back": _leg(day.back),
            "warnings": [_said(code, WARNINGS) for code in day.warnings],
        }
        for day in plan.days
    ]
    members = {
        "days": days,
        "left_out": [_left_out(one, names) for one in plan.left_out],
        "totals": plan.totals(),
        "router": plan.router,
        "router_text": str(ROUTERS.get(plan.router, plan.router)),
        "start": {"lon": plan.start[0], "lat": plan.start[1]},
    }
    return Told(members, names)


def _stop(stop: Stop, names: Names) -> dict[str, Any]:
    place = names.get(("places", stop.place))
    warnings = [*stop.warnings, *([] if place else ["withdrawn"])]
    return {
        "place": stop.place,
        "name": place["name"] if place else stop.place,
        "language": place["language"] if place else "und",
        "lon": place["lon"] if place else None,
        "lat": place["lat"] if place else None,
        "accuracy_m": place["accuracy_m"] if place else None,
        "arrive": clock(stop.arrive),
        "depart": clock(stop.depart),
        "stay_min": stop.stay,
        "wait_min": stop.wait,
        "locked": stop.locked,
        "leg": _leg(stop.leg),
        "why": [_why(reason, names) for reason in stop.why],
        "notes": [_said(code, NOTES) for code in stop.notes],
        "warnings": [_said(code, WARNINGS) for code in warnings],
    }


def _leg(leg: Leg | None) -> dict[str, int] | None:
    return {"minutes": leg.minutes, "metres": leg.metres} if leg else None


def _why(reason: Reason, names: Names) -> dict[str, Any]:
    if reason.code == "feature":
        name = str(dict(Feature.choices).get(reason.record, reason.record))
    else:
        found = names.get((_RECORDS.get(reason.code, ""), reason.record))
        name = found["name"] if found else reason.record
    text = str(WHY[reason.code])
    return {
        "code": reason.code,
        "text": text % {"name": name} if "%" in text else text,
        "record": reason.record or None,
    }


def _said(code: str, texts: Mapping[str, Any]) -> dict[str, str]:
    return {"code": code, "text": str(texts[code])}


def _left_out(one: LeftOut, names: Names) -> dict[str, Any]:
    place = names.get(("places", one.place))
    closing = names.get(("disruptions", one.record))
    reason = str(LEFT_OUT[one.reason])
    return {
        "place": one.place,
        "name": place["name"] if place else one.place,
        "code": one.reason,
        "text": f"{reason} ({closing['name']})" if closing else reason,
        "record": one.record or None,
    }


def _mentioned(plan: Plan) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {"places": {*plan.places(), *(o.place for o in plan.left_out)}}
    found["disruptions"] = {one.record for one in plan.left_out if one.record}
    for day in plan.days:
        for stop in day.stops:
            for reason in stop.why:
                kind = _RECORDS.get(reason.code)
                if kind:
                    found.setdefault(kind, set()).add(reason.record)
    return found


def _names(mentioned: Mapping[str, Iterable[str]], language: str) -> Names:
    """The public summaries, by collection and slug."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for kind, slugs in mentioned.items():
        if slugs and kind in registry:
            rows = reads.fetch(
                f"SELECT slug, summary_{column(language)} FROM {registry.get(kind).partition}"
                " WHERE slug = ANY(%s::text[]) AND NOT withdrawn",
                [sorted(slugs)],
            )
            found |= {(kind, slug): orjson.loads(summary) for slug, summary in rows}
    return found
