"""The suite of every collection, for events and for their dates."""

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from content.events.collection import EVENTS, OCCURRENCES
from content.events.models import Event, Occurrence
from content.events.occurrences import make_occurrences
from tests.publishing.contract import ROBOT, CollectionContract
from tourism_backend.publishing import services


def make_event(name, slug, at):
    return Event.objects.create(
        slug=slug, name_vi=name, point=Point(*at, srid=4326), kind="culture",
        rule="lunar", start_month=1, start_day=10, end_month=1, end_day=12,
    )  # fmt: skip


class TestEvents(CollectionContract):
    collection = EVENTS

    def make(self, name, slug):
        return make_event(name, slug, self.at)


class TestOccurrences(CollectionContract):
    """A date is made when its event is published; a draft of its own it never is."""

    collection = OCCURRENCES

    def make(self, name, slug):
        event = make_event(name, f"{slug}-e", self.at)
        services.publish(ROBOT, EVENTS, [event.uuid])
        make_occurrences([event.uuid])
        first = event.occurrences.first()
        event.occurrences.exclude(pk=first.pk).delete()
        Occurrence.objects.filter(pk=first.pk).update(slug=slug, status="draft")
        services.reproject(OCCURRENCES, [first.uuid])
        # What the draft's own row was is forgotten: the suite asks for one that never was public.
        for table in ("publishing_row", "publishing_slug"):
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table} WHERE id = %s", [first.uuid])
        first.refresh_from_db()
        return first

    @pytest.mark.parametrize("path", ["", "/nearby"])
    def test_list_when_a_past_time_is_asked_for_has_none_of_the_coming(self, client, record, path):
        at = "2001-01-01T00:00:00+07:00"
        near = {"lon": self.at[0], "lat": self.at[1]} if path else {}
        answer = client.get(f"{self.url}{path}", {"at": at, **near})
        assert answer.json()["items"] == []
