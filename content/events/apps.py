"""The events app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Festivals and other events, their dates by lunar or solar rule."""

    name = "content.events"
    label = "events"
    verbose_name = _("Events")
