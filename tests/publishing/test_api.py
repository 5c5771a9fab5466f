"""What every collection's API answers."""

import pytest

from tests.publishing.scratch.collection import VIEWPOINTS
from tourism_backend.publishing.query import parse

pytestmark = pytest.mark.django_db
BASE = "/api/v1/viewpoints"


@pytest.fixture
def towers(make, publish):
    towers = [make(f"Tháp {n}", 106.7 + n / 100, 21.8 + n / 100, rank=n / 10) for n in range(9)]
    publish(*towers)
    return towers


def names(answer):
    return [item["name"] for item in answer.json()["items"]]


def test_list_gives_the_best_ranked_first(client, towers):
    answer = client.get(BASE)
    assert answer.status_code == 200, answer.content
    assert len(names(answer)) == 9
    assert names(answer)[0] == "Tháp 8"


def test_list_in_a_box_gives_what_lies_in_it(client, towers):
    answer = client.get(BASE, {"bbox": "106.695,21.795,106.725,21.825"})
    assert sorted(names(answer)) == ["Tháp 0", "Tháp 1", "Tháp 2"]


@pytest.mark.parametrize("given", [{}, {"bbox": "106,21,108,22"}, {"sort": "newest"}])
def test_pages_when_followed_give_each_row_once(client, towers, given):
    seen, url = [], f"{BASE}?limit=2&" + "&".join(f"{k}={v}" for k, v in given.items())
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, answer.content
        seen += names(answer)
        url = answer.json()["next"]
    assert sorted(seen) == sorted(f"Tháp {n}" for n in range(9))


def test_nearby_gives_distances_in_metres_nearest_first(client, towers):
    answer = client.get(f"{BASE}/nearby", {"lon": 106.7, "lat": 21.8, "radius": 4000})
    distances = [item["distance_m"] for item in answer.json()["items"]]
    assert distances == sorted(distances)
    assert distances[0] == 0
    assert 1500 < distances[1] < 1530
    assert len(distances) == 3


def test_nearby_pages_when_followed_give_each_row_once(client, towers):
    seen, url = [], f"{BASE}/nearby?lon=106.7&lat=21.8&radius=50000&limit=2"
    while url:
        answer = client.get(url)
        seen += names(answer)
        url = answer.json()["next"]
    assert seen == [f"Tháp {n}" for n in range(9)]


def test_detail_as_geojson_is_a_feature(client, towers):
    answer = client.get(f"{BASE}/v-3", headers={"accept": "application/geo+json"})
    feature = answer.json()
    assert feature["type"] == "Feature"
    assert feature["geometry"]["coordinates"] == [106.73, 21.83]
    assert feature["properties"]["text"] == ""


def test_list_when_held_answers_304(client, towers):
    etag = client.get(BASE)["ETag"]
    assert client.get(BASE, headers={"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "170,10,-170,20"}, "bbox"),
        ({"bbox": "nan,1,2,3"}, "bbox"),
        ({"bbox": "1,50,2,40"}, "bbox"),
        ({"bbox": "1,2,3,400"}, "bbox"),
        ({"limit": "100000"}, "limit"),
        ({"limit": "x"}, "limit"),
        ({"cursor": "broken"}, "cursor"),
        ({"colour": "red"}, "colour"),
        ({"fields": "secret"}, "fields"),
        ({"open_to_all": "maybe"}, "open_to_all"),
        ({"lang": "xx"}, "lang"),
        ({"q": "a\x00b"}, "q"),
        ({"kind": ",".join("a" * 21)}, "kind"),
        ({"kind": "a" + "," * 20}, "kind"),
    ],
)
def test_list_when_a_parameter_is_wrong_names_it(client, towers, given, field):
    answer = client.get(BASE, given)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_detail_when_renamed_redirects_to_the_new_slug(client, make, publish):
    view = make(slug="old-name")
    publish(view)
    view.refresh_from_db()
    view.slug = "new-name"
    view.save()
    publish(view)
    answer = client.get(f"{BASE}/old-name?lang=en")
    assert answer.status_code == 308
    assert answer["Location"] == f"{BASE}/new-name?lang=en"


def test_list_when_filtered_is_planned_for_its_values(make, publish):
    """A plan for any value reads a whole box for a rare kind: it is kept for no filter."""
    asked = {
        "": parse(VIEWPOINTS, {"bbox": "106,21,108,22"}, language="vi"),
        "kind": parse(VIEWPOINTS, {"bbox": "106,21,108,22", "kind": "tower"}, language="vi"),
        "words": parse(VIEWPOINTS, {"q": "tháp"}, language="vi"),
    }
    assert {name: query.unfiltered for name, query in asked.items()} == {
        "": True,
        "kind": False,
        "words": False,
    }
