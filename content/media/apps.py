"""The media app."""

from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    """Pictures, recordings and documents of whatever is published."""

    name = "content.media"
    label = "media"
    verbose_name = _("Media")

    def ready(self) -> None:
        """Register what is public of uploads, who may write them, where the admin shows them."""
        from content.media import inlines, panel, shown
        from content.media.collection import PICTURES
        from content.media.enclosures import ENCLOSURES
        from content.media.models import Enclosure, Picture
        from content.media.services import admit
        from tourism_backend.accounts.roles import Role, allow, contribute
        from tourism_backend.publishing.admin import panels
        from tourism_backend.publishing.registry import registry

        registry.register(PICTURES, admit=partial(admit, Picture))
        registry.register(ENCLOSURES, admit=partial(admit, Enclosure))
        registry.share(shown.pictures_of, shown.enclosures_of, settle=shown.settle)
        panels.register(panel.pictures)
        panels.edit(inlines.pictures)
        panels.edit(inlines.enclosures)
        panels.illustrate(Picture, panel.preview)
        for name in ("picture", "enclosure"):
            allow(f"{name}.*", Role.CURATOR)
            contribute(name)
