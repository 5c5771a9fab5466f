"""The suite of every collection, for areas; former names find an area."""

from datetime import date

import pytest

from geo.areas.collection import AREAS
from geo.areas.models import FormerUnit
from tests.geo.places.conftest import make_area
from tests.publishing.contract import ROBOT, CollectionContract
from tourism_backend.publishing import services


class TestAreas(CollectionContract):
    collection = AREAS

    def make(self, name, slug):
        return make_area(slug, name, "00009", (106.7, 21.8, 106.8, 21.9))

    def test_box_and_nearby_when_it_lies_there_hold_the_record(self, client, record):
        assert record.slug in self.listed(client, bbox=self.box())
        assert record.slug not in self.listed(client, bbox="100,10,100.1,10.1")

    @pytest.mark.parametrize("asked", ["xa ban giem", "huyen loc binh", "00009"])
    def test_search_by_former_names_and_code_finds_the_area(self, client, record, asked):
        FormerUnit.objects.create(
            code="06001", name="Xã Bản Giểm", district="Huyện Lộc Bình", area=record,
            valid_until=date(2025, 7, 1),
        )  # fmt: skip
        services.publish(ROBOT, AREAS, [record.uuid])
        assert record.slug in self.listed(client, q=asked)

    def test_list_when_no_longer_in_force_does_not_hold_the_area(self, client, record):
        record.valid_until = date(2026, 1, 1)
        record.save()
        services.publish(ROBOT, AREAS, [record.uuid])
        assert record.slug not in self.listed(client)
