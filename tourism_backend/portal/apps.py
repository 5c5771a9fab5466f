"""The portal as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """The public web."""

    name = "tourism_backend.portal"
    label = "portal"
    verbose_name = _("Public web")
