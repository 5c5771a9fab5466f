"""Keeps the public tables true to the settings and the registry, after each migration.

A language gets its columns, a collection its partition, and the public role the right to read
the public tables and what live values need, and nothing else.
"""

from __future__ import annotations

import contextlib
from typing import Any

from django.conf import settings
from django.db import ProgrammingError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from tourism_backend.publishing import linkhistory, texts
from tourism_backend.publishing.collection import Collection, column, languages
from tourism_backend.publishing.registry import registry

# Bytes: rows up to this are written whole, two of them to a page. Packing them, or parts of them
# elsewhere, costs more when they are written and each time they are read.
HALF_A_PAGE = 4064
PUBLIC_TABLES = (
    "publishing_row",
    "publishing_detail",
    "publishing_term",
    "publishing_word",
    "publishing_slug",
    "publishing_cell",
    "publishing_collection",
)


def prepare(using: str = "default", **_: Any) -> None:
    """Add what is missing and grant what is public; run again, it changes nothing."""
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('publishing_term'), to_regclass('publishing_text'),"
            " to_regclass('publishing_rowchange')"
        )
        if None in cursor.fetchone():
            return  # migrated back, or only in part
    add_languages(connection)
    for collection in registry:
        add_partition(connection, collection)
        texts.watch(connection, collection.model)
    linkhistory.watch(connection)
    grant(connection)


def add_languages(connection: BaseDatabaseWrapper) -> None:
    """The text columns of every language of the settings."""
    with connection.cursor() as cursor:
        for language in languages():
            suffix = column(language)
            cursor.execute(
                f"ALTER TABLE publishing_row ADD COLUMN IF NOT EXISTS title_{suffix} text,"
                f" ADD COLUMN IF NOT EXISTS hint_{suffix} text,"
                f" ADD COLUMN IF NOT EXISTS summary_{suffix} text COMPRESSION lz4"
            )
            cursor.execute(
                f"ALTER TABLE publishing_detail ADD COLUMN IF NOT EXISTS detail_{suffix} text"
                " COMPRESSION lz4"  # packed and unpacked several times as fast as by default
            )
            cursor.execute(
                f"ALTER TABLE publishing_term ADD COLUMN IF NOT EXISTS title_{suffix} text,"
                f" ADD COLUMN IF NOT EXISTS hint_{suffix} text,"
                f" ADD COLUMN IF NOT EXISTS language_{suffix} text"
            )


def add_partition(connection: BaseDatabaseWrapper, collection: Collection) -> None:
    """The table of one collection's rows, and its line in the list of collections."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [collection.partition])
        if cursor.fetchone() == (None,):
            cursor.execute(
                f"CREATE TABLE {collection.partition} PARTITION OF publishing_row"
                f" FOR VALUES IN ('{collection.name}') WITH (toast_tuple_target = {HALF_A_PAGE})"
            )
        cursor.execute(
            "INSERT INTO publishing_collection (name) VALUES (%s) ON CONFLICT DO NOTHING",
            [collection.name],
        )


def grant(connection: BaseDatabaseWrapper) -> None:
    """Let the public role read the public tables, and take away whatever else it may have."""
    role = sql.Identifier(settings.PUBLIC_ROLE)
    own = {table for collection in registry for table in collection.tables}
    own |= {table for collection in registry for kept in collection.live for table in kept.tables}
    readable = [*PUBLIC_TABLES, *(c.partition for c in registry), *sorted(own)]
    with connection.cursor() as cursor:
        ensure_role(cursor)
        cursor.execute(sql.SQL("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {}").format(role))
        cursor.execute(sql.SQL("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {}").format(role))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(role))
        for table in readable:
            # It may belong to a room whose migration is still to come.
            cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
            if cursor.fetchone() == (True,):
                name = sql.Identifier(table)
                cursor.execute(sql.SQL("GRANT SELECT ON {} TO {}").format(name, role))


def ensure_role(cursor: CursorWrapper) -> None:
    """Create the public role where the database's owner has not; it may not log in by itself."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.PUBLIC_ROLE])
    if cursor.fetchone() is None:
        # Two test runs may meet here: roles belong to the server, not to a database.
        create = sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(settings.PUBLIC_ROLE))
        with contextlib.suppress(ProgrammingError), transaction.atomic(cursor.db.alias):
            cursor.execute(create)
