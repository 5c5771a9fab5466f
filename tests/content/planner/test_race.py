"""Two changes of one plan at the same moment: one is kept, the other is refused."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from content.planner import saved
from content.planner.models import SavedPlan
from tourism_backend.common.problems import Problem


@pytest.fixture
def record(transactional_db):
    asked = {"first": "2027-01-01", "days": 1, "opens": "08:00", "closes": "18:00"}
    return SavedPlan.objects.create(
        secret_hash="x", request=asked, result={}, expires_at=timezone.now() + timedelta(days=1)
    )


def test_changes_when_simultaneous_have_one_winner(record):
    gate, outcomes = threading.Barrier(2), []

    def write(title):
        # Both have read revision 1 before either writes.
        mine = SavedPlan.objects.get(pk=record.pk)
        mine.title = title
        gate.wait()
        try:
            saved._stored(mine, 1)
            outcomes.append(title)
        except Problem as problem:
            outcomes.append(str(problem.status))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes)[0] == "412"
    held = SavedPlan.objects.get()
    assert held.title in outcomes
    assert held.revision == 2


def test_write_without_looking_at_the_revision_would_lose_a_change(record):
    first, second = SavedPlan.objects.get(), SavedPlan.objects.get()
    first.title = "one"
    first.save()
    second.keep = True
    second.save()
    assert SavedPlan.objects.get().title == ""  # the harm that the revision prevents
