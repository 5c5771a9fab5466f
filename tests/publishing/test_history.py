"""Versions of a record: every write makes one, direct SQL too; any of them comes back."""

import pytest
from django.db import connection

from content.specialities.collection import SPECIALITIES
from content.specialities.models import Speciality
from content.tours.collection import TOURS
from content.tours.models import TourStop
from tests.content.specialities.conftest import commune, orchard, speciality  # noqa: F401
from tests.content.tours.conftest import cave, make_tour, place, places, publish  # noqa: F401
from tests.publishing.conftest import ROBOT
from tests.publishing.test_moves import person
from tourism_backend.publishing import history, reviews, services, snapshots
from tourism_backend.publishing.models import RowChange

pytestmark = pytest.mark.django_db(transaction=True)


def direct(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_versions_of_a_tour_tell_who_and_why_and_any_comes_back_with_its_stops(places, client):  # noqa: F811
    tour = make_tour(stops=places, name_en="Two days")
    curator = person("c", "curator")
    publish(tour)
    tour.name_en = "Renamed"
    services.save(curator, tour, ["name_en"], why="The guide says so")
    taken = snapshots.take(TOURS, tour)
    direct("DELETE FROM tours_tourstop WHERE tour_id = %s AND day = 2", tour.pk)
    direct("UPDATE tours_tour SET difficulty = 'hard' WHERE id = %s", tour.pk)

    told = history.versions(TOURS, tour)
    assert [(one.actor, one.why) for one in told[:4]] == [
        ("", ""), ("", ""), ("c", "The guide says so"), ("test", ""),
    ]  # fmt: skip
    assert told[-1].kind == "insert"
    renamed = told[2].at
    assert history.at(TOURS, tour, renamed) == taken
    assert [one.name for one in history.difference(TOURS, tour, renamed)] == ["difficulty", "stops"]
    assert history.versions(TOURS, tour, before=renamed, limit=1) == [told[3]]

    tour.refresh_from_db()
    assert set(history.restore(curator, TOURS, tour, renamed, "Undone")) == {"difficulty", "stops"}
    tour.refresh_from_db()
    assert snapshots.content(snapshots.take(TOURS, tour)) == snapshots.content(taken)
    assert (tour.status, tour.pending, tour.stops.count()) == ("published", True, 3)
    assert list(reviews.notes(tour))[-1].text == "Undone"
    assert client.get(f"/api/v1/tours/{tour.slug}").json()["name"]
    assert TourStop.objects.filter(tour=tour, day=2).count() == 1


def test_links_when_written_directly_have_a_history_and_come_back(orchard, speciality):  # noqa: F811
    one, two = orchard("mot"), orchard("hai", 106.66)
    record = speciality(places=[one])
    before = history.versions(SPECIALITIES, record)[0].at
    table = Speciality.places.through._meta.db_table
    direct(f"UPDATE {table} SET place_id = %s WHERE speciality_id = %s", two.pk, record.pk)
    newest = history.versions(SPECIALITIES, record)[0]
    assert (newest.actor, newest.at > before) == ("", True)
    (told,) = history.difference(SPECIALITIES, record, before, newest.at)
    assert (told.name, told.before, told.after) == ("places", [one.pk], [two.pk])
    record.refresh_from_db()
    assert history.restore(ROBOT, SPECIALITIES, record, before) == ["places"]
    assert list(record.places.all()) == [one]
    assert set(RowChange.objects.values_list("kind", flat=True)) == {"insert", "update", "delete"}
