"""The media app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Pictures of whatever is published."""

    name = "content.media"
    label = "media"
    verbose_name = _("Pictures")

    def ready(self) -> None:
        """Register what is public of a picture, and who may write them."""
        from content.media.collection import PICTURES
        from tourism_backend.accounts.roles import Role, allow
        from tourism_backend.publishing.registry import registry

        registry.register(PICTURES)
        allow("picture.*", Role.CURATOR)
