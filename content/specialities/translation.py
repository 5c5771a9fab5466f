"""The translated texts of specialities, and their history (declared once the columns exist)."""

import pghistory
from modeltranslation.translator import TranslationOptions, translator

from content.specialities.models import Speciality


class SpecialityTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name", "teaser", "description")
    required_languages = {"vi": ("name",), "default": ()}


translator.register(Speciality, SpecialityTranslation)
pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(
    Speciality
)
