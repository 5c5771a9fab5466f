"""Where maps draw a place: as given, or spread about a shared reference point."""

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from geo.places.collection import PLACES
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing import services

pytestmark = pytest.mark.django_db

SHARED = Point(106.7496, 21.8419, srid=4326)


def drawn(slug):
    """How far (metres) from its point a place is drawn, and where (lon, lat)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ST_Distance(geom::geography, ST_Transform(web, 4326)::geography),"
            " ST_X(ST_Transform(web, 4326)), ST_Y(ST_Transform(web, 4326)), ST_AsText(geom)"
            " FROM publishing_row_places WHERE slug = %s",
            [slug],
        )
        return cursor.fetchone()


def test_display_when_exact_is_the_point(make_place):
    place = make_place(accuracy_m=499)
    services.publish(ROBOT, PLACES, [place.uuid])
    assert drawn(place.slug)[0] < 0.01


@pytest.mark.parametrize(("accuracy_m", "limit_m"), [(500, 167), (900, 300), (6000, 400)])
def test_display_when_approximate_stays_inside_its_disc(make_place, accuracy_m, limit_m):
    places = [make_place(accuracy_m=accuracy_m, point=SHARED) for _ in range(40)]
    services.publish(ROBOT, PLACES, [place.uuid for place in places])
    found = [drawn(place.slug) for place in places]
    assert max(distance for distance, *_ in found) <= limit_m
    assert len({(lon, lat) for _, lon, lat, _ in found}) == len(places)
    # Spread over the disc, not bunched in its middle.
    assert sum(distance > limit_m / 2 for distance, *_ in found) > len(places) / 2
    assert {text for *_, text in found} == {"POINT(106.7496 21.8419)"}


def test_display_when_published_again_is_the_same(make_place):
    place = make_place(accuracy_m=6000)
    services.publish(ROBOT, PLACES, [place.uuid])
    before = drawn(place.slug)
    place.description_vi = "khác"
    place.save()
    services.publish(ROBOT, PLACES, [place.uuid])
    assert drawn(place.slug) == before
