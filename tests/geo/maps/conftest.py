"""A published place whose every text is what a test says."""

import pytest

LANGUAGES = ("vi", "en", "zh_hans")


@pytest.fixture
def published_place(seed):
    """Gives a published place one text in every language field, and publishes that."""
    from geo.places.models import Place
    from tourism_backend.common.actors import SystemActor
    from tourism_backend.publishing import services
    from tourism_backend.publishing.registry import registry

    def write(text):
        place = Place.objects.earliest("slug")
        for field in ("name", "teaser", "description", "address", "fee"):
            for language in LANGUAGES:
                setattr(place, f"{field}_{language}", text)
        for field in ("name_vi", "name_en"):
            setattr(place.category, field, text)
        place.category.save()
        services.save(SystemActor("test"), place)
        services.publish(SystemActor("test"), registry.get("places"), [place.uuid])
        return place

    return write
