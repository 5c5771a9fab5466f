"""The translated texts of events and their dates, and the history of what is edited.

History is declared here and not with the models: an event table copies the columns that exist
when it is declared, and the language columns do not exist before this.
"""

import pghistory
from modeltranslation.translator import TranslationOptions, translator

from content.events.models import DateChange, Event, Occurrence


def _history() -> tuple[pghistory.RowEvent, ...]:
    """One of each for each model: an event keeps what it was set up for."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()


class EventTranslation(TranslationOptions):
    """One column a language."""

    fields = (
        *("name", "teaser", "description", "programme", "venue", "date_note", "organiser", "fee"),
        "cancellation_reason",
    )
    required_languages = {"vi": ("name",), "default": ()}


class DateChangeTranslation(TranslationOptions):
    """One column a language."""

    fields = ("reason",)


class OccurrenceTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name", "reason")


translator.register(Event, EventTranslation)
translator.register(DateChange, DateChangeTranslation)
translator.register(Occurrence, OccurrenceTranslation)
for model in (Event, DateChange):
    pghistory.track(*_history())(model)
