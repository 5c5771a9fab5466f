"""Opening hours: the syntax, public holidays, spans and changes."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.places.hours import DEFAULT_ZONE, HoursError, parse

MUSEUM = 'Mo-Fr 07:30-11:30,13:30-17:00; Sa,Su,PH unknown "by appointment"'
TET = date(2026, 2, 17)
NO_TET = date(2026, 2, 10)  # a Tuesday like it


def hours(text, **place):
    return parse(text, country="VN", **place)


def local(day, hour, minute=0, second=0):
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=DEFAULT_ZONE)


DAYS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
# Rules that stay within a day, so that what they say of a day can be said again without the
# evaluator.
TIMES = st.tuples(st.integers(0, 22), st.integers(1, 23)).filter(lambda t: t[0] < t[1])
SELECTED = st.sets(st.sampled_from(range(7)), min_size=1)
INSTANTS = st.datetimes(datetime(2026, 1, 2), datetime(2027, 12, 20)).map(
    lambda at: at.replace(tzinfo=DEFAULT_ZONE)
)


def rule_of(days, times):
    return f"{','.join(DAYS[day] for day in sorted(days))} {times[0]:02d}:00-{times[1]:02d}:00"


@pytest.mark.parametrize("hour", [8, 14])
def test_state_when_a_weekday_is_open_in_both_halves(hour):
    assert hours(MUSEUM).state(local(NO_TET, hour)) == "open"


def test_state_when_at_noon_is_closed():
    assert hours(MUSEUM).state(local(NO_TET, 12)) == "closed"


def test_state_when_at_the_edges_opens_with_the_minute_and_closes_with_it():
    rule = hours("08:00-17:00")
    assert rule.state(local(NO_TET, 7, 59, 59)) == "closed"
    assert rule.state(local(NO_TET, 8)) == "open"
    assert rule.state(local(NO_TET, 16, 59, 59)) == "open"
    assert rule.state(local(NO_TET, 17)) == "closed"


def test_state_when_tet_falls_on_a_weekday_is_by_appointment():
    assert TET.weekday() == NO_TET.weekday()
    assert hours(MUSEUM).state(local(TET, 8)) == "unknown"


@pytest.mark.parametrize(
    "day",
    [date(2026, 2, 16), TET, date(2026, 2, 20), date(2026, 4, 27), date(2026, 11, 24),
     date(2027, 2, 5)],
)  # fmt: skip
def test_state_when_ph_off_and_a_vietnamese_holiday_is_closed(day):
    assert hours("08:00-17:00; PH off").state(local(day, 10)) == "closed"


def test_state_when_ph_names_its_own_hours_uses_them_at_tet():
    rule = hours("Mo-Su 08:00-17:00; PH 09:00-12:00")
    assert rule.state(local(TET, 8, 30)) == "closed"
    assert rule.state(local(TET, 10)) == "open"
    assert rule.state(local(TET, 14)) == "closed"


def test_state_when_days_and_ph_stand_in_one_list_means_either():
    rule = hours("Sa,Su,PH 08:00-17:00")
    assert rule.state(local(TET, 10)) == "open"
    assert rule.state(local(NO_TET, 10)) == "closed"
    assert rule.state(local(date(2026, 2, 14), 10)) == "open"


def test_state_when_ph_before_days_without_comma_means_both():
    rule = hours("PH Mo-Fr 08:00-17:00")
    assert rule.state(local(TET, 10)) == "open"
    assert rule.state(local(date(2026, 4, 26), 10)) == "closed"  # Giỗ Tổ, a Sunday
    assert rule.state(local(NO_TET, 10)) == "closed"


def test_state_when_ph_is_limited_to_months_leaves_other_holidays():
    rule = hours("08:00-17:00; Jan-Mar PH off")
    assert rule.state(local(TET, 10)) == "closed"
    assert rule.state(local(date(2026, 9, 2), 10)) == "open"


def test_state_when_ph_is_an_added_rule_adds_hours():
    rule = hours("Mo-Fr 08:00-10:00, PH 14:00-16:00")
    assert rule.state(local(TET, 15)) == "open"
    assert rule.state(local(NO_TET, 15)) == "closed"


def test_state_when_ph_stands_in_a_comment_means_nothing():
    rule = hours('08:00-17:00 "not on PH, off"')
    assert rule.state(local(TET, 10)) == "open"


def test_state_when_open_past_midnight_stays_open():
    rule = hours("Fr 22:00-02:00; PH off")
    assert rule.state(local(date(2026, 3, 7), 1)) == "open"
    assert rule.state(local(date(2026, 3, 7), 3)) == "closed"


def test_state_when_until_sunset_uses_the_place():
    rule = hours("sunrise-sunset", lon=106.76, lat=21.85)
    assert rule.state(local(date(2026, 12, 21), 17)) == "open"
    assert rule.state(local(date(2026, 12, 21), 18)) == "closed"  # the sun sets at 17:20
    assert rule.state(local(date(2026, 6, 21), 18)) == "open"


def test_next_change_when_open_is_the_closing():
    assert hours(MUSEUM).next_change(local(NO_TET, 8, 0, 7)) == local(NO_TET, 11, 30)


def test_next_change_when_tet_closes_skips_it():
    rule = hours("Mo-Fr 08:00-17:00; PH off")
    assert rule.next_change(local(date(2026, 2, 13), 17)) == local(date(2026, 2, 23), 8)


@pytest.mark.parametrize("text", ["24/7", "24/7 off", "PH off"])
def test_next_change_when_nothing_changes_is_none(text):
    assert hours(text).next_change(local(NO_TET, 8)) is None


def test_spans_when_a_week_with_tet_leaves_it_out():
    spans = hours("Mo-Fr 08:00-17:00; PH off").spans(
        local(date(2026, 2, 12), 0), local(date(2026, 2, 24), 12)
    )
    assert [(span.start, span.end) for span in spans] == [
        (local(date(2026, 2, day), 8), local(date(2026, 2, day), until))
        for day, until in ((12, 17), (13, 17), (23, 17), (24, 12))
    ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("7h30 - 11h30", "character 1"),
        ("Mo-Fr 08:00-17:00; Sunday off", "character"),
        ("08:00-17:00; SH off", "school holidays"),
        ("08:00-17:00; PH +1 day off", "offset"),
        ("07:30–11:30, 13:30–17:00 (cuối tuần, lễ: hẹn trước)", "character 6"),
        ("08:00-17:00;" * 30, "longer than"),
    ],
)
def test_parse_when_wrong_says_what_is(text, says):
    with pytest.raises(HoursError, match=says):
        hours(text)


def test_state_when_the_instant_has_no_zone_is_an_error():
    with pytest.raises(ValueError, match="aware"):
        hours("24/7").state(datetime(2026, 1, 1))


@given(st.text(alphabet='MoTuFrSaSuPHSHoff0123456789:-,;|"[] +/weekJan', max_size=40))
def test_parse_when_anything_is_given_takes_it_or_refuses_it(text):
    try:
        rule = hours(text)
    except HoursError:
        return
    rule.state(local(TET, 10))
    rule.next_change(local(NO_TET, 10))


@given(SELECTED, TIMES, INSTANTS)
def test_state_when_ph_off_agrees_with_the_calendar(days, times, at):
    rule = hours(f"{rule_of(days, times)}; PH off")
    feast = at.date() in holidays.country_holidays("VN", years=at.year)
    inside = at.weekday() in days and times[0] <= at.hour < times[1]
    assert rule.state(at) == ("open" if inside and not feast else "closed")


@given(SELECTED, TIMES, INSTANTS)
def test_spans_and_changes_agree_with_the_state(days, times, at):
    rule = hours(f"{rule_of(days, times)}; PH 10:00-11:00")
    spans = rule.spans(at - timedelta(days=3), at + timedelta(days=3))
    assert all(one.end < two.start for one, two in pairwise(spans))
    inside = any(span.start <= at < span.end for span in spans)
    assert inside == (rule.state(at) == "open")
    change = rule.next_change(at)
    assert change is not None
    assert change > at
    assert change.tzinfo is UTC
    assert rule.state(change) != rule.state(at)
    assert rule.state(change - timedelta(seconds=1)) == rule.state(at)
