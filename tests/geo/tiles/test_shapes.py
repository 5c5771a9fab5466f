"""Tiles of what is not thinned: areas, and what is dated."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon

from geo.areas.collection import AREAS
from geo.areas.models import Area
from geo.places.collection import DISRUPTIONS
from geo.places.models import Disruption
from tests.geo.tiles.conftest import address, features
from tests.publishing.conftest import ROBOT
from tourism_backend.publishing import reads, services

pytestmark = pytest.mark.django_db

# A jagged border from south to north that two communes share.
BORDER = [(106.7 + (n % 3) * 0.0011 + (n % 7) * 0.00013, 21.8 + n * 0.0007) for n in range(150)]
NORTH = BORDER[-1][1]


def make_area(slug, ring, **fields):
    values = {
        "slug": slug, "name_vi": slug, "full_name_vi": f"Xã {slug}", "level": "commune",
        "kind": "xa", "code": slug, "geometry": MultiPolygon(Polygon(ring, srid=4326), srid=4326),
        "label_point": Point(106.7, 21.8, srid=4326), "valid_from": date(2025, 7, 1),
    } | fields  # fmt: skip
    return Area.objects.create(**values)


@pytest.fixture
def areas(db):
    west = [(106.6, 21.8), *BORDER, (106.6, NORTH), (106.6, 21.8)]
    east = [(106.8, 21.8), *BORDER, (106.8, NORTH), (106.8, 21.8)]
    made = [
        make_area("west", west),
        make_area("east", east),
        make_area("all", west, level="province", kind="tinh"),
    ]
    services.publish(ROBOT, AREAS, [area.uuid for area in made])


def of_areas(client, z, **given):
    answer = client.get(address(z, 106.7, 21.82, "areas"), given)
    return {f["properties"]["slug"]: f for f in features(answer, "areas")}


def test_areas_show_from_their_own_zoom_on(client, areas):
    assert set(of_areas(client, 5)) == {"all"}
    assert set(of_areas(client, 9)) == {"all", "west", "east"}
    assert "count" not in of_areas(client, 9)["west"]["properties"]


def corners(feature):
    geometry = feature["geometry"]
    polygons = geometry["coordinates"]
    if geometry["type"] == "Polygon":
        polygons = [polygons]
    return {tuple(corner) for polygon in polygons for ring in polygon for corner in ring}


@pytest.mark.parametrize("z", [9, 10, 11, 12, 13])
def test_neighbours_keep_a_common_border_at_every_zoom(client, areas, z):
    found = of_areas(client, z)
    west, east = corners(found["west"]), corners(found["east"])
    edge = {(x, y) for x, y in west if -64 < x < 4160 and -64 < y < 4160}
    # What the west has and the east has not is its own far side: no corner of the border.
    far = {x for x, _y in edge - east}
    border = {x for x, _y in west & east}
    assert len(border) > 2
    assert all(x < min(border) for x in far)


def test_far_away_an_area_has_fewer_corners(client, areas):
    far, near = of_areas(client, 5)["all"], of_areas(client, 9)["all"]
    assert len(corners(far)) < len(corners(near))


def test_areas_take_the_filters_of_their_list(client, areas):
    assert set(of_areas(client, 9, level="province")) == {"all"}


@pytest.fixture
def disruptions(db):
    now = datetime.now(UTC)
    day = timedelta(days=1)
    line = LineString((106.7, 21.8), (106.71, 21.81), srid=4326)

    def make(slug, starts, ends, geometry=line):
        return Disruption.objects.create(
            slug=slug,
            name_vi=slug,
            kind="works",
            starts_at=now + starts * day,
            ends_at=None if ends is None else now + ends * day,
            geometry=geometry,
        ).uuid

    point = Point(106.705, 21.8, srid=4326)
    made = [make("over", -9, -1), make("now", -1, None), make("soon", 5, 6, point)]
    services.publish(ROBOT, DISRUPTIONS, made)


def of_disruptions(client, **given):
    answer = client.get(address(12, 106.705, 21.805, "disruptions"), given)
    return {f["properties"]["slug"]: f["geometry"]["type"] for f in features(answer, "disruptions")}


def test_what_is_over_is_not_drawn(client, disruptions):
    assert of_disruptions(client) == {"now": "LineString", "soon": "Point"}


def test_another_time_may_be_asked_for(client, disruptions):
    then = (datetime.now(UTC) - timedelta(days=3)).isoformat()
    assert set(of_disruptions(client, at=then)) == {"over"}


def test_dated_tiles_are_never_kept_for_ever(client, disruptions):
    """What is over leaves the tile without a new version."""
    version = reads.version(DISRUPTIONS)
    path = address(12, 106.705, 21.805, "disruptions")
    answer = client.get(path, {"v": version})
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    held = client.get(path, {"v": version}, headers={"if-none-match": answer["ETag"]})
    assert held.status_code == 304
