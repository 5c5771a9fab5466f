"""The suite of every collection, for categories, places and disruptions."""

from datetime import timedelta

from django.contrib.gis.geos import Point
from django.utils import timezone

from geo.places.collection import CATEGORIES, DISRUPTIONS, PLACES
from geo.places.models import Category, Disruption, Place
from tests.geo.places.conftest import make_category
from tests.publishing.contract import CollectionContract


class TestCategories(CollectionContract):
    collection = CATEGORIES

    def make(self, name, slug):
        return make_category(slug, name)


class TestPlaces(CollectionContract):
    collection = PLACES

    def make(self, name, slug):
        category = Category.objects.filter(slug="c").first() or make_category("c", "Loại")
        return Place.objects.create(
            slug=slug, name_vi=name, category=category, accuracy_m=20, position_method="survey",
            point=Point(*self.at, srid=4326), opening_hours="24/7",
        )  # fmt: skip


class TestDisruptions(CollectionContract):
    collection = DISRUPTIONS

    def make(self, name, slug):
        return Disruption.objects.create(
            slug=slug, name_vi=name, kind="works", geometry=Point(*self.at, srid=4326),
            starts_at=timezone.now() - timedelta(hours=1),
        )  # fmt: skip
