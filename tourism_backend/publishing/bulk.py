"""Many rows in one statement: PostgreSQL takes them apart from one JSON value.

Django's own statement has a parameter for each value: for a thousand rows of eighty columns it
takes longer to put together than to execute. Columns are the model's, values are parameters.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import orjson
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.db.models import Model
from psycopg import sql

from tourism_backend.publishing.snapshots import AnyField, encode, ends_of, links_of


def insert(records: Sequence[Model]) -> None:
    """Insert new rows of one model, and give the records their keys."""
    if not records:
        return
    model = type(records[0])
    for record, key in zip(records, _keys(model, len(records)), strict=True):
        record.pk = key
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    names = _names(fields)
    statement = sql.SQL(
        "INSERT INTO {table} ({names})"
        " SELECT {names} FROM json_populate_recordset(NULL::{table}, %s)"
    ).format(table=_table(model), names=sql.SQL(", ").join(names))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), [_json(fields, records, add=True)])
    for record in records:
        record._state.adding, record._state.db = False, connection.alias


def update(records: Sequence[Model], names: Collection[str]) -> None:
    """Write these fields of rows that are there."""
    if not records:
        return
    model = type(records[0])
    fields = [field for field in model._meta.concrete_fields if field.name in names]
    assigned = [sql.SQL("{0} = given.{0}").format(name) for name in _names(fields)]
    statement = sql.SQL(
        "UPDATE {table} kept SET {assigned} FROM json_populate_recordset(NULL::{table}, %s) given"
        " WHERE kept.{key} = given.{key}"
    ).format(
        table=_table(model),
        assigned=sql.SQL(", ").join(assigned),
        key=sql.Identifier(str(_key(model).column)),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), [_json([_key(model), *fields], records, add=False)])


def link(wanted: Sequence[tuple[Model, Mapping[str, Iterable[Model]]]]) -> None:
    """Make many-to-many fields of rows hold these records: two statements a field at most."""
    names = {name for _record, links in wanted for name in links}
    for field in links_of(type(wanted[0][0])) if wanted else ():
        if field.name not in names:
            continue
        through: Any = field.remote_field.through
        owner, other = ends_of(field)
        pairs = {
            (record.pk, one.pk) for record, links in wanted for one in links.get(field.name, ())
        }
        owners = [record.pk for record, links in wanted if field.name in links]
        held = {
            (row[owner], row[other]): row["pk"]
            for row in through._default_manager.filter(**{f"{owner}__in": owners}).values(
                "pk", owner, other
            )
        }
        gone = [key for pair, key in held.items() if pair not in pairs]
        if gone:
            through._default_manager.filter(pk__in=gone).delete()
        insert([through(**{owner: a, other: b}) for a, b in sorted(pairs - held.keys())])


def _keys(model: type[Model], count: int) -> Iterable[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{model._meta.db_table}"', _key(model).column, count],
        )
        return [key for (key,) in cursor.fetchall()]


def _key(model: type[Model]) -> AnyField:
    key = model._meta.pk
    assert key is not None
    return key


def _table(model: type[Model]) -> sql.Identifier:
    return sql.Identifier(model._meta.db_table)


def _names(fields: Iterable[AnyField]) -> list[sql.Identifier]:
    return [sql.Identifier(str(field.column)) for field in fields]


def _json(fields: Sequence[AnyField], records: Iterable[Model], *, add: bool) -> str:
    rows = [
        {field.column: _value(field, field.pre_save(record, add)) for field in fields}
        for record in records
    ]
    return orjson.dumps(rows).decode()


def _value(field: Any, value: Any) -> Any:
    """A value as the column's type reads it from JSON."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, GEOSGeometry):
        if value.srid is None:
            value = value.clone()
            value.srid = field.srid
        return value.hexewkb.decode()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    return encode(field, value)
