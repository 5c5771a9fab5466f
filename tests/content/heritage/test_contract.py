"""The register's collections keep the contract of every collection."""

from django.contrib.gis.geos import Point

from content.heritage.collection import ARTEFACTS, INTANGIBLE, MONUMENTS, ZONES
from content.heritage.models import Artefact, Intangible, Monument, ProtectionZone
from geo.places.models import Place
from geo.places.services import publish_places
from tests.geo.places.conftest import ROBOT, make_category, outline
from tests.publishing.contract import CollectionContract
from tourism_backend.publishing import services


def _place(at):
    place = Place.objects.filter(slug="hang").first() or Place.objects.create(
        slug="hang", name_vi="Hang", category=make_category("cave", "Hang"), accuracy_m=20,
        position_method="survey", point=Point(*at, srid=4326),
    )  # fmt: skip
    publish_places(ROBOT, [place.uuid])
    return place


class TestMonuments(CollectionContract):
    collection = MONUMENTS

    def make(self, name, slug):
        place = _place(self.at)
        record = Monument.objects.create(slug=slug, name_vi=name, kinds=["scenic"], place=place)
        record.places.add(place)
        return record


class TestZones(CollectionContract):
    collection = ZONES

    def make(self, name, slug):
        monument = Monument.objects.create(slug=f"cua-{slug}", name_vi="Chùa", kinds=["scenic"])
        services.publish(ROBOT, MONUMENTS, [monument.uuid])
        lon, lat = self.at
        return ProtectionZone.objects.create(
            slug=slug, name_vi=name, monument=monument, zone="1",
            geometry=outline(lon - 0.001, lat - 0.001, lon + 0.001, lat + 0.001),
        )  # fmt: skip


class TestIntangible(CollectionContract):
    collection = INTANGIBLE

    def make(self, name, slug):
        record = Intangible.objects.create(slug=slug, name_vi=name, type="festival")
        record.places.add(_place(self.at))
        return record


class TestArtefacts(CollectionContract):
    collection = ARTEFACTS

    def make(self, name, slug):
        return Artefact.objects.create(slug=slug, name_vi=name, place=_place(self.at))
