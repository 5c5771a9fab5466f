"""The events app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Festivals and other events, their dates by lunar or solar rule."""

    name = "content.events"
    label = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        """Register what is public of events and their dates, who may edit, what is loaded."""
        from content.events import loading, worklist
        from content.events.collection import EVENTS, OCCURRENCES
        from content.events.importing import EVENTS_FROM_FILES
        from content.events.occurrences import make_occurrences
        from geo.exchange.importable import importables
        from tourism_backend.accounts.roles import Role, allow, contribute
        from tourism_backend.publishing.registry import registry
        from tourism_backend.publishing.seeding import Loader, seeds

        registry.register(EVENTS, settle=make_occurrences)
        registry.register(OCCURRENCES)
        importables.register(EVENTS_FROM_FILES)
        worklist.register()
        for pattern in ("event.*", "datechange.*", "occurrence.view"):
            allow(pattern, Role.CURATOR)
        contribute("event", "datechange")
        seeds.register(
            Loader(
                name="events",
                files=(loading.FILE,),
                folder=loading.SEED,
                load=loading.load,
                after=("places",),
            )
        )
