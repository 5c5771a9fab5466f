"""The translated texts of categories, places and disruptions, and their history.

History is declared here and not with the models: an event table copies the columns that exist
when it is declared, and the language columns do not exist before this.
"""

import pghistory
from modeltranslation.translator import TranslationOptions, translator

from geo.places.models import Category, Disruption, Place, PositionProposal


def _events() -> tuple[pghistory.RowEvent, ...]:
    """One of each for each model: an event keeps what it was set up for."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()


class CategoryTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name",)
    required_languages = {"vi": ("name",), "default": ()}


class PlaceTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name", "teaser", "description", "address", "fee", "accessibility")
    required_languages = {"vi": ("name",), "default": ()}


class DisruptionTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name", "reason")
    required_languages = {"vi": ("name",), "default": ()}


translator.register(Category, CategoryTranslation)
translator.register(Place, PlaceTranslation)
translator.register(Disruption, DisruptionTranslation)
for model in (Category, Place, Disruption):
    pghistory.track(*_events())(model)
# What a visitor left to be reached by is kept in no history.
pghistory.track(*_events(), exclude=["contact", "by"])(PositionProposal)
