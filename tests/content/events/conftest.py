"""Two temples in a commune, and events at them."""

from datetime import date

import pytest

from content.events.models import Event
from content.events.services import publish_events
from geo.places.services import publish_places
from tests.geo.places.conftest import cave, curator, east, make_place, nature, tourist, west
from tourism_backend.common.actors import SystemActor

__all__ = ["cave", "curator", "east", "make_place", "nature", "tourist", "west"]
ROBOT = SystemActor("test")
TODAY = date(2026, 11, 24)


def publish_area(area):
    from geo.areas.collection import AREAS
    from tourism_backend.publishing import services

    services.publish(ROBOT, AREAS, [area.uuid])


@pytest.fixture
def temple(east, make_place):
    publish_area(east)
    place = make_place(slug="den-ky-cung", name_vi="Đền Kỳ Cùng", name_en="Ky Cung Temple")
    publish_places(ROBOT, [place.uuid])
    return place


@pytest.fixture
def make_event(db):
    """Makes draft events: a lunar festival of the 22nd to 27th of the first month unless told."""
    counter = iter(range(1000))

    def _make(places=(), **fields):
        n = next(counter)
        values = {
            "slug": f"event-{n}", "name_vi": f"Lễ hội {n}", "name_en": f"Festival {n}",
            "rule": "lunar", "start_month": 1, "start_day": 22, "end_month": 1, "end_day": 27,
        } | fields  # fmt: skip
        if values["rule"] in ("once", "rrule"):
            for name in ("start_month", "start_day", "end_month", "end_day"):
                values[name] = fields.get(name)
        event = Event(**values)
        event.full_clean()
        event.save()
        event.places.set(places)
        return event

    return _make


@pytest.fixture
def festival(make_event, temple):
    """A published festival at the temple."""
    event = make_event(slug="ky-cung", name_vi="Lễ hội Kỳ Cùng", name_en="Ky Cung", places=[temple])
    publish_events(ROBOT, [event.uuid])
    event.refresh_from_db()
    return event
