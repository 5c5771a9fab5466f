"""The tours app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ToursConfig(AppConfig):
    """Itineraries: days, ordered stops at places, tracks."""

    name = "content.tours"
    label = "tours"
    verbose_name = _("Tours")
