"""The Vietnamese lunar calendar (âm lịch): months by the new moon at UTC+7.

It differs from the Chinese calendar, which is reckoned at UTC+8: Tết fell on another day in 1968,
1985 and 2007, and will in 2030 and 2053. The reckoning is ``lunar-vn``'s; the tests compare it
with an independent one from 1968 on, when the country took UTC+7 for its calendar.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import lunar_vn
from django.utils.translation import gettext_lazy as _

# Lunar years whose every month is known; solar dates from the first one's Tết on.
FIRST_YEAR, LAST_YEAR = 1900, 2099
MONTHS, MOST_DAYS = 12, 30
UTC_OFFSET = 7.0  # hours


class LunarError(ValueError):
    """A lunar date that does not exist, or a year that is not reckoned. ``reason`` says which."""

    def __init__(self, reason: Any) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, order=True)
class LunarDate:
    """A day of the lunar calendar; ``leap`` in the month that repeats the one before it."""

    year: int
    month: int
    day: int
    leap: bool = False

    def as_json(self) -> dict[str, int | bool]:
        """Its members."""
        return {"year": self.year, "month": self.month, "day": self.day, "leap": self.leap}


@dataclass(frozen=True)
class LunarMonth:
    """A month: its number, whether it repeats the one before, its first day, its 29 or 30 days."""

    year: int
    number: int
    leap: bool
    first: date
    days: int

    def at(self, day: int) -> date:
        """The solar date of a day; in a month of 29 days the 30th is the last one."""
        return self.first + timedelta(days=min(day, self.days) - 1)


def check_day(day: int) -> None:
    """Raise LunarError unless a lunar month can have such a day."""
    if not 1 <= day <= MOST_DAYS:
        raise LunarError(_("a lunar month has at most 30 days"))


def check_month(month: int) -> None:
    """Raise LunarError unless a lunar year has such a month."""
    if not 1 <= month <= MONTHS:
        raise LunarError(_("lunar months are 1 to 12"))


def check_year(year: int) -> None:
    """Raise LunarError for a year that is not reckoned."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise LunarError(_out_of_range())


def _out_of_range() -> Any:
    span = {"first": FIRST_YEAR, "last": LAST_YEAR}
    return _("the lunar calendar is known from %(first)d to %(last)d") % span


def of(day: date) -> LunarDate:
    """The lunar date of a solar one. Raises LunarError outside the years that are reckoned."""
    if not new_year(FIRST_YEAR) <= day <= last_day():
        raise LunarError(_out_of_range())
    found = lunar_vn.solar_to_lunar(day, UTC_OFFSET)
    return LunarDate(found.year, found.month, found.day, found.leap)


def to_solar(lunar: LunarDate) -> date:
    """The solar date of a lunar one. Raises LunarError when there is no such day."""
    check_month(lunar.month)
    check_day(lunar.day)
    for month in months(lunar.year):
        if (month.number, month.leap) == (lunar.month, lunar.leap):
            if lunar.day > month.days:
                raise LunarError(_("this month has 29 days"))
            return month.at(lunar.day)
    raise LunarError(_("there is no such leap month in this year"))


@lru_cache(maxsize=256)
def new_year(year: int) -> date:
    """The first day of a lunar year (Tết Nguyên đán). Raises LunarError."""
    check_year(year)
    return lunar_vn.lunar_to_solar(lunar_vn.LunarDate(1, 1, year), UTC_OFFSET)


@lru_cache(maxsize=256)
def months(year: int) -> tuple[LunarMonth, ...]:
    """The 12 or 13 months of a lunar year, in order. Raises LunarError."""
    first = new_year(year)
    found: list[LunarMonth] = []
    while len(found) <= MONTHS:
        here = lunar_vn.solar_to_lunar(first, UTC_OFFSET)
        if here.year != year:
            break
        short = lunar_vn.solar_to_lunar(first + timedelta(days=29), UTC_OFFSET).day == 1
        found.append(LunarMonth(year, here.month, here.leap, first, 29 if short else 30))
        first += timedelta(days=found[-1].days)
    return tuple(found)


@lru_cache(maxsize=1)
def last_day() -> date:
    """The last solar date whose lunar one is reckoned."""
    month = months(LAST_YEAR)[-1]
    return month.at(month.days)


def leap_month(year: int) -> int | None:
    """The number of the month that comes twice in a lunar year, if one does."""
    return next((month.number for month in months(year) if month.leap), None)


STEMS_HAN = "甲乙丙丁戊己庚辛壬癸"
BRANCHES_HAN = "子丑寅卯辰巳午未申酉戌亥"


def year_name(year: int) -> str:
    """The sexagenary name of a lunar year, in Vietnamese: ``Đinh Mùi``."""
    return str(lunar_vn.can_chi.get_year_can_chi(year))


def year_name_han(year: int) -> str:
    """The same in Chinese characters: ``丁未``."""
    return STEMS_HAN[(year + 6) % 10] + BRANCHES_HAN[(year + 8) % 12]
