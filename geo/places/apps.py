"""The places app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """Points of interest, their categories, and what disturbs them."""

    name = "geo.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        """Register what is public of categories, places and disruptions."""
        from geo.places.collection import CATEGORIES, DISRUPTIONS, PLACES
        from tourism_backend.publishing.registry import registry

        for collection in (CATEGORIES, PLACES, DISRUPTIONS):
            registry.register(collection)
