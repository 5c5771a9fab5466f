"""Specialities keep the contract of every collection."""

from django.contrib.gis.geos import Point

from content.specialities.collection import SPECIALITIES
from content.specialities.models import Speciality
from geo.places.models import Place
from geo.places.services import publish_places
from tests.geo.places.conftest import ROBOT, make_category
from tests.publishing.contract import CollectionContract


class TestSpecialities(CollectionContract):
    collection = SPECIALITIES

    def make(self, name, slug):
        place = Place.objects.filter(slug="vuon").first() or Place.objects.create(
            slug="vuon", name_vi="Vườn", category=make_category("farm", "Vườn"), accuracy_m=20,
            position_method="survey", point=Point(*self.at, srid=4326),
        )  # fmt: skip
        publish_places(ROBOT, [place.uuid])
        record = Speciality.objects.create(slug=slug, name_vi=name, kind="fruit")
        record.places.add(place)
        return record
