"""The places app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    """Points of interest, their categories, and what disturbs them."""

    name = "geo.places"
    label = "places"
    verbose_name = _("Places")

    def ready(self) -> None:
        """Register what is public of categories, places, disruptions, the worklist, the seed."""
        from geo.exchange.importable import importables
        from geo.places import loading, worklist
        from geo.places.collection import CATEGORIES, DISRUPTIONS, PLACES
        from geo.places.importing import DISRUPTIONS_FROM_FILES, PLACES_FROM_FILES
        from geo.places.openspans import refresh_open_spans
        from tourism_backend.publishing.registry import registry
        from tourism_backend.publishing.seeding import Loader, seeds

        registry.register(CATEGORIES)
        registry.register(PLACES, settle=refresh_open_spans)
        registry.register(DISRUPTIONS)
        worklist.register()
        for importable in (PLACES_FROM_FILES, DISRUPTIONS_FROM_FILES):
            importables.register(importable)
        seeds.register(
            Loader(
                name="places",
                files=loading.FILES,
                folder=loading.SEED,
                load=loading.load,
                after=("areas",),
            )
        )
