"""The translated texts of uploads, and their history (declared once the columns exist)."""

import pghistory
from modeltranslation.translator import TranslationOptions, translator

from content.media.models import Enclosure, Picture


class PictureTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name", "alt", "caption")
    required_languages = {"vi": ("name",), "default": ()}


class EnclosureTranslation(TranslationOptions):
    """Likewise."""

    fields = ("name", "transcript", "caption")
    required_languages = {"vi": ("name",), "default": ()}


translator.register(Picture, PictureTranslation)
translator.register(Enclosure, EnclosureTranslation)
pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["dhash", "mark", "placeholder", "renditions", "making"],
)(Picture)
pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["renditions"],
)(Enclosure)
