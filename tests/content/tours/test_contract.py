"""What every collection keeps, for tours."""

from content.tours.collection import TOURS
from geo.places.models import Place
from tests.content.tours.conftest import ROBOT, make_tour
from tests.geo.places.conftest import make_category
from tests.publishing.contract import CollectionContract


class TestTours(CollectionContract):
    collection = TOURS

    def make(self, name, slug):
        from django.contrib.gis.geos import Point

        from geo.places.services import publish_places

        category = make_category(f"c-{slug}", "Loại")
        places = [
            Place.objects.create(
                slug=f"{slug}-{n}", name_vi=f"Nơi {n}", category=category, accuracy_m=20,
                position_method="survey",
                point=Point(self.at[0] + n / 1000, self.at[1], srid=4326),
            )
            for n in range(2)
        ]  # fmt: skip
        publish_places(ROBOT, [place.uuid for place in places])
        return make_tour(slug, places, name_vi=name)
