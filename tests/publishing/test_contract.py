"""The scratch room keeps the contract, and so does whatever a room declares."""

from datetime import timedelta

from django.contrib.gis.geos import Point
from django.utils import timezone

from tests.publishing.contract import CollectionContract
from tests.publishing.scratch.collection import SHOWINGS, VIEWPOINTS
from tests.publishing.scratch.models import Showing, Viewpoint


class TestViewpoints(CollectionContract):
    collection = VIEWPOINTS

    def make(self, name, slug):
        return Viewpoint.objects.create(
            slug=slug, name_vi=name, point=Point(*self.at, srid=4326), text_vi="Nhìn xa."
        )


class TestShowings(CollectionContract):
    collection = SHOWINGS

    def make(self, name, slug):
        return Showing.objects.create(
            slug=slug,
            name_vi=name,
            point=Point(*self.at, srid=4326),
            starts_at=timezone.now() - timedelta(hours=1),
        )
