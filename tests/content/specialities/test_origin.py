"""Where a speciality is from: only what is public of its places and areas."""

import pytest
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from content.specialities.models import Speciality
from geo.places.collection import PLACES
from geo.places.services import publish_places, save_place
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing import services
from tourism_backend.publishing.tasks import republish_dependents

pytestmark = pytest.mark.django_db
BASE = "/api/v1/specialities"


def shown(client, slug="na", **given):
    answer = client.get(f"{BASE}/{slug}", {"format": "geojson"} | given)
    assert answer.status_code == 200, answer.content
    feature = answer.json()
    return feature["properties"], feature["geometry"]


def slugs(client, **given):
    return {item["slug"] for item in client.get(BASE, given).json()["items"]}


def test_geometry_is_its_places_points(client, orchard, speciality):
    speciality(places=[orchard("mot", 106.65)])
    assert shown(client)[1] == {"type": "Point", "coordinates": [106.65, 21.85]}
    speciality("hai", places=[orchard("a", 106.61), orchard("b", 106.62)])
    assert shown(client, "hai")[1]["type"] == "MultiPoint"
    assert not shown(client)[0]["approximate"]


def test_geometry_when_no_place_is_known_is_its_areas(client, commune, speciality):
    speciality(areas=[commune])
    properties, geometry = shown(client)
    assert geometry == {"type": "Point", "coordinates": [106.65, 21.85]}
    assert properties["approximate"]
    assert properties["homes"] == [{"slug": "xa-tay", "name": "Xã Tây", "level": "commune"}]


def test_geometry_when_nothing_is_known_is_none(client, speciality):
    speciality()
    assert shown(client)[1] is None


def test_origin_when_the_place_is_vague_is_approximate(client, orchard, speciality):
    speciality(places=[orchard(accuracy_m=3000)])
    assert shown(client)[0]["approximate"]


def test_origin_when_the_place_has_pending_edits_shows_what_was_approved(
    client, orchard, speciality, curator
):
    place = orchard()
    place.point, place.name_vi = Point(106.69, 21.89, srid=4326), "Chưa duyệt"
    save_place(curator, place, ["point", "name_vi"])
    speciality(places=[place])
    properties, geometry = shown(client)
    assert geometry["coordinates"] == [106.65, 21.85]
    assert [origin["name"] for origin in properties["origins"]] == ["Vườn vuon"]
    publish_places(ROBOT, [place.uuid])
    assert republish_dependents("specialities", "places", [place.pk]) == 1
    properties, geometry = shown(client)
    assert geometry["coordinates"] == [106.69, 21.89]
    assert [origin["name"] for origin in properties["origins"]] == ["Chưa duyệt"]


def test_origin_when_the_place_is_a_draft_or_withdrawn_is_not_told(client, orchard, speciality):
    place = orchard()
    speciality(places=[place])
    services.withdraw(ROBOT, PLACES, [place.uuid])
    republish_dependents("specialities", "places", [place.pk])
    properties, geometry = shown(client)
    assert (properties["places"], properties["origins"], geometry) == ([], [], None)
    assert slugs(client, place="vuon") == set()


def test_lists_when_asked_by_kind_month_stars_place_or_area(client, orchard, commune, speciality):
    speciality(places=[orchard()], season_months=[8, 9], ocop_stars=4)
    speciality("ruou", name_vi="Rượu", kind="drink", areas=[commune])
    assert slugs(client, kind="drink") == {"ruou"}
    assert slugs(client, month="9") == {"na"}
    assert slugs(client, ocop="4,5") == {"na"}
    assert slugs(client, place="vuon") == {"na"}
    assert slugs(client, area="xa-tay") == slugs(client, area="00001") == {"na", "ruou"}


def test_kind_is_told_in_each_language(client, speciality):
    speciality()
    told = {lang: shown(client, lang=lang)[0]["kind_name"] for lang in ("vi", "en", "zh-hans")}
    assert told == {"vi": "Trái cây", "en": "Fruit", "zh-hans": "水果"}


def test_search_finds_it_by_kind_and_by_name_without_accents(client, speciality):
    speciality(name_vi="Quýt vàng")
    for words in ("quyt vang", "trai cay", "fruit", "水果"):
        hits = client.get("/api/v1/search", {"q": words}).json()["items"]
        assert [hit["slug"] for hit in hits] == ["na"], words


@pytest.mark.parametrize(
    "bad", [{"ocop_stars": 6}, {"ocop_stars": 0}, {"season_months": [13]}, {"kind": "car"}]
)
def test_database_refuses_what_cannot_be(bad):
    values = {"slug": "x", "name_vi": "X", "kind": "fruit"} | bad
    with pytest.raises(IntegrityError), transaction.atomic():
        Speciality.objects.create(**values)
    with pytest.raises(ValidationError):
        Speciality(**values).full_clean()
