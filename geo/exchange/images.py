"""What records were before an import, and putting them back to the byte.

PostgreSQL writes and reads the columns itself, as texts: what comes back is what was there,
geometries, floats and arrays included. Statements are composed of the model's own names; values
are parameters.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import sql

from geo.exchange.models import Action, Import
from tourism_backend.publishing.snapshots import ends_of, links_of

ROWS = sql.Identifier("exchange_importrow")


def _columns(model: type[Model]) -> list[tuple[str, str]]:
    """Name and database type of every column but the key."""
    return [
        (str(f.column), str(f.db_type(connection)))
        for f in model._meta.concrete_fields
        if not f.primary_key
    ]


def _link_tables(model: type[Model]) -> list[tuple[str, str, str, str]]:
    """Of each many-to-many field its name, its table, the columns of the record and the other."""
    found = []
    for link in links_of(model):
        through: Any = link.remote_field.through
        found.append((link.name, through._meta.db_table, *ends_of(link)))
    return found


def _image(model: type[Model]) -> sql.Composable:
    """The row ``t`` as JSON: each column's text by its name, the rows of its links by theirs."""
    # A function takes 100 arguments at most: in parts of 40 columns.
    columns = _columns(model)
    parts = [
        sql.SQL("jsonb_build_object({})").format(
            sql.SQL(", ").join(
                sql.SQL("{}, t.{}::text").format(sql.Literal(name), sql.Identifier(name))
                for name, _type in columns[at : at + 40]
            )
        )
        for at in range(0, len(columns), 40)
    ]
    parts += [
        sql.SQL(
            "jsonb_build_object({}, (SELECT coalesce(jsonb_agg(jsonb_build_array(l.id, l.{other})"
            " ORDER BY l.id), '[]') FROM {} l WHERE l.{owner} = t.id))"
        ).format(
            sql.Literal(f"+{name}"),
            sql.Identifier(table),
            owner=sql.Identifier(owner),
            other=sql.Identifier(other),
        )
        for name, table, owner, other in _link_tables(model)
    ]
    return sql.SQL("({})").format(sql.SQL(" || ").join(parts))


def _run(statement: str, model: type[Model], *values: Any, **parts: sql.Composable) -> Any:
    composed = sql.SQL(statement).format(
        rows=ROWS, table=sql.Identifier(model._meta.db_table), image=_image(model), **parts
    )
    cursor = connection.cursor()
    cursor.execute(composed.as_string(), values)  # what history adds to it, it adds to a text
    return cursor


@contextmanager
def over_all_rows() -> Iterator[None]:
    """For statements over all rows of an import, in its transaction.

    The planner does not know yet of what was just written. It would read one table through for
    every row of the other, if it were let.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield  # a transaction that fails forgets it
        cursor.execute("SET LOCAL enable_nestloop = on")


def keep_before(model: type[Model], job: Import, lines: Sequence[int]) -> None:
    """Keep the records of these rows as they are now; the rows must have been written."""
    _run(
        "UPDATE {rows} r SET before = {image} FROM {table} t"
        " WHERE r.job_id = %s AND r.line = ANY(%s) AND r.action = %s AND t.uuid = r.record",
        model, job.pk, list(lines), Action.CHANGED,
    )  # fmt: skip


def keep_after(model: type[Model], job: Import) -> None:
    """Remember what the written records look like now."""
    _run(
        "UPDATE {rows} r SET after = md5(({image})::text) FROM {table} t"
        " WHERE r.job_id = %s AND r.action IN (%s, %s) AND t.uuid = r.record",
        model, job.pk, Action.NEW, Action.CHANGED,
    )  # fmt: skip


def touched(model: type[Model], job: Import, most: int) -> list[str]:
    """The names of records that are not as the import left them, at most so many."""
    cursor = _run(
        "SELECT coalesce(nullif(r.title, ''), r.key) FROM {rows} r"
        " LEFT JOIN {table} t ON t.uuid = r.record"
        " WHERE r.job_id = %s AND r.action IN (%s, %s)"
        " AND md5(({image})::text) IS DISTINCT FROM r.after ORDER BY r.line LIMIT %s",
        model, job.pk, Action.NEW, Action.CHANGED, most,
    )  # fmt: skip
    return [name for (name,) in cursor.fetchall()]


def put_back(model: type[Model], job: Import) -> None:
    """Write the changed records as they were before."""
    columns = _columns(model)
    assigned = sql.SQL(", ").join(
        sql.SQL("{} = (r.before ->> {})::{}").format(
            sql.Identifier(name), sql.Literal(name), sql.SQL(kind)
        )
        for name, kind in columns
    )
    _run(
        "UPDATE {table} t SET {assigned} FROM {rows} r"
        " WHERE r.job_id = %s AND r.action = %s AND t.uuid = r.record",
        model, job.pk, Action.CHANGED, assigned=assigned,
    )  # fmt: skip
    for name, table, owner, other in _link_tables(model):
        names = {
            "links": sql.Identifier(table),
            "owner": sql.Identifier(owner),
            "other": sql.Identifier(other),
            "key": sql.Literal(f"+{name}"),
        }
        # A link that stayed keeps its row: only what differs is written.
        _run(
            "DELETE FROM {links} l USING {table} t, {rows} r"
            " WHERE r.job_id = %s AND r.action = %s AND t.uuid = r.record AND l.{owner} = t.id"
            " AND NOT r.before -> {key} @> jsonb_build_array(jsonb_build_array(l.id, l.{other}))",
            model, job.pk, Action.CHANGED, **names,
        )  # fmt: skip
        _run(
            "INSERT INTO {links} (id, {owner}, {other})"
            " SELECT (kept ->> 0)::bigint, t.id, (kept ->> 1)::bigint FROM {rows} r"
            " JOIN {table} t ON t.uuid = r.record"
            " CROSS JOIN jsonb_array_elements(r.before -> {key}) kept"
            " WHERE r.job_id = %s AND r.action = %s ON CONFLICT DO NOTHING",
            model, job.pk, Action.CHANGED, **names,
        )  # fmt: skip


def remove_new(model: type[Model], job: Import) -> None:
    """Remove the records that the import made; what hangs on them was looked for before."""
    for _name, table, owner, _other in _link_tables(model):
        _run(
            "DELETE FROM {links} l USING {table} t, {rows} r"
            " WHERE r.job_id = %s AND r.action = %s AND t.uuid = r.record AND l.{owner} = t.id",
            model, job.pk, Action.NEW, links=sql.Identifier(table), owner=sql.Identifier(owner),
        )  # fmt: skip
    _run(
        "DELETE FROM {table} t USING {rows} r"
        " WHERE r.job_id = %s AND r.action = %s AND t.uuid = r.record",
        model, job.pk, Action.NEW,
    )  # fmt: skip


def differ(model: type[Model], job: Import) -> list[str]:
    """The names of changed records that are not as they were before: none, after ``put_back``."""
    cursor = _run(
        "SELECT r.key FROM {rows} r JOIN {table} t ON t.uuid = r.record"
        " WHERE r.job_id = %s AND r.action = %s AND {image} IS DISTINCT FROM r.before",
        model, job.pk, Action.CHANGED,
    )  # fmt: skip
    return [key for (key,) in cursor.fetchall()]
