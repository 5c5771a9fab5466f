"""TileJSON and style."""

import pytest
from tests.geo.tiles.conftest import LAT, LON, features

pytestmark = pytest.mark.django_db


def test_tilejson_names_the_layer_and_its_attributes(client, make, publish):
    outcome = publish(make(lon=LON, lat=LAT))
    answer = client.get("/tiles/viewpoints.json?lang=en")
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert told["tilejson"] == "3.0.0"
    assert told["tiles"] == [
        f"http://testserver/tiles/viewpoints/{{z}}/{{x}}/{{y}}.mvt?lang=en&v={outcome.version}"
    ]
    (layer,) = told["vector_layers"]
    assert layer["id"] == "viewpoints"
    assert layer["fields"] == {
        "kind": "String", "slug": "String", "name": "String", "rank": "Number", "count": "Number",
    }
    west, south, east, north = told["bounds"]
    assert west < LON < east
    assert south < LAT < north
    assert east - west < 0.5
