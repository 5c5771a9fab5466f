"""The exchange app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    """Records in from files, out to files, and compared with OpenStreetMap."""

    name = "geo.exchange"
    label = "exchange"
    verbose_name = _("Exchange")

    def ready(self) -> None:
        """Say who may import; what may be written, each collection's services ask."""
        from tourism_backend.accounts.roles import Role, allow

        allow("import.*", Role.CURATOR)
