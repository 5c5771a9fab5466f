"""What caches may do with a tile."""

import pytest
from django.db import connection, connections

from geo.tiles import cache
from geo.tiles.grid import Tile
from tests.geo.tiles.conftest import LAT, LON, address, features
from tests.publishing.scratch.collection import VIEWPOINTS
from tourism_backend.common import redis as redis_client
from tourism_backend.publishing.query import parse

pytestmark = pytest.mark.django_db

FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"
EMPTY = "/tiles/viewpoints/10/0/0.mvt"


@pytest.fixture(autouse=True)
def _forgotten():
    """Versions of a test that is rolled back come again: keep nothing of them."""
    yield
    for name in redis_client.client().scan_iter("tile:*:viewpoints:*"):
        redis_client.client().delete(name)


@pytest.fixture
def version(make, publish):
    return publish(make("Cột cờ", LON, LAT)).version


@pytest.mark.parametrize("path", [address(10), EMPTY])
def test_tile_of_the_current_version_never_changes(client, version, path):
    answer = client.get(path, {"v": version})
    assert answer.status_code == (204 if path == EMPTY else 200)
    assert answer["Cache-Control"] == FOR_EVER
    assert "ETag" not in answer


@pytest.mark.parametrize("path", [address(10), EMPTY])
@pytest.mark.parametrize("other", [None, -1, 1, 10**16])
def test_tile_without_the_current_version_is_of_now_and_asked_for_again(
    client, version, path, other
):
    answer = client.get(path, {} if other is None else {"v": version + other})
    assert answer.status_code == (204 if path == EMPTY else 200)
    assert answer["Cache-Control"] == ASK_AGAIN
    held = client.get(path, headers={"if-none-match": answer["ETag"]})
    assert held.status_code == 304
    assert (held["Cache-Control"], held["ETag"]) == (ASK_AGAIN, answer["ETag"])


def test_tile_when_something_was_published_is_not_the_one_held(client, version, make, publish):
    etag = client.get(address(10))["ETag"]
    publish(make("Nàng Tô Thị", LON, LAT, rank=1))
    # A transaction has one version, and so has this test: let the next one come.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE publishing_collection SET version = version + 1")
    answer = client.get(address(10), headers={"if-none-match": etag})
    assert answer.status_code == 200


def test_held_tile_costs_one_small_statement(client, version, statements):
    etag = client.get(address(10))["ETag"]
    statements.clear()
    client.get(address(10), headers={"if-none-match": etag})
    assert len(statements) == 1
    assert "ST_AsMVT" not in statements[0]


def test_tile_of_a_low_zoom_asked_for_again_costs_no_statement(client, version, statements):
    first = client.get(address(10), {"v": version})
    statements.clear()
    again = client.get(address(10), {"v": version})
    assert statements == []
    assert again.content == first.content
    assert again["Cache-Control"] == FOR_EVER


def test_empty_tile_asked_for_again_costs_no_statement(client, version, statements):
    client.get(EMPTY, {"v": version})
    statements.clear()
    assert client.get(EMPTY, {"v": version}).status_code == 204
    assert statements == []


@pytest.mark.parametrize(("z", "given"), [(16, {}), (10, {"kind": "tower"}), (10, {"q": "cột"})])
def test_tile_of_few_is_not_kept(client, version, statements, z, given):
    for _ in range(2):
        assert client.get(address(z), {"v": version, **given})["Cache-Control"] == FOR_EVER
    assert len(statements) == 2


def test_tile_of_another_version_is_never_kept_as_that_version(client, version):
    client.get(address(10), {"v": version + 5})
    assert not list(redis_client.client().scan_iter(f"tile:*:viewpoints:{version + 5}:*"))


def test_languages_are_kept_apart(client, make, publish):
    version = publish(make("Cột cờ", LON, LAT, name_en="Flag tower")).version
    for _ in range(2):
        vi, en = (
            features(client.get(address(10), {"v": version, "lang": lang})) for lang in ("vi", "en")
        )
        assert vi[0]["properties"]["name"] == "Cột cờ"
        assert en[0]["properties"]["name"] == "Flag tower"


def test_tile_when_redis_is_away_comes_from_the_database(client, version, monkeypatch):
    away = redis_client.redis.Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=1)
    monkeypatch.setattr(cache, "client", lambda: away)
    monkeypatch.setattr(cache, "_away_until", 0.0)
    for _ in range(2):
        assert client.get(address(10), {"v": version}).status_code == 200


def test_redis_when_away_is_left_alone_for_a_while(client, version, monkeypatch):
    calls = []

    def away():
        calls.append(1)
        raise redis_client.redis.ConnectionError("away")

    monkeypatch.setattr(cache, "client", away)
    monkeypatch.setattr(cache, "_away_until", 0.0)
    for _ in range(3):
        assert client.get(address(10), {"v": version}).status_code == 200
    assert len(calls) == 1


def test_tile_answers_alike_whatever_the_browser_prefers(client, version):
    en, vi = (client.get(address(10), headers={"accept-language": lang}) for lang in ("en", "vi"))
    assert (en.content, en["ETag"]) == (vi.content, vi["ETag"])


def test_tile_answers_head(client, version):
    answer = client.head(address(10), {"v": version})
    assert answer.status_code == 200
    assert answer.content == b""


def test_tiles_of_another_database_are_kept_apart(version, monkeypatch):
    """Each database counts its versions for itself."""
    query, at = parse(VIEWPOINTS, {}, language="vi"), Tile.at(3, 6, 3)
    key = cache.key(query, at, version)
    monkeypatch.setitem(connections["public"].settings_dict, "NAME", "another")
    assert cache.key(query, at, version) != key
