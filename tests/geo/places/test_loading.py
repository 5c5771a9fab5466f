"""Loading records: created, changed, same, refused; curators' work is kept."""

import copy

import pytest

from geo.places.collection import PLACES
from geo.places.loading import first_sentence, load_records
from geo.places.models import Category, Place
from geo.places.services import publish_places, save_place
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing import services
from tourism_backend.publishing.models import Status
from tourism_backend.publishing.records import LoadRefused

pytestmark = pytest.mark.django_db

CATEGORIES = [
    {"slug": "cave", "parent": "nature", "name_vi": "Hang động", "name_zh": "洞穴", "icon": "cave",
     "colour": "#336699", "rank": 0.6},
    {"slug": "nature", "parent": None, "name_vi": "Thiên nhiên", "icon": "nature",
     "colour": "#336699", "rank": 0.5},
]  # fmt: skip
PLACE = {
    "slug": "hang-gio", "name_vi": "Hang Gió", "name_en": "Wind Cave", "name_zh": "风洞",
    "category": "cave", "lon": 106.6, "lat": 21.7, "position_accuracy_m": 60,
    "position_method": "osm_feature", "desc_vi": "Hang mát. Có gió quanh năm.",
    "opening_hours": "08:00-17:00; PH off", "features": ["parking"], "best_months": [11, 12, 1],
    "sources": ["OpenStreetMap node 1 (ODbL 1.0)"], "licence": "ODbL-1.0", "osm_id": "node/1",
    "commune_pre2025": "Xã Mai Sao", "district_pre2025": "Huyện Chi Lăng",
}  # fmt: skip


def load(*places, categories=CATEGORIES, **options):
    return load_records(
        ROBOT, "p", categories=categories, places=[PLACE | place for place in places], **options
    )


def counts(report, file="places.json"):
    tally = report.tallies[file]
    return tally.created, tally.changed, tally.same, tally.refused


def version():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(version) FROM publishing_collection")
        return cursor.fetchone()[0]


def test_load_when_new_creates_and_publishes(client):
    report = load({})
    assert counts(report) == (1, 0, 0, 0)
    assert counts(report, "categories.json") == (2, 0, 0, 0)
    shown = client.get("/api/v1/places/hang-gio?lang=zh-hans").json()
    assert (shown["name"], shown["category_name"], shown["commune"]) == ("风洞", "洞穴", None)
    assert (shown["teaser"], shown["description"]) == ("Hang mát.", "Hang mát. Có gió quanh năm.")
    assert (shown["best_months"], shown["former_commune"]) == ([11, 12, 1], "Xã Mai Sao")
    assert shown["live"]["open_now"] is not None


def test_load_when_repeated_changes_nothing():
    load({})
    before, history = version(), list(Place.objects.values())
    assert counts(load({})) == (0, 0, 1, 0)
    assert (version(), list(Place.objects.values())) == (before, history)


def test_load_when_the_source_changed_changes_the_public_row(client):
    load({})
    assert counts(load({"name_vi": "Hang Gió Mới"})) == (0, 1, 0, 0)
    assert client.get("/api/v1/places/hang-gio").json()["name"] == "Hang Gió Mới"


def test_load_when_a_curator_owns_a_field_leaves_it(curator):
    load({})
    place = Place.objects.get()
    place.name_vi = "Tên của biên tập"
    save_place(curator, place, ["name_vi"])
    publish_places(ROBOT, [place.uuid])
    assert counts(load({"name_vi": "Tên của nguồn", "phone": "0205 381"})) == (0, 1, 0, 0)
    place.refresh_from_db()
    assert (place.name_vi, place.phone) == ("Tên của biên tập", "0205 381")


def test_load_when_a_curator_withdrew_the_place_leaves_it_withdrawn(client):
    load({})
    services.withdraw(ROBOT, PLACES, [Place.objects.get().uuid])
    assert counts(load({"phone": "0205 381"})) == (0, 1, 0, 0)
    place = Place.objects.get()
    assert (place.status, place.phone) == (Status.WITHDRAWN, "0205 381")
    assert client.get("/api/v1/places/hang-gio").status_code == 410


def test_load_when_edits_wait_for_approval_does_not_show_them(client, curator):
    load({})
    place = Place.objects.get()
    place.description_vi = "chưa duyệt"
    save_place(curator, place, ["description_vi"])
    load({"phone": "0205 381"})
    place.refresh_from_db()
    assert place.pending
    shown = client.get("/api/v1/places/hang-gio").json()
    assert (shown["description"], shown["phone"]) == ("Hang mát. Có gió quanh năm.", None)


@pytest.mark.parametrize(
    ("bad", "field", "reason"),
    [
        ({"lon": 21.7, "lat": 106.6}, "lat", "from -90 to 90"),
        ({"lon": 21.7, "lat": 22.0}, "lon, lat", "outside the destination"),
        ({"lon": None}, "lon", "missing"),
        ({"lat": "21.7"}, "lat", "must be a number"),
        ({"lat": float("nan")}, "lat", "must be a number"),
        ({"name_vi": ""}, "name_vi", "missing"),
        ({"name_vi": 7}, "name_vi", "must be text"),
        ({"name_vi": "x" * 161}, "name_vi", "160"),
        ({"category": "kave"}, "category", "no category 'kave'"),
        ({"position_accuracy_m": 0}, "position_accuracy_m", "from 1"),
        ({"position_accuracy_m": 1.5}, "position_accuracy_m", "whole"),
        ({"position_method": "guess"}, "position_method", "none of"),
        ({"opening_hours": "7h30"}, "opening_hours", "character 1"),
        ({"best_months": [13]}, "best_months", "1 to 12"),
        ({"features": ["sauna"]}, "features", "none of"),
        ({"licence": "free"}, "licence", "none of"),
        ({"osm_id": "1"}, "osm_id", "valid"),
        ({"retrieved_on": "24/11/2026"}, "retrieved_on", "YYYY-MM-DD"),
        ({"rank": 2}, "rank", "from 0 to 1"),
        ({"verified": "yes"}, "verified", "true or false"),
        ({"extra": []}, "extra", None),
        ({"nmae_vi": "x"}, "nmae_vi", "unknown member"),
        ({"slug": "Not A Slug"}, "slug", "valid"),
    ],
)
def test_load_when_a_record_is_bad_names_it_and_takes_nothing(bad, field, reason):
    good = {"slug": "tot"}
    if reason is None:
        load(good, bad | {"slug": "hang-gio"})  # an empty list is no facts at all
        return
    with pytest.raises(LoadRefused) as caught:
        load(good, bad)
    (refusal,) = caught.value.report.refusals
    assert (refusal.file, refusal.index, refusal.field) == ("places.json", 1, field)
    assert reason in refusal.reason
    assert not Place.objects.exists()
    assert not Category.objects.exists()


def test_load_when_skipping_takes_the_good_ones():
    report = load({"slug": "tot"}, {"lon": None}, {"slug": "hai", "rank": -1}, skip_bad=True)
    assert counts(report) == (1, 0, 0, 2)
    assert [place.slug for place in Place.objects.all()] == ["tot"]


def test_load_when_a_slug_comes_twice_refuses_the_second():
    with pytest.raises(LoadRefused) as caught:
        load({}, {})
    assert [r.reason for r in caught.value.report.refusals] == ["comes twice"]


def test_load_when_the_slug_is_a_curators_refuses(make_place):
    make_place(slug="hang-gio")
    with pytest.raises(LoadRefused, match="1 fault") as caught:
        load({}, categories=())
    assert "elsewhere" in caught.value.report.refusals[0].reason


def test_load_when_a_record_is_no_object_names_it():
    with pytest.raises(LoadRefused) as caught:
        load_records(ROBOT, "p", places=["nonsense"])
    assert str(caught.value.report.refusals[0]).startswith("places.json[0]")


def test_load_when_categories_go_round_refuses_them():
    loop = copy.deepcopy(CATEGORIES)
    loop[1]["parent"] = "cave"
    with pytest.raises(LoadRefused) as caught:
        load(categories=loop)
    assert {r.reason for r in caught.value.report.refusals} == {"is below itself"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Một. Hai.", "Một."), ("Một", "Một"), ("一。二。", "一。"), ("", ""),
        ("a" * 10 + " " + "b" * 200, "a" * 10 + "…"),
    ],
)  # fmt: skip
def test_first_sentence_ends_where_the_sentence_does(text, says):
    assert first_sentence(text) == says
