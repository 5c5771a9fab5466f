"""The lunar calendar against the sky, reckoned independently at UTC+7."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.events import lunar
from content.events.lunar import LunarDate, LunarError
from tests.content.events import astronomy

YEARS = range(1968, 2061)
# Years in which Tết is on another day in Vietnam than in China.
DIFFERENT = (1968, 1969, 1985, 2007, 2030, 2053)
PUBLISHED = {  # as almanacs have it
    1968: date(1968, 1, 29), 1985: date(1985, 1, 21), 2007: date(2007, 2, 17),
    2025: date(2025, 1, 29), 2026: date(2026, 2, 17), 2030: date(2030, 2, 2),
    2053: date(2053, 2, 18),
}  # fmt: skip
# Lunar days on which the destination's and the country's festivals are held.
FESTIVALS = ((1, 10), (1, 12), (1, 15), (1, 22), (1, 27), (3, 10), (4, 4), (4, 15), (7, 15),
             (8, 15), (9, 20), (12, 23))  # fmt: skip
days = st.dates(lunar.new_year(lunar.FIRST_YEAR), lunar.last_day())


@pytest.mark.parametrize("year", YEARS)
def test_new_year_is_where_the_sky_has_it(year):
    assert lunar.new_year(year) == astronomy.new_year(year)


@pytest.mark.parametrize(("year", "day"), PUBLISHED.items())
def test_new_year_is_as_published(year, day):
    assert lunar.new_year(year) == day


def test_new_year_differs_from_the_chinese_one_in_the_known_years():
    differing = tuple(
        year for year in YEARS if lunar.new_year(year) != astronomy.new_year(year, astronomy.CHINA)
    )
    assert differing == DIFFERENT


@pytest.mark.parametrize("year", [*DIFFERENT, *range(2024, 2033)])
def test_festival_days_are_where_the_sky_has_them(year):
    for month, day in FESTIVALS:
        expected = astronomy.solar(year, month, day)
        assert lunar.to_solar(LunarDate(year, month, day)) == expected, (year, month, day)


def test_every_month_begins_and_leaps_as_the_sky_has_it():
    for year in YEARS:
        ours = {(m.number, m.leap): m.first for m in lunar.months(year)}
        cycles = (*astronomy.months(year, 7), *astronomy.months(year + 1, 7))
        new_year, following = astronomy.new_year(year), astronomy.new_year(year + 1)
        theirs = {(n, leap): day for n, leap, day in cycles if new_year <= day < following}
        assert ours == theirs, year


@given(days)
def test_a_day_and_back_is_the_same_day(day):
    assert lunar.to_solar(lunar.of(day)) == day


@given(st.integers(lunar.FIRST_YEAR, lunar.LAST_YEAR))
def test_months_of_a_year_follow_each_other(year):
    months = lunar.months(year)
    assert len(months) in (12, 13)
    for one, following in pairwise(months):
        assert one.first + timedelta(days=one.days) == following.first
    assert [m.number for m in months if not m.leap] == list(range(1, 13))


def test_thirtieth_of_a_short_month_is_its_last_day():
    short = next(month for month in lunar.months(2027) if month.days == 29)
    assert short.at(30) == short.at(29)
    with pytest.raises(LunarError):
        lunar.to_solar(LunarDate(2027, short.number, 30))


@pytest.mark.parametrize(
    "wrong",
    [
        LunarDate(2027, 1, 31), LunarDate(2027, 1, 0), LunarDate(2027, 13, 1),
        LunarDate(2027, 0, 1), LunarDate(1899, 1, 1), LunarDate(2100, 1, 1),
        LunarDate(2027, 6, 1, leap=True),
    ],
)  # fmt: skip
def test_a_date_that_is_none_is_refused_with_a_reason(wrong):
    with pytest.raises(LunarError) as refused:
        lunar.to_solar(wrong)
    assert str(refused.value.reason)


@pytest.mark.parametrize("day", [date(1900, 1, 30), date(2100, 2, 9), date(1, 1, 1)])
def test_a_day_outside_the_known_years_is_refused(day):
    with pytest.raises(LunarError, match="1900"):
        lunar.of(day)


def test_years_have_their_names():
    assert lunar.year_name(2027) == "Đinh Mùi"
    assert lunar.year_name_han(2027) == "丁未"
    assert lunar.leap_month(2025) == 6
    assert lunar.leap_month(2027) is None
