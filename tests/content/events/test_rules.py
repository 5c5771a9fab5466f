"""When an event is held: lunar, solar, repeated, once; and what is refused."""

from contextlib import suppress
from datetime import date, time, timedelta
from types import SimpleNamespace

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from content.events import lunar, recurring
from content.events.recurring import RecurrenceError
from content.events.rules import Rule, Span, check
from tests.content.events import astronomy


def lunar_rule(first, last, **more):
    (start_month, start_day), (end_month, end_day) = first, last
    return Rule(
        rule="lunar", start_month=start_month, start_day=start_day,
        end_month=end_month, end_day=end_day, **more,
    )  # fmt: skip


def solar_rule(first, last, **more):
    (start_month, start_day), (end_month, end_day) = first, last
    return Rule(
        rule="solar", start_month=start_month, start_day=start_day,
        end_month=end_month, end_day=end_day, **more,
    )  # fmt: skip


def repeated(rrule, first, last=None, **more):
    return Rule(rule="rrule", rrule=rrule, first_on=first, last_on=last or first, **more)


def year(rule, number):
    return rule.dates(date(number, 1, 1), date(number, 12, 31))


# --- lunar


@pytest.mark.parametrize("number", range(2024, 2041))
def test_festival_when_lunar_is_on_the_days_the_sky_has(number):
    rule = lunar_rule((1, 22), (1, 27))
    expected = Span(astronomy.solar(number, 1, 22), astronomy.solar(number, 1, 27))
    assert rule.dates(expected.first, expected.last) == [expected]


def test_thirtieth_when_the_month_has_29_days_is_its_last_day():
    rule = lunar_rule((12, 30), (12, 30))
    for number in range(2020, 2040):
        new_year = lunar.new_year(number)
        assert rule.dates(new_year - timedelta(days=2), new_year) == [
            Span(new_year - timedelta(days=1), new_year - timedelta(days=1))
        ]


def test_festival_across_the_new_year_ends_in_the_next():
    rule = lunar_rule((12, 23), (1, 7))
    (span,) = rule.dates(date(2027, 2, 1), date(2027, 2, 10))
    assert span == Span(astronomy.solar(2026, 12, 23), astronomy.solar(2027, 1, 7))
    # It begins in one solar year and is asked for in the other.
    assert rule.dates(span.last, span.last) == [span]


def test_festival_across_a_month_end_is_one_span():
    (span,) = year(lunar_rule((6, 29), (7, 2)), 2027)
    assert (lunar.of(span.first).month, lunar.of(span.last).month) == (6, 7)
    assert 2 <= (span.last - span.first).days <= 3


def test_leap_month_counts_not_unless_it_is_said():
    assert lunar.leap_month(2025) == 6
    regular = lunar_rule((6, 15), (6, 15))
    (only,) = year(regular, 2025)
    assert lunar.of(only.first) == lunar.LunarDate(2025, 6, 15, leap=False)
    both = lunar_rule((6, 15), (6, 15), leap_month="also")
    assert [lunar.of(span.first).leap for span in year(both, 2025)] == [False, True]
    assert len(year(both, 2026)) == 1


def test_festival_into_the_next_month_keeps_its_length_in_a_leap_year():
    rule = lunar_rule((6, 28), (7, 3))
    (usual,), (leap,) = year(rule, 2026), year(rule, 2025)
    assert lunar.of(leap.last) == lunar.LunarDate(2025, 6, 3, leap=True)
    assert abs((leap.last - leap.first).days - (usual.last - usual.first).days) <= 1


def test_every_third_year_is_counted_from_its_anchor():
    rule = lunar_rule((4, 4), (4, 4), every_years=3, anchor_year=2023)
    spans = rule.dates(date(2020, 1, 1), date(2033, 1, 1))
    assert [span.first.year for span in spans] == [2020, 2023, 2026, 2029, 2032]
    assert spans[1].first == date(2023, 5, 22)


def test_unknown_days_stand_for_the_whole_month():
    (span,) = year(lunar_rule((1, None), (1, None)), 2027)
    month = lunar.months(2027)[0]
    assert span == Span(month.first, month.at(month.days))


months = st.integers(1, 12)
lunar_days = st.integers(1, 30)


@given(months, lunar_days, st.integers(0, 3), lunar_days, st.integers(1970, 2090))
def test_lunar_rules_when_they_pass_their_check_give_one_span_a_year(month, day, more, end, number):
    rule = lunar_rule((month, day), ((month + more - 1) % 12 + 1, end))
    if check(rule, approximate=False):
        return
    first, last = lunar.new_year(number), lunar.new_year(number + 1) - timedelta(days=1)
    begun = [span for span in rule.dates(first, last) if first <= span.first <= last]
    assert len(begun) == 1
    assert lunar.of(begun[0].first).month == month
    assert not lunar.of(begun[0].first).leap
    assert 0 <= (begun[0].last - begun[0].first).days <= 120


# --- solar


def test_solar_rule_when_it_ends_in_february_knows_leap_years():
    rule = solar_rule((1, None), (2, None))
    assert year(rule, 2027)[0] == Span(date(2027, 1, 1), date(2027, 2, 28))
    assert year(rule, 2028)[0] == Span(date(2028, 1, 1), date(2028, 2, 29))
    assert year(solar_rule((2, 29), (2, 29)), 2027)[0].first == date(2027, 2, 28)


def test_solar_rule_across_the_new_year():
    rule = solar_rule((12, 24), (1, 3))
    assert rule.dates(date(2027, 1, 2), date(2027, 1, 2)) == [
        Span(date(2026, 12, 24), date(2027, 1, 3))
    ]


def test_once_is_once():
    rule = Rule(rule="once", first_on=date(2027, 5, 1), last_on=date(2027, 5, 3))
    assert rule.dates(date(2027, 5, 3), date(2030, 1, 1)) == [Span(rule.first_on, rule.last_on)]
    assert rule.dates(date(2027, 5, 4), date(2030, 1, 1)) == []


# --- repeated


@pytest.mark.parametrize(
    ("rrule", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=SA", 52),
        ("FREQ=DAILY", 365),
        ("FREQ=MONTHLY;BYDAY=-1SU", 12),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=7", 1),
        ("FREQ=DAILY;COUNT=10", 10),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", 52),
        ("RRULE:FREQ=DAILY;UNTIL=20270105T000000Z", 5),
    ],
)
def test_repeated_event_is_as_often_as_its_rule_says(rrule, expected):
    spans = year(repeated(rrule, date(2027, 1, 1)), 2027)
    assert len(spans) == expected
    assert spans == sorted(set(spans))


def test_repeated_event_of_several_days_is_found_while_it_lasts():
    rule = repeated("FREQ=MONTHLY", date(2027, 1, 10), date(2027, 1, 12))
    assert rule.dates(date(2027, 3, 12), date(2027, 3, 20)) == [
        Span(date(2027, 3, 10), date(2027, 3, 12))
    ]


def test_rule_without_an_end_is_bounded_by_the_days_asked_for():
    spans = repeated("FREQ=DAILY", date(1950, 1, 1)).dates(date(2026, 1, 1), date(2028, 12, 31))
    assert len(spans) == 1096


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=1", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=9,10",
        "FREQ=DAILY;BYSECOND=1", "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;COUNT=100000",
        "FREQ=DAILY;COUNT=3;UNTIL=20270101", "FREQ=DAILY;UNTIL=soon", "FREQ=DAILY;UNTIL=20271301",
        "BYDAY=SA", "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYMONTHDAY=32", "FREQ=WEEKLY;X-A=1",
        "FREQ=WEEKLY;FREQ=DAILY", "FREQ", "", "nonsense", "FREQ=DAILY\nDTSTART:19000101",
        "FREQ=YEARLY;BYEASTER=0", "FREQ=WEEKLY;" + "BYDAY=SA," * 60,
    ],
)  # fmt: skip
def test_rule_when_it_is_none_we_take_is_refused_with_a_reason(rrule):
    with pytest.raises(RecurrenceError) as refused:
        recurring.check(rrule, date(2027, 1, 1))
    assert str(refused.value.reason)


@pytest.mark.parametrize(
    "rrule",
    [
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=WEEKLY;BYMONTH=2;BYSETPOS=9", "FREQ=MONTHLY;BYDAY=MO;BYSETPOS=7",
    ],
)  # fmt: skip
def test_rule_that_never_gives_a_date_is_refused(rrule):
    with override("en"), pytest.raises(RecurrenceError, match="never"):
        recurring.check(rrule, date(2027, 1, 1))


@given(st.text(max_size=60))
def test_any_text_as_a_rule_is_taken_or_refused(text):
    with suppress(RecurrenceError):
        recurring.check(text, date(2027, 1, 1))


# --- what is refused


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        (lunar_rule((1, 31), (1, 31)), {"start_day", "end_day"}),
        (lunar_rule((13, 1), (13, 1)), {"start_month", "end_month"}),
        (lunar_rule((0, 1), (0, 1)), {"start_month", "end_month"}),
        (lunar_rule((1, 10), (1, 5)), {"end_day"}),
        (lunar_rule((5, 1), (4, 1)), {"end_month"}),
        (lunar_rule((None, 1), (None, 1)), {"start_month", "end_month"}),
        (lunar_rule((1, None), (1, None)), {"start_day", "end_day"}),
        (lunar_rule((1, 1), (1, 1), every_years=2), {"anchor_year"}),
        (lunar_rule((1, 1), (1, 1), every_years=0), {"every_years"}),
        (lunar_rule((1, 1), (1, 1), every_years=2, anchor_year=1800), {"anchor_year"}),
        (lunar_rule((1, 1), (1, 1), first_on=date(2027, 1, 1)), {"first_on"}),
        (lunar_rule((1, 1), (1, 1), end_time=time(9)), {"end_time"}),
        (lunar_rule((1, 1), (1, 1), start_time=time(9), end_time=time(8)), {"end_time"}),
        (solar_rule((2, 30), (2, 30)), {"start_day", "end_day"}),
        (solar_rule((2, 1), (2, 1), leap_month="also"), {"leap_month"}),
        (Rule(rule="once", first_on=date(2027, 1, 2), last_on=date(2027, 1, 1)), {"last_on"}),
        (Rule(rule="once", first_on=date(2027, 1, 1), last_on=date(2029, 1, 1)), {"last_on"}),
        (Rule(rule="once"), {"first_on", "last_on"}),
        (repeated("FREQ=SECONDLY", date(2027, 1, 1)), {"rrule"}),
        (repeated("", date(2027, 1, 1)), {"rrule"}),
        (repeated("FREQ=DAILY", date(1700, 1, 1)), {"rrule"}),
        (repeated("FREQ=DAILY", date(2027, 1, 1), every_years=2), {"every_years"}),
        (Rule.of(SimpleNamespace(**vars(Rule(rule="once")) | {"rule": "sometimes"})), {"rule"}),
    ],
)
def test_rule_when_wrong_is_refused_by_field(rule, fields):
    faults = check(rule, approximate=False)
    assert set(faults) == fields
    assert all(str(reason) for reason in faults.values())


def test_day_that_is_not_known_passes_when_the_date_is_approximate():
    assert check(lunar_rule((1, None), (1, None)), approximate=True) == {}


def test_rule_as_json_and_back_is_the_same():
    rule = repeated("FREQ=DAILY", date(2027, 1, 1), start_time=time(18, 30), end_time=time(22))
    told = {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in vars(rule).items()
    }
    assert Rule.from_json(told) == rule
