"""Publication and withdrawal by date and time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.publishing.conftest import ROBOT
from tests.publishing.scratch.collection import VIEWPOINTS
from tests.publishing.test_moves import person
from tourism_backend.common.problems import Problem
from tourism_backend.publishing import reviews, services, tasks
from tourism_backend.publishing.models import Expiry, Review
from tourism_backend.publishing.reviews import Times

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def scheduled(make):
    """Approved, to be published in an hour and withdrawn in two."""
    view, now = make(), timezone.now()
    reviews.submit(person("a", "contributor"), VIEWPOINTS, view.uuid)
    times = Times(publish_at=now + HOUR, expires_at=now + 2 * HOUR)
    assert reviews.approve(person("c", "curator"), VIEWPOINTS, view.uuid, "", times) is None
    return view


def stage(view):
    view.refresh_from_db()
    return reviews.standing_of(view).stage


def come(hours):
    """Let the time come, as when no task ran meanwhile."""
    past = timezone.now() - timedelta(seconds=1)
    Review.objects.update(publish_at=past)
    if hours > 1:
        Expiry.objects.update(at=past)


def test_before_its_time_nothing_happens_and_then_it_is_published_once(scheduled, client):
    assert tasks.keep_to_schedule() == {"published": 0, "withdrawn": 0}
    assert stage(scheduled) == "scheduled"
    come(1)
    assert tasks.keep_to_schedule() == {"published": 1, "withdrawn": 0}
    assert tasks.keep_to_schedule() == {"published": 0, "withdrawn": 0}
    assert client.get(f"/api/v1/viewpoints/{scheduled.slug}").status_code == 200
    assert stage(scheduled) == "published"


def test_when_its_time_is_over_it_is_withdrawn_once(scheduled, client):
    come(1)
    tasks.keep_to_schedule()
    come(2)
    assert tasks.keep_to_schedule() == {"published": 0, "withdrawn": 1}
    assert tasks.keep_to_schedule() == {"published": 0, "withdrawn": 0}
    assert client.get(f"/api/v1/viewpoints/{scheduled.slug}").status_code == 410


def test_an_edit_before_its_time_ends_the_schedule(scheduled):
    scheduled.name_en = "Other"
    services.save(ROBOT, scheduled, ["name_en"])
    come(1)
    assert tasks.keep_to_schedule()["published"] == 0
    assert stage(scheduled) == "draft"


def test_what_was_written_directly_before_its_time_is_given_back(scheduled):
    type(scheduled).objects.update(name_en="Slipped in")
    come(1)
    assert tasks.keep_to_schedule()["published"] == 0
    assert stage(scheduled) == "changes_asked"
    assert list(reviews.notes(scheduled))[-1].actor == "schedule"


def test_a_deleted_record_stops_nobody_else(scheduled, make):
    other = make("Other")
    reviews.submit(ROBOT, VIEWPOINTS, other.uuid)
    reviews.approve(ROBOT, VIEWPOINTS, other.uuid, "", Times(publish_at=timezone.now() + HOUR))
    scheduled.delete()
    come(1)
    assert tasks.keep_to_schedule()["published"] == 1
    assert stage(other) == "published"


@pytest.mark.parametrize(("starts", "ends"), [(None, -1), (2, 1), (2, 2)])
def test_times_that_cannot_be_are_refused(make, starts, ends):
    now = timezone.now()
    times = Times(now + starts * HOUR if starts else None, now + ends * HOUR)
    with pytest.raises(Problem) as refused:
        reviews.submit(ROBOT, VIEWPOINTS, make().uuid, "", times)
    assert refused.value.errors[0].field == "expires_at"


def test_beat_runs_it_each_minute():
    assert tasks.app.conf.beat_schedule["publishing.keep_to_schedule"]["schedule"] == 60
