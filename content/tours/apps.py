"""The tours app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ToursConfig(AppConfig):
    """Itineraries: days, ordered stops at places, tracks."""

    name = "content.tours"
    label = "tours"
    verbose_name = _("Tours")

    def ready(self) -> None:
        """Register what is public of tours, who may write them, and how they are loaded."""
        from content.tours import loading
        from content.tours.collection import TOURS
        from content.tours.importing import TOURS_FROM_FILES
        from geo.exchange.importable import importables
        from tourism_backend.accounts.roles import Role, allow, contribute
        from tourism_backend.publishing.registry import registry
        from tourism_backend.publishing.seeding import Loader, seeds

        registry.register(TOURS)
        importables.register(TOURS_FROM_FILES)
        allow("tour.*", Role.CURATOR)
        contribute("tour")
        seeds.register(
            Loader(
                name="tours",
                files=loading.FILES,
                folder=loading.SEED,
                load=loading.load,
                after=("places",),
            )
        )
