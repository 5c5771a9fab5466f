"""Opening hours in OpenStreetMap's syntax, with the country's real public holidays.

A pure core: no database, no clock. The evaluator's own calendar knows three of Vietnam's public
holidays and says "open" at Tết, so ``PH`` is taken out of the rule before it is evaluated: every
day list that names ``PH`` becomes the list of the days it means within the time looked at, by the
calendar of the ``holidays`` package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from zoneinfo import ZoneInfo

import holidays
from opening_hours import OpeningHours
from opening_hours.opening_hours import ParserError

from tourism_backend.common.text import clean

State = Literal["open", "closed", "unknown"]

DEFAULT_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
HORIZON = timedelta(days=400)  # how far ahead a change is looked for
LIMIT = 255  # characters
_NEVER = "1900 Jan 01"  # a day selector that matches no day anyone asks about

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAY = r"(?:Mo|Tu|We|Th|Fr|Sa|Su)"
_DAYS = rf"{_WEEKDAY}(?:\s*-\s*{_WEEKDAY})?(?:\[[^\]]*\])?"
_LIST = rf"{_DAYS}(?:\s*,\s*{_DAYS})*"
# "Sa,Su,PH", "PH,Mo-Fr", "PH Mo-Fr" (holidays that fall on those days), "PH".
_WITH_HOLIDAYS = re.compile(
    rf"(?:(?P<before>{_LIST})\s*,\s*)?\bPH\b(?P<offset>\s*[+-]\s*\d+\s*days?)?"
    rf"(?:(?P<joint>\s*,\s*|\s+)(?P<after>{_LIST}))?"
)
_QUOTED = re.compile(r'"[^"]*"')
# Where a rule begins: after ";", "||", or ", " that follows a time, a modifier or a comment.
_RULE_START = re.compile(r";|\|\||(?:(?<=[0-9+\"]|[a-z])\s*,\s)")


class HoursError(ValueError):
    """The text is no opening-hours rule we can evaluate; the message says where and why."""


@dataclass(frozen=True)
class Span:
    """A stretch of time in one state, ``start`` included and ``end`` not."""

    start: datetime
    end: datetime
    state: State
    comment: str = ""


@dataclass(frozen=True)
class Hours:
    """A checked rule, with what its evaluation needs: time zone, holidays, position.

    ``lon`` and ``lat`` (degrees, WGS 84) matter only to rules with sunrise or sunset.
    """

    text: str
    country: str
    zone: ZoneInfo = DEFAULT_ZONE
    lon: float | None = None
    lat: float | None = None

    def state(self, at: datetime) -> State:
        """The state at an instant (time-zone aware)."""
        return next(self._pieces(at, at + timedelta(minutes=1))).state

    def next_change(self, at: datetime) -> datetime | None:
        """When the state next differs from the one at ``at``; None when not within 400 days."""
        end = at + HORIZON
        pieces = self._pieces(at, end)
        now = next(pieces).state
        return next((piece.start for piece in pieces if piece.state != now), None)

    def spans(self, start: datetime, end: datetime) -> list[Span]:
        """The open and unknown spans between two instants, cut at them, in order."""
        return [piece for piece in self._pieces(start, end) if piece.state != "closed"]

    def _pieces(self, start: datetime, end: datetime) -> Iterator[Span]:
        """The whole stretch, piece by piece; neighbours differ in state or comment."""
        if start.tzinfo is None or end.tzinfo is None:
            raise ValueError("opening hours are asked about time-zone aware instants")
        # The evaluator counts in minutes: begin at a full one, and cut the first piece.
        floor = start.astimezone(self.zone).replace(second=0, microsecond=0)
        rule = self._evaluator(floor, end)
        for begin, until, state, comment in rule.intervals(floor, end.astimezone(self.zone)):
            piece = Span(
                max(_utc(begin), _utc(start)), min(_utc(until), _utc(end)), _name(state), comment
            )
            if piece.start < piece.end:
                yield piece

    def _evaluator(self, start: datetime, end: datetime) -> OpeningHours:
        first = start.astimezone(self.zone).date() - timedelta(days=2)
        last = end.astimezone(self.zone).date() + timedelta(days=2)
        return _evaluator(self._dated(first, last), self.zone, self.lon, self.lat)

    def _dated(self, first: date, last: date) -> str:
        """The rule with each day list that names ``PH`` as dates from ``first`` to ``last``."""
        days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
        return take_out_holidays(self.text, self.country, days)


def parse(
    text: str,
    *,
    country: str,
    zone: ZoneInfo = DEFAULT_ZONE,
    lon: float | None = None,
    lat: float | None = None,
) -> Hours:
    """Check a rule and bind it to a place. Raises HoursError saying what is wrong with it.

    ``country`` is an ISO 3166 code; ``lon`` and ``lat`` are degrees, WGS 84.
    """
    text = " ".join(clean(text).split())
    if len(text) > LIMIT:
        raise HoursError(f"opening hours are longer than {LIMIT} characters")
    try:
        OpeningHours(text)
    except ParserError as error:
        raise HoursError(_explain(text, str(error))) from None
    bare = _QUOTED.sub("", text)
    if re.search(r"\bSH\b", bare):
        raise HoursError("SH (school holidays) cannot be used: no calendar of them is known")
    if any(match["offset"] for match in _WITH_HOLIDAYS.finditer(bare)):
        raise HoursError("PH with an offset of days cannot be used: write the rule without it")
    hours = Hours(text, country, zone, lon, lat)
    try:
        hours.state(datetime(2026, 1, 1, tzinfo=UTC))
    except ParserError:
        raise HoursError(
            f"cannot apply public holidays to {text!r}: write PH as a rule of its own,"
            " such as '; PH off'"
        ) from None
    return hours


def take_out_holidays(text: str, country: str, days: Sequence[date]) -> str:
    """The rule without ``PH``: day lists that name it become the dates among ``days`` they mean."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    parts: list[str] = []
    done = 0
    for match in _WITH_HOLIDAYS.finditer(text):
        if any(start < match.start() < end for start, end in quoted):
            continue
        begin = _selector_start(text, match.start())
        prefix = text[begin : match.start()].strip().rstrip(":")
        parts += [text[done:begin], " " if begin else "", _dates(match, prefix, country, days)]
        done = match.end()
    return "".join([*parts, text[done:]])


def _selector_start(text: str, at: int) -> int:
    """Where the selectors of the rule at ``at`` begin (a month or week may stand before ``PH``)."""
    starts = [match.end() for match in _RULE_START.finditer(text, 0, at)]
    return starts[-1] if starts else 0


def _dates(match: re.Match[str], prefix: str, country: str, days: Sequence[date]) -> str:
    """The days a list with ``PH`` means, as date ranges."""
    joint = match["joint"]
    both = joint is not None and "," not in joint  # "PH Mo-Fr": holidays on those weekdays
    weekdays = [part for part in (match["before"], None if both else match["after"]) if part]
    feasts = _holidays(country, days[0].year, days[-1].year)
    chosen = [
        day
        for day in days
        if (day in feasts and (not both or _matches(match["after"], day)))
        or any(_matches(part, day) for part in weekdays)
    ]
    if prefix:
        chosen = [day for day in chosen if _matches(prefix, day)]
    return ",".join(_ranges(chosen)) or _NEVER


def _ranges(days: Sequence[date]) -> Iterator[str]:
    """Days in order as selectors; neighbours as one range."""
    if not days:
        return
    first = days[0]
    for day, following in pairwise([*days, date.max]):
        if following - day != timedelta(days=1):
            yield _day(first) if first == day else f"{_day(first)}-{_day(day)}"
            first = following


def _day(day: date) -> str:
    month = _MONTHS[day.month - 1]
    return f"{day.year} {month} {day.day:02d}"


@lru_cache(maxsize=4096)
def _selector(selector: str) -> OpeningHours:
    return OpeningHours(f"{selector} 00:00-24:00")


def _matches(selector: str, day: date) -> bool:
    """Whether a day selector without ``PH`` (``Mo-Fr``, ``Jan-Mar``, ``week 1-10``) means a day."""
    return _selector(selector).is_open(datetime.combine(day, time(12)))


@lru_cache(maxsize=64)
def _holidays(country: str, first: int, last: int) -> frozenset[date]:
    """The public holidays of a country, days given in lieu among them, by year."""
    return frozenset(holidays.country_holidays(country, years=range(first, last + 1)))


@lru_cache(maxsize=1024)
def _evaluator(text: str, zone: ZoneInfo, lon: float | None, lat: float | None) -> OpeningHours:
    coords = None if lon is None or lat is None else (lat, lon)
    # auto_timezone=False would drop the coordinates too, and with them the real sunset.
    return OpeningHours(text, timezone=zone, coords=coords, auto_country=False)


def _name(state: object) -> State:
    names: dict[str, State] = {"OPEN": "open", "CLOSED": "closed", "UNKNOWN": "unknown"}
    return names[str(state).rsplit(".", 1)[-1].upper()]


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _explain(text: str, error: str) -> str:
    """The parser's finding in one line a curator can act on."""
    place = re.search(r"--> 1:(\d+)", error)
    if not text:
        return "opening hours are empty: leave the field out, or write a rule such as 08:00-17:00"
    column = int(place[1]) if place else 1
    return (
        f"not a rule in OpenStreetMap's opening_hours syntax: stopped at character {column} "
        f"({text[column - 1 :][:20]!r}); an example: Mo-Fr 07:30-11:30,13:30-17:00; PH off"
    )
