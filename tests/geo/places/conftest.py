"""A small country: one province of two communes, a tree of categories, a few places."""

from datetime import date

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from geo.areas.collection import AREAS
from geo.areas.models import Area
from geo.places.models import Category, Place
from geo.places.services import publish_places
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import services

ROBOT = SystemActor("test")
WEST = ("xa-tay", "Tây", "00001", (106.6, 21.8, 106.7, 21.9))


def outline(*box):
    polygon = Polygon.from_bbox(box)
    polygon.srid = 4326
    return MultiPolygon(polygon, srid=4326)


def make_area(slug, name, code, box, **fields):
    values = {
        "slug": slug, "name_vi": name, "full_name_vi": f"Xã {name}", "level": "commune",
        "kind": "xa", "code": code, "geometry": outline(*box), "valid_from": date(2025, 7, 1),
        "label_point": Point((box[0] + box[2]) / 2, (box[1] + box[3]) / 2, srid=4326),
    } | fields  # fmt: skip
    return Area.objects.create(**values)


@pytest.fixture
def west(db):
    """The commune on the left, from 106.6° to 106.7° E."""
    return make_area(*WEST)


@pytest.fixture
def commune(db):
    """The one on the left, published."""
    area = make_area(*WEST)
    services.publish(ROBOT, AREAS, [area.uuid])
    return area


def published_places(category, lat):
    """Makes published places of a category: ``place(slug, lon, **fields)``."""

    def make(slug, lon, **fields):
        values = {
            "slug": slug, "name_vi": f"{category.name_vi} {slug}", "category": category,
            "accuracy_m": 50, "position_method": "survey", "point": Point(lon, lat, srid=4326),
        } | fields  # fmt: skip
        made = Place.objects.create(**values)
        publish_places(ROBOT, [made.uuid])
        return made

    return make


@pytest.fixture
def east(db):
    """The commune on the right, from 106.7° to 106.8° E."""
    return make_area("xa-dong", "Đông", "00002", (106.7, 21.8, 106.8, 21.9))


@pytest.fixture
def nature(db):
    return make_category("nature", "Thiên nhiên")


@pytest.fixture
def cave(nature):
    return make_category("cave", "Hang động", parent=nature, name_en="Cave")


def make_category(slug, name, **fields):
    values = {"icon": "cave", "colour": "#336699"} | fields
    return Category.objects.create(slug=slug, name_vi=name, **values)


@pytest.fixture
def make_place(cave):
    """Makes draft places, each at a point of its own unless told where."""
    counter = iter(range(1000))

    def _make(**fields):
        n = next(counter)
        values = {
            "slug": f"place-{n}", "name_vi": f"Hang {n}", "category": cave,
            "point": Point(106.76, 21.85, srid=4326), "accuracy_m": 30,
            "position_method": "survey",
        } | fields  # fmt: skip
        return Place.objects.create(**values)

    return _make


@pytest.fixture
def curator(db):
    user = User(username="curator", role=Role.CURATOR)
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def tourist(db):
    user = User(username="tourist")
    user.set_unusable_password()
    user.save()
    return user
