"""History of the rows that belong to records and have no history table of their own.

Links of many-to-many fields and rows of shared tables are watched by triggers made after each
migration, for the collections there are then: no room needs to say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from tourism_backend.publishing.collection import Collection, Part
from tourism_backend.publishing.registry import registry
from tourism_backend.publishing.snapshots import links_of

# The time of rows that were there before they were watched.
EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Watched:
    """A table whose rows belong to records; ``owner`` is the column that names the record."""

    table: str
    owner: str
    target: str = ""  # of a link: the column of what is linked


def link_table(field: models.ManyToManyField) -> Watched:  # type: ignore[type-arg]
    """Where the links of a many-to-many field lie."""
    through = field.remote_field.through._meta.db_table  # type: ignore[union-attr]
    return Watched(through, field.m2m_column_name(), field.m2m_reverse_name())


def part_table(part: Part) -> Watched:
    """Where the rows of a part lie."""
    owner = part.model._meta.get_field(part.owner)
    return Watched(part.model._meta.db_table, str(owner.column))  # type: ignore[union-attr]


def event_model(model: type[models.Model]) -> Any | None:
    """The model of the rows that pghistory writes of a model's changes; None: it keeps none."""
    kinds = set(getattr(model, "pgh_event_models", {}).values())
    return next(iter(kinds)) if kinds else None


def is_tracked(model: type[models.Model]) -> bool:
    """Whether pghistory keeps a table of the model's changes."""
    return event_model(model) is not None


def watched(collection: Collection) -> Iterator[Watched]:
    """The tables of a collection's links and untracked parts."""
    for field in links_of(collection.model):
        yield link_table(field)
    for part in collection.parts:
        if not is_tracked(part.model):
            yield part_table(part)


def watch(connection: BaseDatabaseWrapper) -> None:
    """Watch every such table that is not watched yet, and write down what it holds."""
    tables = {one for collection in registry for one in watched(collection)}
    with connection.cursor() as cursor:
        for one in sorted(tables, key=lambda one: one.table):
            cursor.execute(
                "SELECT to_regclass(%s) IS NULL OR EXISTS (SELECT FROM pg_trigger"
                " WHERE tgrelid = to_regclass(%s) AND tgname = 'publishing_rowchange')",
                [one.table, one.table],
            )
            if cursor.fetchone() == (True,):
                continue
            cursor.execute(
                f"CREATE TRIGGER publishing_rowchange AFTER INSERT OR UPDATE OR DELETE"
                f" ON {one.table} FOR EACH ROW"
                f" EXECUTE FUNCTION publishing_rowchange('{one.owner}')"
            )
            cursor.execute(
                'INSERT INTO publishing_rowchange ("table", owner, kind, "row", at)'
                f" SELECT %s, t.{one.owner}::text, 'insert', to_jsonb(t), %s FROM {one.table} t",
                [one.table, EVER],
            )
