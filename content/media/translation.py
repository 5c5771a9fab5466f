"""The translated texts of pictures, and their history (declared once the columns exist)."""

import pghistory
from modeltranslation.translator import TranslationOptions, translator

from content.media.models import Picture


class PictureTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name", "alt", "caption")
    required_languages = {"vi": ("name",), "default": ()}


translator.register(Picture, PictureTranslation)
pghistory.track(
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
    exclude=["dhash", "placeholder", "renditions", "making"],
)(Picture)
