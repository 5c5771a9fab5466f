"""Viewpoints on a map, and their tiles read with somebody else's decoder."""

import math

import mapbox_vector_tile
import pytest

from tests.publishing.conftest import kind, make, publish
from tourism_backend.publishing import reads

__all__ = ["kind", "make", "publish"]

LON, LAT = 106.76, 21.85


def tile_of(z, lon=LON, lat=LAT):
    """Column and row of the tile over a point."""
    n = 2**z
    y = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return int((lon + 180) / 360 * n), int(y * n)


def address(z, lon=LON, lat=LAT, collection="viewpoints"):
    x, y = tile_of(z, lon, lat)
    return f"/tiles/{collection}/{z}/{x}/{y}.mvt"


def features(answer, layer="viewpoints"):
    if answer.status_code == 204:
        return []
    assert answer.status_code == 200, answer.content
    return mapbox_vector_tile.decode(answer.content)[layer]["features"]


@pytest.fixture
def get(client):
    """Attributes of a tile's features, in the tile's order."""

    def _get(z, **given):
        return [f["properties"] for f in features(client.get(address(z), given))]

    return _get


@pytest.fixture
def statements(monkeypatch):
    """The statements that reached the database."""
    seen = []
    fetch = reads.fetch

    def noting(statement, params=(), **how):
        seen.append(statement)
        return fetch(statement, params, **how)

    monkeypatch.setattr(reads, "fetch", noting)
    return seen
