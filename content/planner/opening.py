"""When each place can be visited on each day: hours, holidays, closures, the midday break.

Windows are minutes of a day from local midnight. What is not certain is kept beside them, so
that the plan can say so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

import holidays

from content.planner.places import Spot
from content.planner.problem import Window
from geo.areas.destination import country, zone
from geo.places import hours
from tourism_backend.publishing import reads

DAY = 24 * 60
_CLOSINGS = """
    SELECT p.slug, d.slug, lower(d.period), upper(d.period)
    FROM publishing_row_disruptions d
    JOIN publishing_row_places p
      ON d.facets @> ARRAY['place:' || p.slug] OR ST_Covers(d.geom, p.geom)
    WHERE NOT d.withdrawn AND d.facets @> ARRAY['closes:true']
      AND d.period && tstzrange(%s, %s) AND p.slug = ANY(%s::text[]) AND NOT p.withdrawn
"""


@dataclass(frozen=True)
class Closing:
    """A public disruption that closes a place, and when; None: not known until when."""

    slug: str
    start: datetime | None
    end: datetime | None


@dataclass(frozen=True)
class Opening:
    """A place's windows on one day, and why they are what they are.

    ``basis``: ``hours`` published, ``usual`` for its kind, ``any`` time. ``ask`` are the
    stretches within which one must ask first. ``closings`` are the disruptions that cut them.
    """

    windows: tuple[Window, ...]
    basis: str
    ask: tuple[Window, ...] = ()
    closings: tuple[str, ...] = ()


def midnight(day: date) -> datetime:
    """The instant a day begins."""
    return datetime.combine(day, time(0), tzinfo=zone())


def closings(spots: Sequence[Spot], first: date, last: date) -> Mapping[str, list[Closing]]:
    """What closes these places between two days (one statement), by place."""
    start, end = midnight(first), midnight(last + timedelta(days=1))
    found: dict[str, list[Closing]] = {}
    for place, slug, opens, closes in reads.fetch(
        _CLOSINGS, [start, end, [spot.slug for spot in spots]]
    ):
        found.setdefault(place, []).append(Closing(slug, opens, closes))
    return found


def opening(spot: Spot, day: date, closed: Sequence[Closing] = ()) -> Opening:
    """When a place can be visited on a day."""
    begin, end = midnight(day), midnight(day + timedelta(days=1))
    ask: list[Window] = []
    if spot.hours:
        basis, windows = "hours", []
        for span in _rule(spot.hours, spot.lon, spot.lat).spans(begin, end):
            window = (_minute(span.start, begin), _minute(span.end, begin))
            windows.append(window)
            if span.state != "open":
                ask.append(window)
    elif spot.stay.usual:
        basis, windows = "usual", [spot.stay.usual]
    else:
        basis, windows = "any", [(0, DAY)]
    cutting = [c for c in closed if (c.start or begin) < end and (c.end or end) > begin]
    windows = joined(windows)
    for one in cutting:
        cut = (
            _minute(max(one.start or begin, begin), begin),
            _minute(min(one.end or end, end), begin),
        )
        windows = without(windows, cut)
    return Opening(tuple(windows), basis, tuple(ask), tuple(one.slug for one in cutting))


def without(windows: Sequence[Window], cut: Window) -> list[Window]:
    """The windows less a stretch."""
    left = []
    for opens, closes in windows:
        for part in ((opens, min(closes, cut[0])), (max(opens, cut[1]), closes)):
            if part[0] < part[1]:
                left.append(part)
    return left


def joined(windows: Sequence[Window]) -> list[Window]:
    """The windows in order, those that touch as one."""
    whole: list[Window] = []
    for opens, closes in sorted(windows):
        if whole and opens <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(closes, whole[-1][1]))
        else:
            whole.append((opens, closes))
    return whole


def is_holiday(day: date) -> bool:
    """Whether a day is a public holiday of the country."""
    return day in _holidays(country(), day.year)


@lru_cache(maxsize=32)
def _holidays(code: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(code, years=year))


@lru_cache(maxsize=1024)
def _rule(text: str, lon: float, lat: float) -> hours.Hours:
    return hours.parse(text, country=country(), zone=zone(), lon=lon, lat=lat)


def _minute(at: datetime, begin: datetime) -> int:
    return round((at - begin).total_seconds() / 60)
