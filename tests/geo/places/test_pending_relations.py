"""What a place says of its category is what was approved of the category."""

import pytest

from geo.places.collection import CATEGORIES, PLACES
from geo.places.models import Category, Place
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import services
from tourism_backend.publishing.tasks import republish_dependents

pytestmark = pytest.mark.django_db
ROBOT = SystemActor("test")


def shown(client):
    return client.get("/api/v1/places/dong-tam-thanh?lang=en").json()


@pytest.fixture
def cave(seed):
    cave = Category.objects.get(slug="cave")
    cave.name_en, cave.colour = "Unapproved", "#000000"
    services.save(ROBOT, cave, ["name_en", "colour"])
    return cave


def test_place_when_its_category_has_pending_edits_shows_the_approved_ones(client, cave):
    republish_dependents("places", "category", [cave.pk])
    place = Place.objects.get(slug="dong-tam-thanh")
    place.description_en = "Changed, and published."
    place.save()
    services.publish(ROBOT, PLACES, [place.uuid])
    answer = shown(client)
    assert answer["description"] == "Changed, and published."
    assert (answer["category_name"], answer["colour"]) == ("Cave", "#2e7d32")
    assert answer["category_path"] == ["nature", "cave"]


def test_place_when_its_category_is_published_follows(
    client, cave, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as sent:
        services.publish(ROBOT, CATEGORIES, [cave.uuid])
    assert sent
    assert republish_dependents("places", "category", [cave.pk]) == 3
    assert (shown(client)["category_name"], shown(client)["colour"]) == ("Unapproved", "#000000")
