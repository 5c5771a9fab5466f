"""Text of a record is cleaned wherever it comes from: API, admin, import, command."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.postgres.fields import ArrayField
from django.db import models

from tourism_backend.common.text import clean


class Tidy(models.Model):
    """A model whose texts are NFC, without control characters and stray spaces."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Clean the texts, then check every field."""
        for field in self._meta.concrete_fields:
            if field.generated:
                continue  # the database's, and not there before it is saved
            value = getattr(self, field.attname)
            if isinstance(field, models.CharField | models.TextField) and isinstance(value, str):
                setattr(self, field.attname, clean(value))
            elif isinstance(field, ArrayField) and isinstance(value, list):
                setattr(self, field.attname, _tidy_list(value))
        super().clean_fields(exclude)


def _tidy_list(values: list[object]) -> list[object]:
    """Cleaned, without empty and repeated entries, in the given order."""
    cleaned = (clean(value) if isinstance(value, str) else value for value in values)
    return [value for value in dict.fromkeys(cleaned) if value not in ("", None)]
