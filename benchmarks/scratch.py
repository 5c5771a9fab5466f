"""A database of the benchmarks' own for each size: made, filled once, kept or dropped."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import environ
import psycopg
from psycopg import sql

BASE_DIR = Path(__file__).resolve().parent.parent
ADDRESSES = ("DATABASE_URL", "PUBLIC_DATABASE_URL")
FILLED = "filled"


def name_of(size: int) -> str:
    """The database of that many places."""
    return f"bench_tourism_{size}"


def read_environment() -> None:
    """Read what the settings would read, so that the addresses can be pointed elsewhere first."""
    environ.Env.read_env(BASE_DIR / ".env")
    data = Path(os.environ.get("DATA_DIR", BASE_DIR / ".data"))
    environ.Env.read_env(data / "services.env")
    if not os.environ.get("DATABASE_URL"):
        raise SystemExit("no database: start the services with 'make services'")


def address(url: str, database: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


def environment(database: str) -> dict[str, str]:
    """The environment of a process that works on that database, as in production."""
    found = dict(os.environ)
    for name in ADDRESSES:
        if found.get(name):
            found[name] = address(found[name], database)
    return found | {"DEBUG": "0", "API_RATE_PER_MINUTE": "0", "LOG_LEVEL": "WARNING"}


@contextmanager
def server() -> Iterator[psycopg.Connection]:
    """A connection to the server, for what concerns whole databases."""
    url = os.environ["DATABASE_URL"].replace("postgis:", "postgresql:", 1)
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


def is_filled(database: str) -> bool:
    """Whether an earlier run filled and kept it."""
    with server() as connection:
        found = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [database],
        ).fetchone()
    return found is not None and found[0] == FILLED


def create(database: str, like: str = "template1") -> None:
    """A copy of a database, empty by default, in the place of what an unfinished run left."""
    drop(database)
    with server() as connection:
        names = (sql.Identifier(name) for name in (database, like))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))


def mark_filled(database: str) -> None:
    """Note that it may be used again."""
    with server() as connection:
        name = sql.Identifier(database)
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(name, FILLED))


def drop(database: str) -> None:
    """Remove it, whoever is connected."""
    with server() as connection:
        name = sql.Identifier(database)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
