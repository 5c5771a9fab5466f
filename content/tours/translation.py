"""The translated texts of tours, and their history (declared here, once the columns exist)."""

import pghistory
from modeltranslation.translator import TranslationOptions, translator

from content.tours.models import Tour, TourDay, TourStop


class TourTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name", "description", "departure", "transport", "advice")
    required_languages = {"vi": ("name",), "default": ()}


class TourDayTranslation(TranslationOptions):
    """One column a language."""

    fields = ("title", "text")


class TourStopTranslation(TranslationOptions):
    """One column a language."""

    fields = ("note",)


translator.register(Tour, TourTranslation)
translator.register(TourDay, TourDayTranslation)
translator.register(TourStop, TourStopTranslation)
for model in (Tour, TourDay, TourStop):
    pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(
        model
    )
