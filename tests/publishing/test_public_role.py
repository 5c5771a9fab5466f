"""The public role reads public rows and nothing else: it is asked."""

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from tourism_backend.publishing.registry import registry
from tourism_backend.publishing.tables import PUBLIC_TABLES

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def public():
    """A session of the real public alias."""
    alias = connections["public"]
    alias.ensure_connection()
    yield psycopg.Cursor(alias.connection)
    alias.close()


def tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm')"
            " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid"
            " AND d.deptype = 'e')"
        )
        return {name for (name,) in cursor.fetchall()}


def readable():
    live = {table for c in registry for kept in c.live for table in kept.tables}
    own = {table for c in registry for table in c.tables}
    return {*PUBLIC_TABLES, *(c.partition for c in registry), *live, *own}


def test_public_role_reads_each_public_table(public):
    for table in readable():
        public.execute(f"SELECT 1 FROM {table} LIMIT 1")


def test_public_role_when_it_asks_for_any_other_table_is_refused(public):
    others = tables() - readable()
    assert {"scratch_viewpoint", "accounts_user", "django_session"} <= others
    for table in sorted(others):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            public.execute(f'SELECT 1 FROM "{table}" LIMIT 1')


def test_public_role_cannot_write(public):
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        public.execute("DELETE FROM publishing_row")
    public.execute("SET default_transaction_read_only = off")
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        public.execute("DELETE FROM publishing_row")


def test_public_role_is_stopped_when_a_statement_takes_too_long(public):
    public.execute("SHOW statement_timeout")
    assert public.fetchone() == (f"{settings.PUBLIC_STATEMENT_TIMEOUT_MS // 1000}s",)
    public.execute("SET statement_timeout = 50")
    with pytest.raises(psycopg.errors.QueryCanceled):
        public.execute("SELECT pg_sleep(2)")
