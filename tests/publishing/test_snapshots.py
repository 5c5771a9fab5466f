"""A record as one value: what is approved is kept when edits begin, compared, and put back."""

from datetime import time

import pytest
from django.contrib.gis.geos import Point

from content.events.collection import EVENTS
from content.specialities.collection import SPECIALITIES
from content.tours.collection import TOURS
from content.tours.models import TourDay, TourStop
from geo.places.collection import PLACES
from tests.content.events.conftest import make_event  # noqa: F401  fixtures
from tests.content.specialities.conftest import commune, orchard, speciality  # noqa: F401
from tests.content.tours.conftest import cave, place, places, published, tour  # noqa: F401
from tests.publishing.conftest import ROBOT
from tourism_backend.publishing import reviews, services, snapshots
from tourism_backend.publishing.models import Approved

pytestmark = pytest.mark.django_db


def edit(tour):  # noqa: F811
    """A curator's afternoon: the name, the order of the stops, one less, a day told."""
    tour.name_en = "Three caves"
    services.save(ROBOT, tour, ["name_en"])
    first, second, third = tour.stops.order_by("day", "order")
    first.delete()
    TourStop.objects.filter(pk=second.pk).update(order=9, note_vi="Nghỉ trưa")
    TourStop.objects.filter(pk=third.pk).update(day=1)
    TourDay.objects.create(tour=tour, number=2, title_vi="Về nhà")


def test_edits_when_pending_leave_links_and_parts_in_public_and_are_told(client, published):  # noqa: F811
    before = client.get(f"/api/v1/tours/{published.slug}").content
    edit(published)
    services.reproject(TOURS)
    assert client.get(f"/api/v1/tours/{published.slug}").content == before
    told = {one.name: one for one in reviews.pending_changes(TOURS, published)}
    assert set(told) == {"name_en", "stops", "told_days"}
    assert (told["name_en"].before, told["name_en"].after) == ("Two days", "Three caves")
    assert [row["day"] for row in told["stops"].before] == [1, 1, 2]
    assert [(row["day"], row["note_vi"]) for row in told["stops"].after][-1] == (1, "Nghỉ trưa")


def test_discard_when_edited_brings_back_what_was_approved_to_the_last_row(published):  # noqa: F811
    approved = snapshots.take(TOURS, published)
    edit(published)
    reviews.discard(ROBOT, TOURS, published.uuid)
    published.refresh_from_db()
    assert snapshots.take(TOURS, published) == approved
    assert (published.status, published.pending) == ("published", False)
    assert not Approved.objects.exists()
    assert services.reproject(TOURS, [published.uuid]).written == 0


def test_the_approved_state_when_edited_twice_is_the_first(published):  # noqa: F811
    approved = snapshots.take(TOURS, published)
    for name in ("One", "Two"):
        published.name_en = name
        services.save(ROBOT, published, ["name_en"])
    assert reviews.approved_snapshot(published) == approved
    services.publish(ROBOT, TOURS, [published.uuid])
    assert reviews.approved_snapshot(published) is None


def test_links_when_changed_are_told_and_discarded(orchard, speciality):  # noqa: F811
    one, two = orchard("mot"), orchard("hai", 106.66)
    record = speciality(places=[one])
    record.refresh_from_db()
    services.save(ROBOT, record, ["places"])
    record.places.set([two])
    (told,) = reviews.pending_changes(SPECIALITIES, record)
    assert (told.kind, told.before, told.after) == ("link", [one.pk], [two.pk])
    reviews.discard(ROBOT, SPECIALITIES, record.uuid)
    assert list(record.places.all()) == [one]


def test_a_moved_point_is_told_as_geojson_and_comes_back_to_the_bit(place):  # noqa: F811
    record = place("hang", at=(106.1234567890123, 21.9876543210987))
    record.refresh_from_db()
    record.point = Point(106.7, 21.8, srid=4326)
    services.save(ROBOT, record, ["point"])
    (told,) = reviews.pending_changes(PLACES, record)
    assert told.after_geometry == {"type": "Point", "coordinates": [106.7, 21.8]}
    reviews.discard(ROBOT, PLACES, record.uuid)
    record.refresh_from_db()
    assert record.point.coords == (106.1234567890123, 21.9876543210987)


def test_what_the_system_keeps_is_no_part_of_a_version(place):  # noqa: F811
    fields = snapshots.take(PLACES, place("hang"))["fields"]
    assert not {"commune_id", "status", "pending", "updated_at", "name"} & set(fields)
    assert {"name_vi", "name_en", "point", "category_id", "own_fields"} <= set(fields)


def test_every_column_when_taken_and_set_is_the_same(make_event):  # noqa: F811
    festival = make_event()
    festival.start_time, festival.end_time = time(8, 30), time(17, 0, 1, 250)
    festival.save()
    festival.refresh_from_db()
    taken = snapshots.take(EVENTS, festival)
    blank = type(festival)(pk=festival.pk, uuid=festival.uuid)
    snapshots.apply(EVENTS, blank, taken["fields"])
    for field in snapshots.columns_of(EVENTS):
        assert getattr(blank, field.attname) == getattr(festival, field.attname), field.name
