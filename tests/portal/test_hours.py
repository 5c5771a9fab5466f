"""Opening hours in words."""

from datetime import UTC, datetime

import pytest

from tourism_backend.portal import weekly

LON, LAT = 106.76, 21.85
TUESDAY = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)  # 10:00 at the destination


pytestmark = pytest.mark.usefixtures("english")


def week_of(rule, now=TUESDAY):
    week = weekly.week(rule, LON, LAT, now)
    assert week is not None
    return week


def parts(week):
    return [[(s.opens, s.closes, s.certain) for s in day.stretches] for day in week.days]


def test_week_begins_today():
    week = week_of("Mo-Fr 07:30-11:30,13:30-17:00")
    assert [day.name for day in week.days][:2] == ["Tuesday", "Wednesday"]
    assert [day.today for day in week.days] == [True] + [False] * 6
    assert parts(week)[0] == [("07:30", "11:30", True), ("13:30", "17:00", True)]
    assert parts(week)[4] == []
    assert not week.always


def test_week_knows_public_holidays():
    before_independence_day = datetime(2026, 8, 31, 3, tzinfo=UTC)
    week = week_of("Mo-Su 08:00-17:00; PH off", before_independence_day)
    closed = [day.date.isoformat() for day in week.days if not day.stretches]
    assert "2026-09-02" in closed


def test_week_when_by_appointment_says_why():
    week = week_of('Mo-Su unknown "by appointment"')
    assert week.days[0].stretches[0].note == "by appointment"
    assert not week.days[0].stretches[0].certain


def test_week_when_always_open():
    assert week_of("24/7").always


@pytest.mark.parametrize("rule", [None, "", "whenever the monk is in"])
def test_week_when_no_rule_is_none(rule):
    assert weekly.week(rule, LON, LAT, TUESDAY) is None


def test_past_midnight_is_cut_at_the_day():
    week = week_of("Mo-Su 20:00-02:00")
    assert parts(week)[1] == [("00:00", "02:00", True), ("20:00", "24:00", True)]


@pytest.mark.parametrize(
    ("live", "state"),
    [
        ({"open_now": True, "next_change": None}, "open"),
        ({"open_now": False, "next_change": "2030-01-01T08:00:00+07:00"}, "closed"),
        ({"open_now": None, "next_change": None}, "ask"),
        (None, "ask"),
    ],
)
def test_state_in_words(live, state):
    shown = weekly.now_state(live, has_hours=True)
    assert shown is not None
    assert shown.state == state


def test_state_when_nothing_is_known_is_none():
    assert weekly.now_state({"open_now": None}, has_hours=False) is None
