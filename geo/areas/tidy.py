"""Text of a record is cleaned wherever it comes from: API, admin, import, command."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tourism_backend.common.text import clean
from tourism_backend.publishing.collection import in_languages


class Tidy(models.Model):
    """A model whose texts are NFC, without control characters and stray spaces."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Clean the texts, then check every field."""
        for name in _texts_of(type(self)):
            value = getattr(self, name)
            if value and isinstance(value, str):
                setattr(self, name, clean(value))
            elif value and isinstance(value, list):
                setattr(self, name, _tidy_list(value))
        super().clean_fields(exclude)


@cache
def _texts_of(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of texts and lists; of a translated text its languages, not the text itself.

    What is generated is the database's, and not there before it is saved.
    """
    names = [
        f.attname
        for f in model._meta.concrete_fields
        if isinstance(f, models.CharField | models.TextField | ArrayField) and not f.generated
    ]
    return tuple(name for name in names if not {*in_languages(name)} & {*names})


def _tidy_list(values: list[object]) -> list[object]:
    """Cleaned, without empty and repeated entries, in the given order."""
    cleaned = (clean(value) if isinstance(value, str) else value for value in values)
    return [value for value in dict.fromkeys(cleaned) if value not in ("", None)]
