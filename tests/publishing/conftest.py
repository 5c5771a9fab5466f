"""Viewpoints to publish."""

import pytest
from django.contrib.gis.geos import Point

from tests.publishing.scratch.collection import VIEWPOINTS
from tests.publishing.scratch.models import Kind, Viewpoint
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import services

ROBOT = SystemActor("test")


@pytest.fixture
def kind(db):
    return Kind.objects.create(name="tower")


@pytest.fixture
def make(kind):
    """A draft viewpoint; ``make(name, lon, lat, **fields)``."""
    counter = iter(range(10_000))

    def _make(name="Đỉnh Phia Pò", lon=106.9, lat=21.85, **fields):
        values = {
            "slug": f"v-{next(counter)}",
            "name_vi": name,
            "name_en": "",
            "name_zh_hans": "",
            "point": Point(lon, lat, srid=4326),
            "kind": kind,
        }
        return Viewpoint.objects.create(**(values | fields))

    return _make


@pytest.fixture
def publish():
    def _publish(*records):
        return services.publish(ROBOT, VIEWPOINTS, [record.uuid for record in records])

    return _publish
