"""A migrated database that the tests' own are copies of: made once for each set of migrations.

It stays on the server when the tests are over, until the migrations are others.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

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
    """The name of the database, which is there."""
    name = PREFIX + _shape()
    with scratch.server() as connection:
        # The first process that asks makes it, the others wait.
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [PREFIX])
        if not scratch.is_filled(name):
            found = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
            for (left,) in connection.execute(found, [PREFIX]).fetchall():
                scratch.drop(left)
            _make(name)
    return name


def _shape() -> str:
    digest = hashlib.blake2b(digest_size=6)
    for pattern in SHAPED_BY:
        for path in sorted(ROOT.glob(pattern)):
            if not path.relative_to(ROOT).parts[0].startswith("."):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _make(name: str) -> None:
    scratch.create(name)
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    environment = scratch.environment(name) | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    scratch.mark_filled(name)
