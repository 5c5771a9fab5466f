"""TileJSON and style: what they say is what the tiles are."""

import pytest
from django.conf import settings

from tests.geo.tiles.conftest import LAT, LON, address, features
from tourism_backend.publishing.registry import registry

pytestmark = pytest.mark.django_db

MAPPED = [collection for collection in registry if collection.geometry]


@pytest.fixture
def version(make, publish):
    return publish(make("Cột cờ", LON, LAT)).version


def test_tilejson_gives_the_address_of_the_current_version(client, version):
    told = client.get("/tiles/viewpoints.json?lang=en").json()
    assert told["tilejson"] == "3.0.0"
    (template,) = told["tiles"]
    assert template == (
        f"http://testserver/tiles/viewpoints/{{z}}/{{x}}/{{y}}.mvt?lang=en&v={version}"
    )
    place = address(told["maxzoom"]).removeprefix("/tiles/viewpoints/").removesuffix(".mvt")
    z, x, y = place.split("/")
    answer = client.get(template.format(z=z, x=x, y=y))
    assert "immutable" in answer["Cache-Control"]
    assert len(features(answer)) == 1


def test_tilejson_takes_filters_into_the_address(client, version):
    told = client.get("/tiles/viewpoints.json", {"kind": "tower,peak", "v": "1"}).json()
    assert told["tiles"][0].endswith(f"?kind=tower%2Cpeak&v={version}&lang=vi")


def test_tilejson_names_every_attribute_of_a_feature(client, version):
    (layer,) = client.get("/tiles/viewpoints.json").json()["vector_layers"]
    (feature,) = features(client.get(address(10)), layer["id"])
    assert set(layer["fields"]) == set(feature["properties"])
    kinds = {"String": str, "Number": (int, float), "Boolean": bool}
    for name, kind in layer["fields"].items():
        assert isinstance(feature["properties"][name], kinds[kind]), name


def test_tilejson_bounds_hold_every_row(client, make, publish, version):
    publish(make(lon=LON + 3, lat=LAT - 2))
    west, south, east, north = client.get("/tiles/viewpoints.json").json()["bounds"]
    assert west < LON < LON + 3 < east
    assert south < LAT - 2 < LAT < north
    assert (east - west, north - south) < (3.5, 2.5)


def test_tilejson_when_there_are_no_rows_has_the_bounds_of_the_destination(client):
    told = client.get("/tiles/viewpoints.json").json()
    assert tuple(told["bounds"]) == settings.DESTINATION["bbox"]
    assert "v=" not in told["tiles"][0]


def test_tilejson_when_held_is_304_until_something_is_published(client, version):
    etag = client.get("/tiles/viewpoints.json")["ETag"]
    held = client.get("/tiles/viewpoints.json", headers={"if-none-match": etag})
    assert held.status_code == 304


@pytest.mark.parametrize("lang", [code for code, _ in settings.LANGUAGES])
@pytest.mark.parametrize("collection", MAPPED, ids=lambda c: c.name)
def test_every_collection_has_a_tilejson_in_every_language(client, collection, lang):
    told = client.get(f"/tiles/{collection.name}.json", {"lang": lang}).json()
    assert told["vector_layers"][0]["id"] == collection.name
    assert told["name"]
    west, south, east, north = told["bounds"]
    assert -180 <= west < east <= 180
    assert -90 <= south < north <= 90


@pytest.fixture
def style(client):
    return client.get("/tiles/style.json?lang=en").json()


def test_style_has_a_source_of_every_collection(client, style):
    assert set(style["sources"]) == {collection.name for collection in MAPPED}
    for name, source in style["sources"].items():
        assert source["url"] == f"http://testserver/tiles/{name}.json?lang=en"
        assert client.get(source["url"]).json()["vector_layers"][0]["id"] == name


def test_style_draws_each_collection_from_its_own_layer(style):
    layers = style["layers"]
    assert len({layer["id"] for layer in layers}) == len(layers)
    assert layers[0]["type"] == "background"
    assert {layer["source"] for layer in layers[1:]} == set(style["sources"])
    for layer in layers[1:]:
        assert layer["source-layer"] == layer["source"]
        assert layer["id"].startswith(layer["source"])


def test_style_draws_areas_below_lines_below_points(style):
    kinds = [layer["type"] for layer in style["layers"]]
    assert kinds == sorted(kinds, key=["background", "fill", "line", "circle"].index)


def test_style_asks_for_no_font(style):
    assert "glyphs" not in style
    assert "symbol" not in {layer["type"] for layer in style["layers"]}


def test_style_colours_by_the_tag_where_there_is_one(style):
    colours = {layer["id"]: layer["paint"].get("circle-color") for layer in style["layers"][1:]}
    assert colours["places-point"] == ["to-color", ["get", "colour"], "#0f766e"]
    assert colours["viewpoints-point"] == "#0f766e"


def test_style_when_held_is_304(client):
    etag = client.get("/tiles/style.json")["ETag"]
    assert client.get("/tiles/style.json", headers={"if-none-match": etag}).status_code == 304


def test_style_refuses_what_it_does_not_know(client):
    answer = client.get("/tiles/style.json?lang=xx")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
