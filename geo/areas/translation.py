"""The translated texts of an area, and its history.

History is declared here and not in ``models.py``: an event table copies the columns that exist
when it is declared, and the language columns do not exist before this.
"""

import pghistory
from modeltranslation.translator import TranslationOptions, translator

from geo.areas.models import Area, FormerUnit


def _events() -> tuple[pghistory.RowEvent, ...]:
    """One of each for each model: an event keeps what it was set up for."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()


class AreaTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name", "full_name")
    required_languages = {"vi": ("name", "full_name"), "default": ()}


translator.register(Area, AreaTranslation)
pghistory.track(*_events())(Area)
pghistory.track(*_events())(FormerUnit)
