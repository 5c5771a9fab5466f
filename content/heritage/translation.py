"""The translated texts of the register, and its history (declared once the columns exist).

Decisions and inscriptions are appended only: they are their own history.
"""

import pghistory
from modeltranslation.translator import TranslationOptions, translator

from content.heritage.models import (
    Artefact,
    Bearer,
    Document,
    Incident,
    Intangible,
    Intervention,
    Monument,
    Photograph,
    ProtectionZone,
    Survey,
    TypeName,
    Viewpoint,
)


class MonumentTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name", "teaser", "description", "managing_body")
    required_languages = {"vi": ("name",), "default": ()}


class IntangibleTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name", "teaser", "description", "communities")
    required_languages = {"vi": ("name",), "default": ()}


class ZoneTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name", "permitted")
    required_languages = {"vi": ("name",), "default": ()}


class ArtefactTranslation(TranslationOptions):
    """One column a language."""

    fields = ("name", "teaser", "description", "material")
    required_languages = {"vi": ("name",), "default": ()}


translator.register(Artefact, ArtefactTranslation)
translator.register(Monument, MonumentTranslation)
translator.register(Intangible, IntangibleTranslation)
translator.register(ProtectionZone, ZoneTranslation)
for model in (
    Monument, ProtectionZone, Intangible, Artefact, TypeName, Bearer, Survey, Intervention,
    Incident, Document, Viewpoint, Photograph,
):  # fmt: skip
    pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())(
        model
    )
