"""Opening hours for people: the coming seven days, the state now, and the same for machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from geo.areas.destination import zone
from geo.places.hours import Hours, HoursError, Span, parse
from tourism_backend.portal import wording

DAYS = 7
_SCHEMA_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FULL_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """A part of a day: ``07:30–11:30``; not certain: ask first, for the reason in ``note``."""

    opens: str
    closes: str
    certain: bool
    note: str = ""


@dataclass(frozen=True)
class Day:
    """One of the coming days."""

    name: str
    date: date
    today: bool
    stretches: Sequence[Stretch]


@dataclass(frozen=True)
class Week:
    """The coming days; ``always`` when the place never closes in them."""

    days: Sequence[Day]
    always: bool


def week(rule: str | None, lon: float, lat: float, now: datetime | None = None) -> Week | None:
    """The days from today on by a rule of OpenStreetMap's grammar; None without one we can read."""
    hours = _hours(rule, lon, lat)
    if hours is None:
        return None
    first = (now or timezone.now()).astimezone(zone()).date()
    days = [_day(hours, first + timedelta(days=n), today=n == 0) for n in range(DAYS)]
    always = all(
        [(s.opens, s.closes, s.certain) for s in day.stretches] == [("00:00", "24:00", True)]
        for day in days
    )
    return Week(days, always)


def _hours(rule: str | None, lon: float, lat: float) -> Hours | None:
    if not rule:
        return None
    try:
        return parse(rule, country=settings.DESTINATION["holidays"], zone=zone(), lon=lon, lat=lat)
    except HoursError:
        return None


def _day(hours: Hours, day: date, *, today: bool) -> Day:
    begin = datetime.combine(day, time(), zone())
    end = datetime.combine(day + _FULL_DAY, time(), zone())
    stretches = [_stretch(span, end) for span in hours.spans(begin, end)]
    return Day(str(WEEKDAYS[day.weekday()]), day, today, stretches)


def _stretch(span: Span, end: datetime) -> Stretch:
    closes = "24:00" if span.end >= end else f"{span.end.astimezone(zone()):%H:%M}"
    opens = f"{span.start.astimezone(zone()):%H:%M}"
    return Stretch(opens, closes, span.state == "open", span.comment)


@dataclass(frozen=True)
class Now:
    """Whether a place is open: ``open``, ``closed`` or ``ask``, and what comes next."""

    state: str
    text: str
    next: str = ""


def now_state(live: Mapping[str, Any] | None, *, has_hours: bool) -> Now | None:
    """The state in words, of a public row's ``live`` member; None when nothing is known."""
    live = live or {}
    is_open = live.get("open_now")
    if is_open is None:
        return Now("ask", _("Ask before you go")) if has_hours else None
    change = _moment(live.get("next_change"))
    if is_open:
        until = _("until %(when)s") % {"when": change} if change else ""
        return Now("open", _("Open now"), until)
    again = _("next change: %(when)s") % {"when": change} if change else ""
    return Now("closed", _("Closed now"), again)


def _moment(text: object) -> str:
    """``17:00`` today, else with the day."""
    moment = parse_datetime(text) if isinstance(text, str) else None
    if moment is None:
        return ""
    moment = moment.astimezone(zone())
    today = timezone.now().astimezone(zone()).date()
    clock = f"{moment:%H:%M}"
    if moment.date() == today:
        return clock
    if moment.date() - today < timedelta(days=DAYS):
        return _("%(time)s, %(day)s") % {"time": clock, "day": WEEKDAYS[moment.weekday()]}
    return _("%(time)s, %(day)s") % {"time": clock, "day": wording.day(moment.date())}


def specification(shown: Week) -> list[dict[str, Any]]:
    """The certain stretches as schema.org ``OpeningHoursSpecification``, valid for their day."""
    return [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": f"https://schema.org/{_SCHEMA_DAYS[day.date.weekday()]}",
            "opens": stretch.opens,
            "closes": "23:59" if stretch.closes == "24:00" else stretch.closes,
            "validFrom": day.date.isoformat(),
            "validThrough": day.date.isoformat(),
        }
        for day in shown.days
        for stretch in day.stretches
        if stretch.certain
    ]


def today() -> date:
    """The date at the destination."""
    return timezone.now().astimezone(zone()).date()
