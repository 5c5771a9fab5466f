"""Numbers, months, distances, telephone numbers, positions."""

from datetime import date

import pytest
from django.utils import translation

from tourism_backend.portal import wording
from tourism_backend.portal.head import Head
from tourism_backend.portal.views.places import dial
from tourism_backend.portal.views.proposals import read_position

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize(
    ("months", "text"),
    [
        ([2, 3, 4], "February – April"),
        ([12, 1, 2], "December – February"),
        ([10], "October"),
        ([1, 3, 5], "January, March, May"),
        (list(range(1, 13)), "All year round"),
        ([], ""),
    ],
)
def test_months(months, text):
    assert wording.month_ranges(months) == text


@pytest.mark.parametrize(
    ("metres", "text"),
    [(3, "10 m"), (244, "240 m"), (949, "950 m"), (1620, "1.6 km"), (25_400, "25 km")],
)
def test_distance(metres, text):
    assert wording.distance(metres) == text


@pytest.mark.parametrize(
    ("language", "number", "day"),
    [
        ("vi", "1.234.567", None),
        ("en", "1,234,567", "2 September 2026"),
        ("zh-hans", "1,234,567", None),
    ],
)
def test_numbers_and_dates_follow_the_language(language, number, day):
    with translation.override(language):
        assert wording.number(1234567) == number
        if day:  # the others need the compiled catalogue
            assert wording.day(date(2026, 9, 2)) == day


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("+84 205 3812 345; 0205 111 222", "+842053812345"),
        ("0205 3812.345", "02053812345"),
        ("(none)", ""),
        (None, ""),
    ],
)
def test_dial(phone, number):
    assert dial(phone) == number


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("21.8538, 106.7610", (106.7610, 21.8538)),
        ("21.8538 106.7610", (106.7610, 21.8538)),
        ("(21.8538; 106.7610)", (106.7610, 21.8538)),
        ("21,8538; 106,7610", (106.7610, 21.8538)),
        ("106.7610, 21.8538", (106.7610, 21.8538)),
        ("21.8538", None),
        ("here", None),
        ("200, 200", None),
        ("nan, nan", None),
        ("1e3, 5", None),
    ],
)
def test_position(text, point):
    assert read_position(text) == point


def test_description_is_cut_at_a_word():
    short = Head("t", "word " * 100).short
    assert len(short) <= 160
    assert short.endswith("word…")
    assert Head("t", "x" * 500).short == "x" * 159 + "…"
