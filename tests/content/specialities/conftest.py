"""A commune with two orchards, and what comes from them."""

import pytest

from content.specialities.collection import SPECIALITIES
from content.specialities.models import Speciality
from tests.geo.places.conftest import (  # noqa: F401 - fixtures too
    ROBOT,
    commune,
    curator,
    make_category,
    published_places,
)
from tourism_backend.publishing import services


@pytest.fixture
def orchard(commune):  # noqa: F811
    """A published place in the commune; ``orchard(slug, lon, **fields)``."""
    publish = published_places(make_category("farm", "Vườn"), 21.85)

    def make(slug="vuon", lon=106.65, **fields):
        return publish(slug, lon, **fields)

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
