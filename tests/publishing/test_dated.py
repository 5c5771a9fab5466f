"""Dated collections: by moment, by interval, soonest first; and what a card shows."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import Point

from tests.publishing.conftest import ROBOT
from tests.publishing.scratch.collection import SHOWINGS
from tests.publishing.scratch.models import Showing
from tourism_backend.publishing import services
from tourism_backend.publishing.query import SOON

pytestmark = pytest.mark.django_db
BASE = "/api/v1/showings"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FEBRUARY = "2099-02-01T00:00:00+07:00/2099-03-01T00:00:00+07:00"


@pytest.fixture
def showings(db):
    """One over long ago, four to come, the last without an end."""
    days = {"cu": (2001, 1, 1), "b": (2099, 2, 7), "c": (2099, 3, 1), "a": (2099, 1, 31)}
    made = [
        Showing.objects.create(
            slug=slug,
            name_vi=f"Buổi {slug}",
            text_vi="Sân khấu nhỏ",
            point=Point(106.76, 21.85, srid=4326),
            starts_at=datetime(*day, 9, tzinfo=ZONE),
            ends_at=datetime(*day, 17, tzinfo=ZONE),
        )
        for slug, day in days.items()
    ]
    made.append(
        Showing.objects.create(
            slug="mai",
            name_vi="Mãi",
            point=Point(106.76, 21.85, srid=4326),
            starts_at=datetime(2099, 2, 20, tzinfo=ZONE),
        )
    )
    services.publish(ROBOT, SHOWINGS, [one.uuid for one in made])


def slugs(client, **given):
    answer = client.get(BASE, given)
    assert answer.status_code == 200, answer.content
    return [item["slug"] for item in answer.json()["items"]]


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ("2099-02-07T10:00:00+07:00", {"b"}),
        ("2099-02-07T17:00:00+07:00", set()),  # the end is not in it
        (FEBRUARY, {"b", "mai"}),
        ("2099-02-07T17:00:00+07:00/2099-02-08T00:00:00+07:00", set()),
        ("../2099-02-01T00:00:00+07:00", {"cu", "a"}),
        ("2099-03-01T00:00:00+07:00/..", {"c", "mai"}),
        ("2099-02-20/2099-02-21", {"mai"}),
    ],
)
def test_list_when_asked_for_a_time_gives_what_holds_then(client, showings, at, found):
    assert set(slugs(client, at=at)) == found


def test_list_when_asked_for_no_time_leaves_out_what_is_over(client, showings):
    assert set(slugs(client)) == {"a", "b", "c", "mai"}


def test_list_soonest_first_pages_through_each_row_once(client, showings):
    assert slugs(client, sort="soonest") == ["a", "b", "mai", "c"]
    seen, url = [], f"{BASE}?sort=soonest&limit=1&bbox=106,21,108,22"
    while url:
        page = client.get(url).json()
        seen += [item["slug"] for item in page["items"]]
        url = page["next"]
    assert seen == ["a", "b", "mai", "c"]


def test_tiles_when_asked_for_an_interval_hold_the_same(client, showings):
    from math import asinh, floor, pi, radians, tan

    import mapbox_vector_tile

    x = floor((106.76 + 180) / 360 * 2**12)
    y = floor((1 - asinh(tan(radians(21.85))) / pi) / 2 * 2**12)
    answer = client.get(f"/tiles/showings/12/{x}/{y}.mvt", {"at": FEBRUARY})
    features = mapbox_vector_tile.decode(answer.content)["showings"]["features"]
    told = {feature["properties"]["slug"]: feature["properties"] for feature in features}
    assert set(told) == {"b", "mai"}
    assert told["b"]["starts_at"] == datetime(2099, 2, 7, 9, tzinfo=ZONE).timestamp()
    assert told["b"]["ends_at"] == datetime(2099, 2, 7, 17, tzinfo=ZONE).timestamp()
    assert "ends_at" not in told["mai"]
    (layer,) = client.get("/tiles/showings.json").json()["vector_layers"]
    assert layer["fields"].keys() >= told["b"].keys()


@pytest.mark.parametrize(
    "at",
    ["yesterday", "../..", "2099-02-02/2099-02-01", "2099-02-01/2099-02-01", "a/b", "2099-02-01/"],
)
def test_list_when_the_time_is_none_says_so(client, showings, at):
    answer = client.get(BASE, {"at": at})
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == ["at"]


def test_undated_collections_know_no_soonest(client):
    answer = client.get("/api/v1/viewpoints", {"sort": "soonest"})
    assert [error["field"] for error in answer.json()["errors"]] == ["sort"]


def test_card_says_what_and_when(client, showings):
    (item,) = client.get(BASE, {"at": "2099-02-07T10:00:00+07:00", "card": "true"}).json()["items"]
    alone = client.get(f"{BASE}/b", {"card": "true", "lang": "en"}).json()
    for card in (item["card"], alone["card"]):
        assert card["hint"] == "Sân khấu nhỏ"
        assert datetime.fromisoformat(card["starts_at"]) == datetime(2099, 2, 7, 9, tzinfo=ZONE)
        assert datetime.fromisoformat(card["ends_at"]) == datetime(2099, 2, 7, 17, tzinfo=ZONE)
    endless = client.get(f"{BASE}/mai", {"card": "true"}).json()["card"]
    assert (endless["hint"], endless["ends_at"]) == (None, None)
    assert "card" not in client.get(f"{BASE}/b").json()


@pytest.mark.parametrize(
    ("today", "first", "monday"),
    [
        ((2026, 11, 24), (2026, 11, 28), (2026, 11, 30)),  # Tuesday
        ((2026, 11, 28), (2026, 11, 28), (2026, 11, 30)),  # Saturday
        ((2026, 11, 29), (2026, 11, 29), (2026, 11, 30)),  # Sunday
        ((2026, 11, 30), (2026, 12, 5), (2026, 12, 7)),  # Monday
    ],
)
def test_weekend_is_what_is_left_of_it_or_the_next(today, first, monday):
    assert SOON["weekend"](date(*today)) == (date(*first), date(*monday))
