"""The lunisolar calendar by the sky itself, at any offset from UTC, with no code of ours.

New moons and the sun's longitude are ephem's (VSOP87 and its lunar theory). The rules are the
calendar's: a month begins on the local day of the new moon; the month with the winter solstice
is the 11th; between two 11th months with thirteen moons, the first month in which the sun enters
no new sign (a multiple of 30 degrees) repeats the number of the one before.
"""

import math
from datetime import date, datetime, timedelta
from functools import cache

import ephem

VIETNAM, CHINA = 7, 8


def local_day(moment, offset):
    return (moment.datetime() + timedelta(hours=offset)).date()


@cache
def new_moons(year, offset):
    """The local days of the new moons from November of the year before to February after."""
    moment = ephem.Date(datetime(year - 1, 10, 20))
    days = []
    while True:
        moment = ephem.next_new_moon(moment)
        day = local_day(moment, offset)
        if day > date(year + 1, 3, 1):
            return tuple(days)
        days.append(day)
        moment = ephem.Date(moment + 1)


@cache
def solstice(year, offset):
    return local_day(ephem.next_winter_solstice(datetime(year, 11, 1)), offset)


def sign(day, offset):
    """In which of the twelve signs the sun is as a local day begins."""
    midnight = datetime(day.year, day.month, day.day) - timedelta(hours=offset)
    sun = ephem.Sun(ephem.Date(midnight), epoch=ephem.Date(midnight))
    longitude = float(ephem.Ecliptic(sun, epoch=ephem.Date(midnight)).lon)
    return math.floor(math.degrees(longitude) / 30)


@cache
def months(year, offset):
    """(number, leap, first day) of the months from the 11th of ``year - 1`` to before the next."""
    moons = sorted({*new_moons(year - 1, offset), *new_moons(year, offset)})
    eleventh = max(day for day in moons if day <= solstice(year - 1, offset))
    following = max(day for day in moons if day <= solstice(year, offset))
    firsts = [day for day in moons if eleventh <= day < following]
    ends = [*firsts[1:], following]
    leap = None
    if len(firsts) == 13:
        leap = next(
            n
            for n, (first, end) in enumerate(zip(firsts, ends, strict=True))
            if n and sign(first, offset) == sign(end, offset)
        )
    found, number = [], 10
    for n, first in enumerate(firsts):
        number += n != leap
        found.append(((number - 1) % 12 + 1, n == leap, first))
    return tuple(found)


def solar(year, month, day, *, leap=False, offset=VIETNAM):
    """The solar date of a lunar one; a 30th that there is not is the 29th."""
    cycle = months(year + 1 if month >= 11 else year, offset)
    # The 11th and 12th month of a lunar year open the next cycle.
    at = next(n for n, found in enumerate(cycle) if found[:2] == (month, leap))
    first = cycle[at][2]
    if at + 1 < len(cycle):
        following = cycle[at + 1][2]
    else:
        following = months(cycle[0][2].year + 2, offset)[0][2]
    return min(first + timedelta(days=day - 1), following - timedelta(days=1))


def new_year(year, offset=VIETNAM):
    return solar(year, 1, 1, offset=offset)
