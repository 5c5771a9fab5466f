"""The heritage app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HeritageConfig(AppConfig):
    """The register of monuments and intangible heritage."""

    name = "content.heritage"
    label = "heritage"
    verbose_name = _("Heritage register")

    def ready(self) -> None:
        """Register what is public of the register, who may edit it, and how it is loaded."""
        from content.heritage import inspections, loading, rights
        from content.heritage.collection import ARTEFACTS, INTANGIBLE, MONUMENTS, ZONES
        from content.heritage.importing import (
            ARTEFACTS_FROM_FILES,
            INTANGIBLE_FROM_FILES,
            MONUMENTS_FROM_FILES,
            ZONES_FROM_FILES,
        )
        from content.heritage.services import zones_follow
        from geo.exchange.importable import importables
        from tourism_backend.accounts.roles import Role, allow, contribute
        from tourism_backend.publishing.registry import registry
        from tourism_backend.publishing.seeding import Loader, seeds

        registry.register(MONUMENTS, settle=zones_follow)
        registry.register(ZONES)
        registry.register(INTANGIBLE)
        registry.register(ARTEFACTS)
        for model in ("monument", "protectionzone", "intangible", "artefact", "typename"):
            allow(f"{model}.*", Role.CURATOR)
        contribute("monument", "protectionzone")
        rights.declare()
        inspections.register()
        for importable in (
            MONUMENTS_FROM_FILES,
            ZONES_FROM_FILES,
            INTANGIBLE_FROM_FILES,
            ARTEFACTS_FROM_FILES,
        ):
            importables.register(importable)
        seeds.register(
            Loader(
                name="heritage",
                files=loading.FILES,
                folder=loading.SEED,
                load=loading.load,
                after=("places",),
            )
        )
