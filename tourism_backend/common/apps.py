"""The common ground: refusals, text, HTTP, health."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """What every room stands on."""

    name = "tourism_backend.common"
    label = "common"
