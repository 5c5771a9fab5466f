"""The specialities app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpecialitiesConfig(AppConfig):
    """Foods and products of the destination, their season and origin."""

    name = "content.specialities"
    label = "specialities"
    verbose_name = _("Specialities")
