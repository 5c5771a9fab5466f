"""A commune with places, and what is registered there."""

import pytest

from content.heritage.collection import ARTEFACTS, INTANGIBLE, MONUMENTS
from content.heritage.models import (
    Artefact,
    Decision,
    Inscription,
    Intangible,
    Monument,
    Recognition,
)
from tests.geo.places.conftest import (  # noqa: F401 - fixtures too
    ROBOT,
    commune,
    make_category,
    published_places,
)
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role
from tourism_backend.publishing import services


@pytest.fixture
def place(commune):  # noqa: F811
    """A published place in the commune; ``place(slug, lon, **fields)``."""
    publish = published_places(make_category("cave", "Hang"), 21.83)

    def make(slug="hang", lon=106.62, **fields):
        return publish(slug, lon, **fields)

    return make


@pytest.fixture
def monument(db):
    """A published monument; ``monument(decisions=[{…}], places=…, **fields)``."""

    def make(slug="di-tich", decisions=(), places=(), **fields):
        values = {"slug": slug, "name_vi": "Di tích", "kinds": ["archaeological"]} | fields
        values |= {"place": places[0]} if places else {}
        record = Monument.objects.create(**values)
        record.places.set(places)
        for decision in decisions:
            Decision.objects.create(monument=record, **decision)
        services.publish(ROBOT, MONUMENTS, [record.uuid])
        record.refresh_from_db()
        return record

    return make


@pytest.fixture
def intangible(db):
    """A published element; ``intangible(inscriptions=[{…}], places=…, **fields)``."""

    def make(slug="hat", inscriptions=(), places=(), **fields):
        values = {"slug": slug, "name_vi": "Hát", "type": "performing"} | fields
        record = Intangible.objects.create(**values)
        record.places.set(places)
        for inscription in inscriptions:
            Inscription.objects.create(intangible=record, **inscription)
        services.publish(ROBOT, INTANGIBLE, [record.uuid])
        return record

    return make


@pytest.fixture
def artefact(db):
    """A published object; ``artefact(recognitions=[{…}], **fields)``."""

    def make(slug="bia", recognitions=(), **fields):
        record = Artefact.objects.create(**{"slug": slug, "name_vi": "Bia"} | fields)
        for recognition in recognitions:
            Recognition.objects.create(artefact=record, **recognition)
        services.publish(ROBOT, ARTEFACTS, [record.uuid])
        return record

    return make


@pytest.fixture
def curator(db):
    user = User(username="curator", role=Role.CURATOR, is_staff=True)
    user.set_unusable_password()
    user.save()
    return user
