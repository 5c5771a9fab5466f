"""A commune with two orchards, and what comes from them."""

import pytest
from django.contrib.gis.geos import Point

from content.specialities.collection import SPECIALITIES
from content.specialities.models import Speciality
from geo.areas.collection import AREAS
from geo.places.models import Place
from geo.places.services import publish_places
from tests.geo.places.conftest import ROBOT, make_area, make_category
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role
from tourism_backend.publishing import services


@pytest.fixture
def commune(db):
    area = make_area("xa-tay", "Tây", "00001", (106.6, 21.8, 106.7, 21.9))
    services.publish(ROBOT, AREAS, [area.uuid])
    return area


@pytest.fixture
def orchard(commune):
    """A published place in the commune; ``orchard(slug, lon, **fields)``."""
    category = make_category("farm", "Vườn")

    def make(slug="vuon", lon=106.65, **fields):
        values = {
            "slug": slug, "name_vi": f"Vườn {slug}", "category": category, "accuracy_m": 50,
            "position_method": "survey", "point": Point(lon, 21.85, srid=4326),
        } | fields  # fmt: skip
        place = Place.objects.create(**values)
        publish_places(ROBOT, [place.uuid])
        return place

    return make


@pytest.fixture
def speciality(db):
    """A published speciality; ``speciality(places=…, areas=…, **fields)``."""

    def make(slug="na", places=(), areas=(), **fields):
        values = {"slug": slug, "name_vi": "Na dai", "kind": "fruit"} | fields
        record = Speciality.objects.create(**values)
        record.places.set(places)
        record.areas.set(areas)
        services.publish(ROBOT, SPECIALITIES, [record.uuid])
        return record

    return make


@pytest.fixture
def curator(db):
    user = User(username="curator", role=Role.CURATOR)
    user.set_unusable_password()
    user.save()
    return user
