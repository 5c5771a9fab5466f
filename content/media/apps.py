"""The media app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Pictures of whatever is published."""

    name = "content.media"
    label = "media"
    verbose_name = _("Pictures")

    def ready(self) -> None:
        """Register what is public of a picture, who may write them, where the admin shows them."""
        from content.media import panel
        from content.media.collection import PICTURES
        from content.media.services import admit
        from tourism_backend.accounts.roles import Role, allow, contribute
        from tourism_backend.publishing.admin import panels
        from tourism_backend.publishing.registry import registry

        registry.register(PICTURES, admit=admit)
        panels.register(panel.pictures)
        allow("picture.*", Role.CURATOR)
        contribute("picture")
