"""Who changed what and when."""

import pytest
from django.contrib.gis.geos import Point, Polygon
from django.db import connection
from django.urls import reverse

from geo.places.models import Place
from tests.admin.test_writes import change_url
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import services
from tourism_backend.publishing.admin import history

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def told(place, **page):
    return history.entries(Place, place.pk, **page)


def test_a_direct_write_leaves_a_row(place):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_place SET name_vi = 'Khác' WHERE id = %s", [place.pk])
    newest, oldest = told(place)
    assert (newest.who, newest.kind) == ("direct database write", "changed")
    assert [(c.old, c.new) for c in newest.changes] == [("Động Tam Thanh", "Khác")]
    assert oldest.kind == "created"


def test_a_person_is_named(place, curator, cast, form_of):
    cast["curator"].first_name, cast["curator"].last_name = "Nông", "Thị Én"
    cast["curator"].save()
    sent = form_of(curator, change_url(place)) | {"name_en": "Cave"}
    curator.post(change_url(place), sent)
    assert told(place)[0].who == "Nông Thị Én"


def test_a_command_is_named(place):
    place.name_en = "Cave"
    services.save(SystemActor("load_places"), place, ["name_en"])
    assert told(place)[0].who == "load_places"


def test_a_move_is_told_in_metres(place):
    place.point = Point(106.76, 21.85, srid=4326)
    place.save()
    (change,) = told(place)[0].changes
    assert change.old == "21.850000, 106.750000"
    assert change.new == "21.850000, 106.760000 (moved 1032 m)"


def test_pages_overlap_by_nothing(place):
    for n in range(5):
        Place.objects.filter(pk=place.pk).update(name_en=f"n{n}")
    first, second = told(place, limit=3), told(place, offset=3, limit=3)
    assert [e.changes[0].new for e in first] == ["n4", "n3", "n2"]
    assert [e.kind for e in second] == ["changed", "changed", "created"]


def test_few_queries(place, django_assert_max_num_queries):
    for n in range(30):
        Place.objects.filter(pk=place.pk).update(name_en=f"n{n}")
    with django_assert_max_num_queries(6):
        assert len(told(place)) == 31


def test_a_deleted_foreign_key_is_still_told(place, category):
    from geo.places.models import Category

    other = Category.objects.create(slug="x", name_vi="Chùa", icon="x", colour="#000000")
    Place.objects.filter(pk=place.pk).update(category=other)
    (change,) = told(place)[0].changes
    assert (change.old, change.new) == ("Hang động", "Chùa")


def test_the_page(place, curator):
    Place.objects.filter(pk=place.pk).update(name_en="<b>Cave</b>")
    answer = curator.get(reverse("admin:places_place_history", args=[place.pk]))
    assert "&lt;b&gt;Cave&lt;/b&gt;" in answer.content.decode()


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [
        ((106.75, 21.85), (106.75, 21.85), 0),
        ((106.75, 21.85), (106.75, 21.86), 1112),
        ((106.75, 21.85), (106.76, 21.85), 1032),
        ((179.99, 0), (-179.99, 0), 2224),
        ((0, 90), (180, 90), 0),
    ],
)
def test_distance(a, b, metres):
    assert history.distance_m(a, b) == pytest.approx(metres, abs=1)


def test_other_shapes_are_told_by_their_middle():
    a, b = Polygon.from_bbox((0, 0, 1, 1)), Polygon.from_bbox((0, 0, 1, 1.002))
    assert history.place_text(a) == "Polygon of 5 points"
    assert "111" in history.moved(a, b)


def test_the_public_role_cannot_read_history(place):
    from django.conf import settings

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'places_placeevent', 'SELECT'),"
            " has_table_privilege(%s, 'pghistory_context', 'SELECT')",
            [settings.PUBLIC_ROLE, settings.PUBLIC_ROLE],
        )
        assert cursor.fetchone() == (False, False)
