"""Who changed what and when."""

from datetime import timedelta

import psycopg
import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.db import connection
from django.urls import reverse

from geo.places.collection import PLACES
from geo.places.models import Category, Disruption, Place
from tests.admin.test_review import page_of
from tests.admin.test_writes import change_url
from tests.publishing.conftest import ROBOT
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import services
from tourism_backend.publishing.admin import words
from tourism_backend.publishing.admin.pages import Tracked, entries
from tourism_backend.publishing.linkhistory import event_model
from tourism_backend.publishing.registry import registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def later(*models):
    """What follows is a version of its own: it has the transaction's time, and a test is one."""
    tables = [event_model(model)._meta.db_table for model in models or [Place]]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"UPDATE {table} SET pgh_created_at = pgh_created_at - interval '1 h'")
        cursor.execute("UPDATE publishing_rowchange SET at = at - interval '1 hour'")


def told(place, **page):
    return entries(PLACES, place, **page)


def changes(entry):
    return [(row.before, row.after) for row in entry.rows]


def test_a_direct_write_leaves_a_row(place):
    later()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_place SET name_vi = 'Khác' WHERE id = %s", [place.pk])
    newest, oldest = told(place)
    assert (newest.who, newest.kind) == ("direct database write", "changed")
    assert changes(newest) == [("Động Tam Thanh", "Khác")]
    assert oldest.kind == "created"


def test_a_person_is_named(place, curator, cast, form_of):
    cast["curator"].first_name, cast["curator"].last_name = "Nông", "Thị Én"
    cast["curator"].save()
    sent = form_of(curator, change_url(place)) | {"name_en": "Cave"}
    later()
    curator.post(change_url(place), sent)
    assert told(place)[0].who == "Nông Thị Én"


def test_a_command_is_named(place):
    later()
    place.name_en = "Cave"
    services.save(SystemActor("load_places"), place, ["name_en"])
    assert told(place)[0].who == "load_places"


def test_a_move_is_told_in_metres(place):
    later()
    place.point = Point(106.76, 21.85, srid=4326)
    place.save()
    (row,) = told(place)[0].rows
    assert (row.before, row.after) == (
        "21.850000, 106.750000", "21.850000, 106.760000 (moved 1032 m)",
    )  # fmt: skip
    assert ("106.75" in row.before_shape, "106.76" in row.after_shape) == (True, True)


def test_pages_overlap_by_nothing(place):
    for n in range(5):
        later()
        Place.objects.filter(pk=place.pk).update(name_en=f"n{n}")
    first, second = told(place, limit=3), told(place, offset=3, limit=3)
    assert [e.rows[0].after for e in first] == ["n4", "n3", "n2"]
    assert [e.kind for e in second] == ["changed", "changed", "created"]


def test_few_queries(place, django_assert_max_num_queries):
    for n in range(30):
        later()
        Place.objects.filter(pk=place.pk).update(name_en=f"n{n}")
    with django_assert_max_num_queries(13):
        assert len(told(place)) == 31


def test_a_deleted_foreign_key_is_still_told(place, category):
    other = Category.objects.create(slug="x", name_vi="Chùa", icon="x", colour="#000000")
    later()
    Place.objects.filter(pk=place.pk).update(category=other)
    assert changes(told(place)[0]) == [("Hang động", "Chùa")]


def test_the_page(place, curator):
    Place.objects.filter(pk=place.pk).update(name_en="<b>Cave</b>")
    answer = curator.get(reverse("admin:places_place_history", args=[place.pk]))
    assert "&lt;b&gt;Cave&lt;/b&gt;" in answer.content.decode()


def test_links_when_only_they_change_are_a_version_with_who_and_why(
    disruption, make_place, curator, form_of
):
    there, gone = make_place("Chùa Tiên"), make_place("Chợ Kỳ Lừa")
    disruption.places.set([gone])
    later(Disruption)
    sent = form_of(curator, change_url(disruption))
    curator.post(change_url(disruption), sent | {"places": [there.pk], "reason": "the other one"})
    newest, *_older = entries(registry.get("disruptions"), disruption)
    assert (newest.who, newest.version.why) == ("curator", "the other one")
    assert ("Places", "Chợ Kỳ Lừa", "Chùa Tiên") in [
        (row.label, row.before, row.after) for row in newest.rows
    ]
    page = curator.get(page_of(disruption, "history")).content.decode()
    assert "Chợ Kỳ Lừa" in page
    assert "Chùa Tiên" in page


def test_any_version_when_restored_from_the_page_brings_its_links_back(
    disruption, make_place, curator
):
    there, gone = make_place("Chùa Tiên"), make_place("Chợ Kỳ Lừa")
    later(Disruption)
    disruption.places.set([gone])
    later(Disruption)
    disruption.places.set([there])
    page = curator.get(page_of(disruption, "history"))
    _now, then, _created = page.context["entries"]
    assert [row.after for row in then.rows] == ["Chợ Kỳ Lừa"]
    sent = {"version": then.version.at.isoformat(), "why": "it was right"}
    assert f'value="{sent["version"]}"' in page.content.decode()
    later(Disruption)
    sent["seen"] = page.context["seen"]
    sent["version"] = (then.version.at - timedelta(hours=1)).isoformat()
    curator.post(page_of(disruption, "restore"), sent)
    assert list(disruption.places.all()) == [gone]
    newest = entries(registry.get("disruptions"), disruption)[0]
    assert ("Chùa Tiên", "Chợ Kỳ Lừa") in changes(newest)


def test_a_publication_is_told_as_the_change_of_state_it_is(place):
    later()
    services.publish(ROBOT, PLACES, [place.uuid])
    assert ("Draft", "Published") in changes(told(place)[0])


def test_what_is_made_and_published_at_once_was_made(place):
    services.publish(ROBOT, PLACES, [place.uuid])
    assert [entry.kind for entry in told(place)] == ["created"]


def test_a_list_is_told_line_by_line_and_what_reads_the_same_not_at_all(disruption):
    later(Disruption)
    moment = disruption.starts_at + timedelta(milliseconds=5)
    Disruption.objects.update(sources=["a book", "https://example.org"], starts_at=moment)
    newest = entries(registry.get("disruptions"), disruption)[0]
    assert changes(newest) == [("–", "a book\nhttps://example.org")]


def test_a_model_that_is_no_collection_has_its_columns_told(category):
    later(Category)
    Category.objects.filter(pk=category.pk).update(colour="#000000")
    newest, oldest = entries(Tracked(Category), category)
    assert changes(newest) == [("#336699", "#000000")]
    assert oldest.first
    assert "Hang động" in [row.after for row in oldest.rows]


@pytest.mark.django_db(transaction=True)
def test_two_writes_of_overlapping_transactions_are_told_as_they_ended(place):
    """The transaction that begins first may write last: what it wrote is what stands."""
    with psycopg.connect(**connection.get_connection_params()) as other, other.cursor() as cursor:
        cursor.execute("SELECT now()")
        Place.objects.filter(pk=place.pk).update(name_en="first")
        cursor.execute("UPDATE places_place SET name_en = 'last' WHERE id = %s", [place.pk])
    place.refresh_from_db()
    later, earlier, _created = told(place)
    assert (place.name_en, changes(later), changes(earlier)) == ("last", [], [("–", "last")])


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
    assert words.distance_m(a, b) == pytest.approx(metres, abs=1)


def test_other_shapes_are_told_by_their_middle():
    a, b = Polygon.from_bbox((0, 0, 1, 1)), Polygon.from_bbox((0, 0, 1, 1.002))
    assert words.place_text(a) == "Outline of 4 points"
    assert words.place_text(MultiPolygon(a, b)) == "Outline of 8 points"
    assert words.place_text(LineString((0, 0), (1, 1), (1, 2))) == "Line of 3 points"
    assert "111" in words.moved(a, b)


def test_the_public_role_cannot_read_history(place):
    from django.conf import settings

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'places_placeevent', 'SELECT'),"
            " has_table_privilege(%s, 'pghistory_context', 'SELECT')",
            [settings.PUBLIC_ROLE, settings.PUBLIC_ROLE],
        )
        assert cursor.fetchone() == (False, False)
