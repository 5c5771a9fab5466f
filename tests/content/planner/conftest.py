"""The destination's own data, loaded once a module, and trips over it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from content.planner.asking import PlanRequest


def a_monday():
    """A Monday some weeks ahead; it and the days after are no public holidays."""
    from content.planner.opening import is_holiday

    day = timezone.localdate() + timedelta(days=14)
    while day.weekday() or any(is_holiday(day + timedelta(days=n)) for n in range(3)):
        day += timedelta(days=1)
    return day


@pytest.fixture
def monday():
    """That Monday."""
    return a_monday()


@pytest.fixture
def trip(monday):
    """``trip(**members)``: a request for that Monday."""

    def make(**members):
        return PlanRequest(**({"first": monday} | members))

    return make
