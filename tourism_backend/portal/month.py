"""A month of the calendar: its weeks, the lunar date of each day, what is held on it. Pure."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from content.events import lunar
from content.events.lunar import LunarDate, LunarError
from geo.areas.destination import country
from tourism_backend.portal.reading import Item

# The holidays library's names, in the language in which it knows those of every country, and ours.
SOURCE = "en_US"
HOLIDAYS = {
    "New Year's Day": gettext_noop("New Year's Day"),
    "29 of Lunar New Year": gettext_noop("Before Tết"),
    "Lunar New Year's Eve": gettext_noop("Tết Eve"),
    "Lunar New Year": gettext_noop("Tết, first day"),
    "Second Day of Lunar New Year": gettext_noop("Tết, second day"),
    "Third Day of Lunar New Year": gettext_noop("Tết, third day"),
    "Fourth Day of Lunar New Year": gettext_noop("Tết, fourth day"),
    "Fifth Day of Lunar New Year": gettext_noop("Tết, fifth day"),
    "Hung Kings' Commemoration Day": gettext_noop("Hùng Kings' Day"),
    "Liberation Day/Reunification Day": gettext_noop("Reunification Day"),
    "International Labor Day": gettext_noop("Labour Day"),
    "National Day": gettext_noop("National Day"),
    "Vietnam Cultural Day": gettext_noop("Vietnamese Culture Day"),
}
DAY_OFF = gettext_noop("Public holiday")


@dataclass
class Day:
    """One day of a month's sheet; ``inside`` the month, or of the one before or after."""

    date: date
    inside: bool
    today: bool
    lunar: LunarDate | None
    holiday: str
    items: list[Item] = field(default_factory=list)

    @property
    def new_month(self) -> bool:
        """Whether a lunar month begins."""
        return self.lunar is not None and self.lunar.day == 1

    @property
    def moon(self) -> str:
        """The lunar day; with its month where one begins, as wall calendars have it."""
        if self.lunar is None:
            return ""
        leap = "*" if self.lunar.leap else ""
        whole = f"{self.lunar.day}/{self.lunar.month}{leap}"
        return whole if self.new_month or self.date.day == 1 else str(self.lunar.day)

    @property
    def anchor(self) -> str:
        """The day's place in the list below."""
        return f"d-{self.date.isoformat()}"


@dataclass(frozen=True)
class Month:
    """A month: its days in weeks, what has certain days in it, and what is held some time."""

    first: date
    weeks: Sequence[Sequence[Day]]
    days: Sequence[Day]  # those on which something begins, or goes on from before
    some_time: Sequence[Item]

    @property
    def lunar_years(self) -> list[int]:
        """The lunar years it meets."""
        met = (day.lunar.year for week in self.weeks for day in week if day.inside and day.lunar)
        return sorted(set(met))


def of(first: date, items: Iterable[Item], today: date) -> Month:
    """The month that begins on ``first`` with these occurrences (items of ``occurrences``)."""
    weeks = [
        [_day(day, first, today) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]
    sheet = {day.date: day for week in weeks for day in week}
    some_time = []
    listed: dict[date, Day] = {}
    for item in items:
        begins, ends = (date.fromisoformat(item[name]) for name in ("first_on", "last_on"))
        if item["approximate"] and ends > begins:
            if begins < first + timedelta(days=_length(first)) and ends >= first:
                some_time.append(item)
            continue
        day = max(begins, min(sheet))
        while day <= min(ends, max(sheet)):
            sheet[day].items.append(item)
            day += timedelta(days=1)
        shown = sheet.get(max(begins, first))
        if shown is not None and shown.inside and ends >= first:
            listed[shown.date] = shown
    return Month(first, weeks, [listed[day] for day in sorted(listed)], some_time)


def begin(day: Day) -> list[Item]:
    """What begins on a day, or goes on from before the month."""
    first = day.date.replace(day=1)
    return [
        item for item in day.items if max(date.fromisoformat(item["first_on"]), first) == day.date
    ]


def _length(first: date) -> int:
    return calendar.monthrange(first.year, first.month)[1]


def _day(day: date, first: date, today: date) -> Day:
    return Day(
        date=day,
        inside=(day.year, day.month) == (first.year, first.month),
        today=day == today,
        lunar=lunar_of(day),
        holiday=holiday_of(day),
    )


@lru_cache(maxsize=4096)
def lunar_of(day: date) -> LunarDate | None:
    """The lunar date; None outside the years that are known."""
    try:
        return lunar.of(day)
    except LunarError:
        return None


def holiday_of(day: date) -> str:
    """The public holiday of a day, in the page's language; empty on others."""
    name = _holidays(day.year).get(day, "")
    if not name:
        return ""
    bare = name.split("; ")[0].removesuffix(" (observed)")
    return _(HOLIDAYS.get(bare, DAY_OFF))


@lru_cache(maxsize=16)
def _holidays(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays(country(), years=year, language=SOURCE))


def shift(first: date, months: int) -> date:
    """The first day of a month so many months later."""
    index = first.year * 12 + first.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)
