"""What a tile shows."""

import pytest

from tests.geo.tiles.conftest import LAT, LON, address, features

pytestmark = pytest.mark.django_db


@pytest.fixture
def towers(make, publish):
    towers = [
        make(f"Tháp {n}", LON + n * 1e-5, LAT, rank=n / 10, name_en=f"Tower {n}")
        for n in range(9)
    ]
    publish(*towers)
    return towers


def test_tile_when_points_share_a_cell_shows_the_best_and_for_how_many_it_stands(get, towers):
    assert get(10) == [
        {"slug": "v-8", "name": "Tháp 8", "rank": pytest.approx(0.8), "kind": "tower", "count": 9}
    ]


def test_tile_when_close_shows_every_point(get, towers):
    found = get(15)
    assert {f["slug"] for f in found} == {f"v-{n}" for n in range(9)}
    assert {f["count"] for f in found} == {1}


def test_tile_names_points_in_the_asked_language(get, towers):
    assert get(10, lang="en")[0]["name"] == "Tower 8"


def test_tile_when_empty_is_204(client, towers):
    answer = client.get("/tiles/viewpoints/10/0/0.mvt")
    assert answer.status_code == 204
    assert answer.content == b""


def test_tile_draws_a_point_where_it_lies(client, make, publish):
    publish(make(lon=0.0, lat=0.0))
    (feature,) = features(client.get("/tiles/viewpoints/1/1/1.mvt"))
    assert feature["geometry"] == {"type": "Point", "coordinates": [0, 4096]}


def test_tile_holds_points_a_little_beyond_its_edge(client, make, publish):
    publish(make(lon=-0.5, lat=-0.5))  # 0.5° is 11 units at zoom 1
    assert len(features(client.get("/tiles/viewpoints/1/1/1.mvt"))) == 1
    assert len(features(client.get(address(1, -0.5, -0.5)))) == 1
