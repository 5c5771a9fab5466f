"""The specialities app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpecialitiesConfig(AppConfig):
    """Foods and products of the destination, their season and origin."""

    name = "content.specialities"
    label = "specialities"
    verbose_name = _("Specialities")

    def ready(self) -> None:
        """Register what is public of a speciality, who may edit it, and how it is loaded."""
        from content.specialities import loading
        from content.specialities.collection import SPECIALITIES
        from content.specialities.importing import SPECIALITIES_FROM_FILES
        from geo.exchange.importable import importables
        from tourism_backend.accounts.roles import Role, allow, contribute
        from tourism_backend.publishing.registry import registry
        from tourism_backend.publishing.seeding import Loader, seeds

        registry.register(SPECIALITIES)
        importables.register(SPECIALITIES_FROM_FILES)
        allow("speciality.*", Role.CURATOR)
        contribute("speciality")
        seeds.register(
            Loader(
                name="specialities",
                files=(loading.FILE,),
                folder=loading.SEED,
                load=loading.load,
                after=("places",),
            )
        )
