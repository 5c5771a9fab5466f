"""What the database itself keeps true of places and categories."""

import pytest
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from geo.places.models import Category, Disruption, Place
from tests.geo.places.conftest import make_category

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "bad",
    [
        {"rank": 1.5}, {"rank": -0.1}, {"accuracy_m": 0}, {"best_months": [0]},
        {"best_months": [13]}, {"features": ["sauna"]}, {"wheelchair": "maybe"},
        {"point": Point(21.85, 106.76, srid=4326)}, {"status": "hidden"},
    ],
)  # fmt: skip
def test_place_when_a_fact_is_out_of_range_is_refused_by_the_database(make_place, bad):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_place(**bad)
    assert not Place.objects.exists()


def test_place_when_two_have_one_id_at_a_provider_is_refused(make_place):
    make_place(provider="p", external_id="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_place(provider="p", external_id="1")
    make_place(provider="q", external_id="1")
    make_place(provider="q", external_id="")
    make_place(provider="q", external_id="")


def test_place_when_made_lies_in_the_commune_of_its_point(west, east, make_place):
    place = make_place(point=Point(106.65, 21.85, srid=4326))
    place.refresh_from_db()
    assert place.commune == west


def test_place_when_moved_by_a_bulk_update_changes_commune(west, east, make_place):
    place = make_place(point=Point(106.65, 21.85, srid=4326))
    Place.objects.filter(pk=place.pk).update(point=Point(106.75, 21.85, srid=4326))
    place.refresh_from_db()
    assert place.commune == east


def test_place_when_given_another_commune_keeps_that_of_its_point(west, east, make_place):
    place = make_place(point=Point(106.65, 21.85, srid=4326), commune=east)
    place.refresh_from_db()
    assert place.commune == west


def test_place_when_just_over_the_edge_belongs_to_the_nearest_commune(west, east, make_place):
    near, far = Point(106.65, 21.902, srid=4326), Point(106.65, 21.91, srid=4326)
    places = make_place(point=near), make_place(point=far)
    for place in places:
        place.refresh_from_db()
    assert [place.commune for place in places] == [west, None]


def test_place_when_cleaned_tidies_texts_and_hours(make_place):
    place = make_place(
        name_vi="  Đo\u0302\u0323ng  Tam\tThanh ", opening_hours="Mo-Fr   08:00-17:00",
        features=["wifi", "parking", "wifi"], other_names=[" a ", "", "a"],
    )  # fmt: skip
    place.full_clean()
    assert place.name_vi == "Động Tam Thanh"
    assert place.opening_hours == "Mo-Fr 08:00-17:00"
    assert place.features == ["parking", "wifi"]
    assert place.other_names == ["a"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("opening_hours", "7h30 - 11h30"), ("osm_id", "node/x"), ("wikidata", "123"),
        ("website", "javascript:alert(1)"), ("phone", "call me"), ("name_vi", ""),
    ],
)  # fmt: skip
def test_place_when_a_text_is_wrong_names_the_field(make_place, field, value):
    place = make_place()
    setattr(place, field, value)
    with pytest.raises(ValidationError) as caught:
        place.full_clean()
    assert field in caught.value.message_dict


def test_category_when_made_has_the_path_of_its_parent(cave):
    cave.refresh_from_db()
    assert cave.path == ["nature", "cave"]


def test_category_when_its_parent_moves_or_is_renamed_follows(nature, cave):
    deep = make_category("dry-cave", "Hang khô", parent=cave)
    other = make_category("heritage", "Di tích")
    Category.objects.filter(pk=cave.pk).update(parent=other, slug="grotto")
    deep.refresh_from_db()
    assert deep.path == ["heritage", "grotto", "dry-cave"]


def test_category_when_put_below_itself_is_refused(nature, cave):
    nature.parent = cave
    cave.refresh_from_db()
    with pytest.raises(ValidationError):
        nature.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        nature.save()


def test_disruption_when_it_ends_before_it_starts_is_refused(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        Disruption.objects.create(
            slug="x", name_vi="X", kind="works",
            starts_at="2026-11-24T08:00Z", ends_at="2026-11-24T08:00Z",
        )  # fmt: skip


def test_history_when_a_translation_changes_keeps_both(make_place):
    place = make_place(name_en="Cave")
    Place.objects.filter(pk=place.pk).update(name_en="Grotto")
    place.delete()
    events = place_events(place)
    assert [(event.pgh_label, event.name_en) for event in events] == [
        ("insert", "Cave"), ("update", "Grotto"), ("delete", "Grotto"),
    ]  # fmt: skip


def place_events(place):
    from django.apps import apps

    events = apps.get_model("places", "PlaceEvent")
    return events.objects.filter(slug=place.slug).order_by("pgh_id")
