"""Migrated databases that the tests' and their sites' are copies of: made once for each set of
migrations.

They stay on the server when the tests are over, until the migrations are others.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.conf import settings

from benchmarks import scratch

ROOT = Path(settings.BASE_DIR)
PREFIX = "test_template_"
SHAPED_BY = (
    "*/**/migrations/*.py",
    "*/settings.py",
    "tests/publishing/scratch/*.py",
    "tourism_backend/publishing/*.py",
    "requirements*.txt",
)


def migrated() -> str:
    """The name of the tests' database, which is there."""
    with _alone() as connection:
        name = PREFIX + _shape()
        if not scratch.is_filled(name):
            _make(name, "tests.settings", like=_bare(connection))
    return name


def bare() -> str:
    """The same without the tests' own collections, as sites have it."""
    with _alone() as connection:
        return _bare(connection)


@contextmanager
def _alone() -> Iterator[psycopg.Connection]:
    """A connection to the server. The first process that asks makes databases, the others wait."""
    with scratch.server() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        yield connection


def _bare(connection: psycopg.Connection) -> str:
    name = f"{PREFIX}{_shape()}_bare"
    if not scratch.is_filled(name):
        found = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        for (left,) in connection.execute(found, [PREFIX]).fetchall():
            scratch.drop(left)
        _make(name, "tourism_backend.settings")
    return name


def _shape() -> str:
    digest = hashlib.blake2b(digest_size=6)
    for pattern in SHAPED_BY:
        for path in sorted(ROOT.glob(pattern)):
            if not path.relative_to(ROOT).parts[0].startswith("."):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _make(name: str, settings: str, like: str = "template1") -> None:
    scratch.create(name, like)
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    told = {"DJANGO_SETTINGS_MODULE": settings, "EXTRA_APPS": ""}
    subprocess.run(command, cwd=ROOT, env=scratch.environment(name) | told, check=True)
    scratch.mark_filled(name)
