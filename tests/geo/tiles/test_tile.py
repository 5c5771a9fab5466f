"""What a tile shows, and that it shows what the lists give."""

import pytest

from tests.geo.tiles.conftest import LAT, LON, address, features
from tests.publishing.conftest import ROBOT
from tests.publishing.scratch.collection import VIEWPOINTS
from tests.publishing.scratch.models import Kind
from tourism_backend.publishing import services

pytestmark = pytest.mark.django_db


@pytest.fixture
def towers(make, publish):
    towers = [
        make(f"Tháp {n}", LON + n * 1e-5, LAT, rank=n / 10, name_en=f"Tower {n}") for n in range(9)
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


def test_tile_names_points_in_the_asked_language_or_the_source_language(get, towers):
    assert get(10, lang="en")[0]["name"] == "Tower 8"
    assert get(10, lang="zh-hans")[0]["name"] == "Tháp 8"
    assert get(10)[0]["name"] == "Tháp 8"


def test_tile_when_empty_is_204(client, towers):
    answer = client.get("/tiles/viewpoints/10/0/0.mvt")
    assert answer.status_code == 204
    assert answer.content == b""


def test_tile_draws_a_point_where_it_lies(client, make, publish):
    publish(make(lon=0.0, lat=0.0))
    (feature,) = features(client.get("/tiles/viewpoints/1/1/1.mvt"))
    assert feature["geometry"] == {"type": "Point", "coordinates": [0, 4096]}


@pytest.mark.parametrize(("degrees", "seen"), [(2.0, 1), (4.0, 0)])
def test_tile_reaches_64_units_over_its_edge(client, make, publish, degrees, seen):
    # At zoom 1 a tile is 180° and 4096 units wide: 64 units are 2.8°.
    publish(make(lon=-degrees, lat=-10.0))
    assert len(features(client.get("/tiles/viewpoints/1/1/1.mvt"))) == seen
    assert len(features(client.get("/tiles/viewpoints/1/0/1.mvt"))) == 1


def test_neighbouring_tiles_draw_a_point_of_the_edge_alike(client, make, publish):
    publish(make("edge", lon=-0.5, lat=-10, rank=0.9), make("cell", lon=-2, lat=-10, rank=0.1))
    for x in (0, 1):
        (feature,) = features(client.get(f"/tiles/viewpoints/1/{x}/1.mvt"))
        assert feature["properties"]["name"] == "edge"
        assert feature["properties"]["count"] == 2


def test_every_zoom_shows_all_points_by_their_counts(client, make, publish):
    places = [(LON + n % 7 / 40, LAT + n % 5 / 40) for n in range(35)]
    publish(*[make(f"n {n}", *place, rank=n / 40) for n, place in enumerate(places)])
    for z in range(17):
        tiles = {address(z, *place) for place in places}
        counts = {}
        for tile in tiles:
            for f in features(client.get(tile)):
                counts[f["properties"]["slug"]] = f["properties"]["count"]
        assert sum(counts.values()) == 35, z


@pytest.fixture
def mixed(make, publish):
    """Towers and peaks within a few metres, some open to all."""
    peak = Kind.objects.create(name="peak")
    records = [make(f"Tháp {n}", LON + n * 1e-5, LAT, open_to_all=n % 2 == 0) for n in range(6)]
    records += [make(f"Đỉnh {n}", LON, LAT, kind=peak, open_to_all=n < 2) for n in range(4)]
    publish(*records)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"kind": "tower"},
        {"kind": "tower,peak"},
        {"kind": "none"},
        {"open_to_all": "true"},
        {"open_to_all": "false"},
        {"kind": "peak", "open_to_all": "true"},
        {"q": "tháp 3"},
        {"q": "đỉnh"},
    ],
)
@pytest.mark.parametrize("z", [9, 14, 15, 16])
def test_tile_and_list_agree(client, mixed, given, z):
    # Inside the tile at every zoom asked, so that the box and the tile hold the same.
    box = f"{LON - 0.0005},{LAT - 0.0005},{LON + 0.0005},{LAT + 0.0005}"
    listed = client.get("/api/v1/viewpoints", {**given, "bbox": box, "limit": 100}).json()["items"]
    drawn = [f["properties"] for f in features(client.get(address(z), given))]
    assert sum(f["count"] for f in drawn) == len(listed)
    if given or z >= 15:
        assert {f["slug"] for f in drawn} == {item["slug"] for item in listed}
    else:
        assert drawn[0]["slug"] == listed[0]["slug"]


def test_tile_shows_no_draft_and_nothing_withdrawn(client, make, publish, get):
    shown, gone, _draft = make("shown"), make("gone", rank=1), make("draft", rank=1)
    publish(shown, gone)
    services.withdraw(ROBOT, VIEWPOINTS, [gone.uuid])
    for z in (5, 16):
        (feature,) = features(client.get(address(z, 106.9, 21.85)))
        assert (feature["properties"]["name"], feature["properties"]["count"]) == ("shown", 1)


def test_tile_carries_no_more_than_was_declared(get, towers):
    for z in (10, 15):
        assert set(get(z)[0]) == {"slug", "name", "rank", "kind", "count"}


@pytest.mark.parametrize("given", [{}, {"kind": "tower"}, {"q": "tháp"}])
@pytest.mark.parametrize("z", [10, 15])
def test_tile_costs_one_statement_however_many_points_there_are(
    client, towers, statements, z, given
):
    assert len(features(client.get(address(z), given))) > 0
    assert len(statements) == 1
