"""What tiles refuse, and what that costs."""

import pytest

from tests.geo.tiles.conftest import address
from tourism_backend.publishing import reads

pytestmark = pytest.mark.django_db


@pytest.fixture
def _no_statement(monkeypatch):
    def refused(*args):
        raise AssertionError(args)

    monkeypatch.setattr(reads, "fetch", refused)


@pytest.mark.usefixtures("_no_statement")
@pytest.mark.parametrize(
    "path",
    [
        "/tiles/viewpoints/17/0/0.mvt",
        "/tiles/viewpoints/23/0/0.mvt",
        "/tiles/viewpoints/999999999999/0/0.mvt",
        "/tiles/viewpoints/1/2/0.mvt",
        "/tiles/viewpoints/1/0/2.mvt",
        "/tiles/viewpoints/0/0/1.mvt",
        "/tiles/viewpoints/1/-1/0.mvt",
        "/tiles/viewpoints/1/0.5/0.mvt",
        f"/tiles/viewpoints/1/{'9' * 5000}/0.mvt",
        "/tiles/viewpoints/1/0/0.pbf",
        "/tiles/nothing/1/0/0.mvt",
        "/tiles/nothing.json",
        "/tiles/viewpoints",
        "/tiles/categories/1/0/0.mvt",  # lies nowhere
        "/tiles/categories.json",
    ],
)
def test_nothing_is_there(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


@pytest.mark.usefixtures("_no_statement")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"lang": "xx"}, "lang"),
        ({"v": "abc"}, "v"),
        ({"v": "-1"}, "v"),
        ({"v": "1.5"}, "v"),
        ({"v": "٣"}, "v"),
        ({"v": "9" * 40}, "v"),
        ({"bbox": "1,2,3,4"}, "bbox"),
        ({"limit": "10"}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"sort": "newest"}, "sort"),
        ({"format": "json"}, "format"),
        ({"fields": "name"}, "fields"),
        ({"colour": "red"}, "colour"),
        ({"open_to_all": "maybe"}, "open_to_all"),
        ({"q": "x" * 500}, "q"),
        ({"at": "yesterday"}, "at"),
    ],
)
@pytest.mark.parametrize("path", [address(10), "/tiles/viewpoints.json"])
def test_a_parameter_that_is_wrong_is_named(client, path, given, field):
    answer = client.get(path, given)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_tiles_are_read_only(client):
    answer = client.post(address(10))
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"


def test_tiles_may_be_read_from_other_sites(client):
    answer = client.get(address(10), headers={"origin": "https://elsewhere.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
