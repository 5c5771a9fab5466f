"""The planner app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlannerConfig(AppConfig):
    """Day plans that hold: open doors, real distances."""

    name = "content.planner"
    label = "planner"
    verbose_name = _("Planner")

    def ready(self) -> None:
        """Register how stay times are loaded, and who may change them."""
        from content.planner import loading
        from tourism_backend.accounts.roles import Role, allow
        from tourism_backend.publishing.seeding import Loader, seeds

        allow("staytime.*", Role.CURATOR)
        seeds.register(
            Loader(
                name="planner",
                files=loading.FILES,
                folder=loading.SEED,
                load=loading.load,
                after=("places",),
            )
        )
