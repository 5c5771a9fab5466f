"""When each translated text was written: a translation older than its source is to be looked at.

Triggers keep it, so that direct writes are known too. They are made after each migration, for the
models and languages there are then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from modeltranslation.translator import NotRegistered, translator

from tourism_backend.publishing.collection import column, languages, source_language

AT_ONCE = 40  # a function takes 100 arguments


@dataclass(frozen=True)
class Text:
    """One translated text of a model, in one language beside the source's."""

    field: str
    language: str

    @property
    def name(self) -> str:
        """Its column."""
        return f"{self.field}_{column(self.language)}"

    @property
    def source(self) -> str:
        """The column it is translated from."""
        return f"{self.field}_{column(source_language())}"


def fields(model: type[models.Model]) -> list[str]:
    """The names of a model's translated texts."""
    try:
        options: Any = translator.get_options_for_model(model)
        return list(options.fields)
    except NotRegistered:
        return []


def translations(model: type[models.Model]) -> list[Text]:
    """Every text of a model that is translated from another."""
    others = [code for code in languages() if code != source_language()]
    return [Text(field, code) for field in fields(model) for code in others]


def older(text: Text, table: str = "t", stamps: str = "w.written") -> str:
    """SQL: the translation is there, and its source was changed after it."""
    return (
        f"({table}.{text.name} <> '' AND ({stamps} ->> '{text.source}')::timestamptz"
        f" > coalesce(({stamps} ->> '{text.name}')::timestamptz, '-infinity'))"
    )


def missing(text: Text, table: str = "t") -> str:
    """SQL: there is something to translate, and no translation."""
    return f"({table}.{text.source} <> '' AND coalesce({table}.{text.name}, '') = '')"


def written(record: models.Model) -> dict[str, datetime]:
    """When each text of a record was last changed, as far as it was."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, value::timestamptz FROM publishing_text, jsonb_each_text(written)"
            " WHERE kind = %s AND record = %s",
            [record._meta.db_table, record.pk],
        )
        return dict(cursor.fetchall())


def still_right(record: models.Model, names: Iterable[str]) -> None:
    """Somebody looked at translations (columns) after their source had changed: they stand."""
    known = {text.name for text in translations(type(record))}
    now = timezone.now().isoformat()
    stamps = {name: now for name in names if name in known}
    if stamps:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO publishing_text AS w VALUES (%s, %s, %s::jsonb)"
                " ON CONFLICT (kind, record) DO UPDATE SET written = w.written || excluded.written",
                [record._meta.db_table, record.pk, json.dumps(stamps)],
            )


def watch(database: BaseDatabaseWrapper, model: type[models.Model]) -> None:
    """Have changes of a model's texts stamped from now on."""
    table = model._meta.db_table
    names = [f"{field}_{column(code)}" for field in fields(model) for code in languages()]
    if not names:
        return
    changed = [
        f"'{name}', CASE WHEN OLD.{name} IS DISTINCT FROM NEW.{name} THEN now() END"
        for name in names
    ]
    parts = [
        f"jsonb_strip_nulls(jsonb_build_object({', '.join(changed[n : n + AT_ONCE])}))"
        for n in range(0, len(changed), AT_ONCE)
    ]
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in names)
    with database.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone() == (None,):
            return  # its migration is still to come
        cursor.execute(
            f"""
            CREATE OR REPLACE FUNCTION publishing_text_{table}() RETURNS trigger
            LANGUAGE plpgsql AS $$
            BEGIN
                INSERT INTO publishing_text AS w VALUES ('{table}', NEW.id, {" || ".join(parts)})
                ON CONFLICT (kind, record)
                DO UPDATE SET written = w.written || excluded.written;
                RETURN NULL;
            END $$;
            CREATE OR REPLACE TRIGGER publishing_text AFTER UPDATE ON {table}
            FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION publishing_text_{table}()
            """
        )
