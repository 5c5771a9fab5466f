"""Open now and the next change: from published hours, less what is closed."""

from datetime import datetime, timedelta

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from geo.places.collection import DISRUPTIONS, PLACES
from geo.places.hours import DEFAULT_ZONE
from geo.places.models import Disruption, OpenHours, OpenSpan, Place
from geo.places.openspans import Refreshed, refresh_open_spans
from geo.places.services import publish_places, save_place, withdraw_places
from tests.geo.places.conftest import ROBOT, outline
from tourism_backend.publishing import services
from tourism_backend.publishing.models import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def public(make_place):
    """Makes published places."""

    def _public(**fields):
        place = make_place(**fields)
        publish_places(ROBOT, [place.uuid])
        place.refresh_from_db()
        return place

    return _public


@pytest.fixture
def live(client):
    """The ``live`` member of a place's detail."""

    def _live(place):
        answer = client.get(f"/api/v1/places/{place.slug}")
        assert answer.status_code == 200, answer.content
        return answer.json()["live"]

    return _live


def disrupt(*places, closes=True, hours=(-1, 1), **fields):
    now = timezone.now()
    end = None if hours[1] is None else now + timedelta(hours=hours[1])
    values = {
        "slug": f"d{Disruption.objects.count()}", "name_vi": "Đóng cửa", "kind": "closure",
        "closes": closes, "starts_at": now + timedelta(hours=hours[0]), "ends_at": end,
    } | fields  # fmt: skip
    disruption = Disruption.objects.create(**values)
    disruption.places.set(places)
    services.publish(ROBOT, DISRUPTIONS, [disruption.uuid])
    return disruption


@pytest.mark.parametrize(
    ("rule", "is_open"),
    [("24/7", True), ("24/7 off", False), ('unknown "ask"', None), ("", None)],
)
def test_open_now_when_nothing_disturbs_follows_the_rule(public, live, rule, is_open):
    assert live(public(opening_hours=rule)) == {"open_now": is_open, "next_change": None}


def test_next_change_when_open_until_today_or_tomorrow_is_the_end(public, live):
    end = (timezone.now() + timedelta(hours=3)).astimezone(DEFAULT_ZONE)
    start = end - timedelta(hours=6)
    rule = f"{start:%H:%M}-{end:%H:%M}"
    found = live(public(opening_hours=rule))
    assert found["open_now"] is True
    assert datetime.fromisoformat(found["next_change"]) == end.replace(second=0, microsecond=0)


def test_open_now_when_a_disruption_closes_the_place_is_false_until_it_ends(public, live):
    place = public(opening_hours="24/7")
    disruption = disrupt(place)
    found = live(place)
    assert found["open_now"] is False
    assert datetime.fromisoformat(found["next_change"]) == disruption.ends_at


def test_next_change_when_a_closure_is_to_come_is_its_start(public, live):
    place = public(opening_hours="24/7")
    disruption = disrupt(place, hours=(2, 3))
    found = live(place)
    assert found["open_now"] is True
    assert datetime.fromisoformat(found["next_change"]) == disruption.starts_at


def test_next_change_when_a_closure_ends_while_closed_anyway_is_later(public, live):
    place = public(opening_hours="24/7 off")
    disrupt(place)
    assert live(place) == {"open_now": False, "next_change": None}


def test_open_now_when_a_closure_covers_the_place_is_false(public, live):
    place = public(opening_hours="24/7", point=Point(106.76, 21.85, srid=4326))
    other = public(opening_hours="24/7", point=Point(106.90, 21.85, srid=4326))
    disrupt(geometry=outline(106.7, 21.8, 106.8, 21.9), hours=(-1, None))
    assert live(place) == {"open_now": False, "next_change": None}
    assert live(other)["open_now"] is True


def test_open_now_when_an_area_is_closed_its_places_are(public, live, east):
    place = public(opening_hours="24/7", point=Point(106.76, 21.85, srid=4326))
    disrupt(area=east)
    assert live(place)["open_now"] is False


@pytest.mark.parametrize("given", [{"closes": False}, {"hours": (-3, -2)}, {"hours": (1, 2)}])
def test_open_now_when_a_disruption_does_not_close_now_is_true(public, live, given):
    place = public(opening_hours="24/7")
    disrupt(place, **given)
    assert live(place)["open_now"] is True


def test_open_now_when_the_closure_is_a_draft_or_withdrawn_is_true(public, live):
    place = public(opening_hours="24/7")
    draft = Disruption.objects.create(
        slug="draft", name_vi="Nháp", kind="works", closes=True, starts_at=timezone.now()
    )
    draft.places.set([place])
    gone = disrupt(place)
    services.withdraw(ROBOT, DISRUPTIONS, [gone.uuid])
    assert live(place)["open_now"] is True


def test_open_now_when_no_hours_but_closed_is_false(public, live):
    place = public()
    disrupt(place)
    assert live(place)["open_now"] is False


def test_filter_when_open_now_is_asked_lists_only_the_open(public, client):
    opened, shut = public(opening_hours="24/7"), public(opening_hours="24/7 off")
    unknown = public()
    slugs = {i["slug"] for i in client.get("/api/v1/places?open_now=true").json()["items"]}
    assert opened.slug in slugs
    assert not slugs & {shut.slug, unknown.slug}


def test_open_now_when_the_rule_was_edited_but_not_published_follows_the_old_one(public, live):
    place = public(opening_hours="24/7")
    place.opening_hours = "24/7 off"
    save_place(ROBOT, place)
    refresh_open_spans()
    assert live(place)["open_now"] is True
    publish_places(ROBOT, [place.uuid])
    assert live(place)["open_now"] is False


def test_refresh_when_run_again_writes_nothing(public):
    public(opening_hours="24/7")
    assert refresh_open_spans() == Refreshed(0, 0)


def test_refresh_when_a_day_has_passed_knows_thirty_days_again(public):
    place = public(opening_hours="08:00-17:00; PH off")
    later = timezone.now() + timedelta(days=1, minutes=1)
    assert refresh_open_spans(now=later) == Refreshed(1, 0)
    known = OpenHours.objects.get(place=place.uuid).known
    assert known.upper - later == timedelta(days=30)
    assert OpenSpan.objects.filter(hours=place.uuid).count() >= 25


def test_refresh_when_withdrawn_or_without_hours_forgets_the_place(public):
    place, other = public(opening_hours="24/7"), public(opening_hours="24/7")
    withdraw_places(ROBOT, [place.uuid])
    other.opening_hours = ""
    save_place(ROBOT, other)
    publish_places(ROBOT, [other.uuid])
    assert not OpenHours.objects.exists()
    assert not OpenSpan.objects.exists()


def test_refresh_when_published_by_other_hands_catches_up(make_place, live):
    place = make_place(opening_hours="24/7")
    Place.objects.update(status=Status.PUBLISHED)
    services.reproject(PLACES, [place.uuid])
    assert live(place)["open_now"] is None
    assert refresh_open_spans() == Refreshed(1, 0)
    assert live(place)["open_now"] is True


def test_open_now_when_the_known_time_has_run_out_is_not_known(public, live):
    place = public(opening_hours="24/7")
    Place.objects.update(updated_at=timezone.now())
    OpenHours.objects.update(
        known=(timezone.now() - timedelta(days=40), timezone.now() - timedelta(days=10))
    )
    assert live(place)["open_now"] is None
