"""The scratch room keeps the contract, and so does whatever a room declares."""

from django.contrib.gis.geos import Point

from tests.publishing.contract import CollectionContract
from tests.publishing.scratch.collection import VIEWPOINTS
from tests.publishing.scratch.models import Viewpoint


class TestViewpoints(CollectionContract):
    collection = VIEWPOINTS

    def make(self, name, slug):
        return Viewpoint.objects.create(
            slug=slug, name_vi=name, point=Point(*self.at, srid=4326), text_vi="Nhìn xa."
        )
