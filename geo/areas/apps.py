"""The areas app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AreasConfig(AppConfig):
    """Provinces, communes and wards, and the units they were made from."""

    name = "geo.areas"
    label = "areas"
    verbose_name = _("Areas")

    def ready(self) -> None:
        """Register what is public of an area, and how areas are loaded."""
        from geo.areas import loading
        from geo.areas.collection import AREAS
        from geo.areas.importing import AREAS_FROM_FILES
        from geo.exchange.importable import importables
        from tourism_backend.publishing.registry import registry
        from tourism_backend.publishing.seeding import Loader, seeds

        registry.register(AREAS)
        importables.register(AREAS_FROM_FILES)
        seeds.register(
            Loader(name="areas", files=loading.FILES, folder=loading.SEED, load=loading.load)
        )
