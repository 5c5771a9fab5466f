"""The destination's own data, loaded once a module, and trips over it."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from content.planner.asking import PlanRequest


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    """The seed, published, in a transaction that the module's tests are parts of."""
    with django_db_blocker.unblock():
        real, connections["public"] = connections["public"], connections["default"]
        with transaction.atomic():
            call_command("load_seed", verbosity=0)
            yield
            transaction.set_rollback(True)
        connections["public"] = real


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
