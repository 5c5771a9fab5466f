"""A tour of two days at three places, and tracks to walk it."""

import math

import pytest
from django.contrib.gis.geos import Point

from content.tours.collection import TOURS
from content.tours.models import Tour, TourStop, TrackSource
from content.tours.services import save_track
from content.tours.tracks import read
from geo.places.models import Place
from geo.places.services import publish_places
from tests.geo.places.conftest import make_category
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import services

ROBOT = SystemActor("test")
AT = (106.76, 21.85)


@pytest.fixture
def cave(db):
    return make_category("cave", "Hang động", name_en="Cave")


@pytest.fixture
def place(cave):
    """Makes places; published unless told otherwise."""

    def make(slug, *, public=True, at=AT, **fields):
        values = {
            "name_vi": slug.replace("-", " ").title(), "category": cave, "accuracy_m": 30,
            "position_method": "survey", "point": Point(*at, srid=4326),
        } | fields  # fmt: skip
        record = Place.objects.create(slug=slug, **values)
        if public:
            publish_places(ROBOT, [record.uuid])
        return record

    return make


@pytest.fixture
def places(place):
    return [
        place("dong-mot", at=AT, name_en="First cave"),
        place("dong-hai", at=(106.78, 21.86), accuracy_m=900),
        place("dong-ba", at=(106.80, 21.84)),
    ]


def make_tour(slug="hai-ngay", stops=(), **fields):
    values = {"name_vi": "Hai ngày", "theme": "nature", "days": 2} | fields
    tour = Tour.objects.create(slug=slug, **values)
    for n, place in enumerate(stops):
        TourStop.objects.create(tour=tour, day=1 if n < 2 else 2, order=n, place=place, minutes=45)
    return tour


@pytest.fixture
def tour(places):
    """A draft."""
    return make_tour(stops=places, name_en="Two days", description_vi="Đi hai ngày.")


def publish(tour):
    outcome = services.publish(ROBOT, TOURS, [tour.uuid])
    tour.refresh_from_db()
    return outcome


@pytest.fixture
def published(tour):
    publish(tour)
    return tour


def follow(tour, body, source=TrackSource.FILE):
    """Give a tour the track of a file's text."""
    save_track(ROBOT, tour, read(body if isinstance(body, bytes) else body.encode()), source)


def wave(n, *, heights=True):
    """n points along a winding way, about 11 m apart, climbing and falling."""
    for k in range(n):
        lon = 106.70 + 0.0001 * k * (1 if n <= 5000 else 5000 / n)
        lat = 21.85 + 0.004 * math.sin(k / 40)
        yield round(lon, 7), round(lat, 7), round(300 + 80 * math.sin(k / 120), 2)


def gpx_of(points, heights=True):
    inner = "".join(
        f'<trkpt lat="{lat}" lon="{lon}">' + (f"<ele>{z}</ele>" if heights else "") + "</trkpt>"
        for lon, lat, z in points
    )
    return (
        '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1"'
        f' creator="x"><trk><name>t</name><trkseg>{inner}</trkseg></trk></gpx>'
    )


def body(response):
    return b"".join(response) if response.streaming else response.content
