"""A migrated database that the tests' own are copies of: made once for each set of migrations.

It stays on the server when the tests are over, until the migrations are others.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings
from psycopg import sql

ROOT = Path(settings.BASE_DIR)
PREFIX = "test_template_"
DONE = "migrated"
SHAPED_BY = (
    "*/**/migrations/*.py",
    "*/settings.py",
    "tests/publishing/scratch/*.py",
    "tourism_backend/publishing/*.py",
    "requirements*.txt",
)


def migrated() -> str:
    """The name of the database, which is there."""
    name = PREFIX + _shape()
    with psycopg.connect(dsn(os.environ["DATABASE_URL"]), autocommit=True) as server:
        # The first process that asks makes it, the others wait.
        server.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        found = server.execute(
            "SELECT datname, shobj_description(oid, 'pg_database') FROM pg_database"
            " WHERE starts_with(datname, %s)",
            [PREFIX],
        ).fetchall()
        if (name, DONE) not in found:
            for left, _ in found:
                server.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(sql.Identifier(left)))
            _make(server, name)
    return name


def _shape() -> str:
    digest = hashlib.blake2b(digest_size=6)
    for pattern in SHAPED_BY:
        for path in sorted(ROOT.glob(pattern)):
            if not path.relative_to(ROOT).parts[0].startswith("."):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _make(server: psycopg.Connection, name: str) -> None:
    database = sql.Identifier(name)
    server.execute(sql.SQL("CREATE DATABASE {}").format(database))
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    url = renamed(os.environ["DATABASE_URL"], name)
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    server.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(database, DONE))


def dsn(url: str) -> str:
    """The address as psycopg knows it."""
    return urlunsplit(urlsplit(url)._replace(scheme="postgresql"))


def renamed(url: str, name: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
