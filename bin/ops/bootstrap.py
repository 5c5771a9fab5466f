"""Bring the database and the files up to this version of the code, in one Python process.

``bin/run`` and the containers' one-shot service run it: migrations, static files, seed data, demo
accounts. Each step finds for itself what is left to do.
"""

import argparse
import contextlib
import hashlib
import io
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from .base import BASE_DIR, OpsError, data_dir, fail, say, write_private

ACCOUNTS = "demo-accounts.txt"


@contextlib.contextmanager
def _step(what: str) -> Iterator[None]:
    begun = time.monotonic()
    yield
    say(f"bootstrap {what} ({time.monotonic() - begun:.1f} s)")


def _has_command(name: str) -> bool:
    from django.core.management import get_commands

    return name in get_commands()


def _static_mark() -> str:
    """What the collected static files depend on: each source's path, size and time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def collect_static() -> None:
    """Collect the static files, when any has changed since the last time."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    mark = _static_mark()
    if stamp.exists() and stamp.read_text() == mark:
        return
    with _step("static files"):
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(mark)


def seed(*, demo: bool) -> None:
    """The destination's data; and, for trying it out, an account of each role."""
    from django.core.management import call_command

    if _has_command("load_seed"):
        with _step("seed data"):
            call_command("load_seed")
    if demo and _has_command("demo_accounts"):
        words = io.StringIO()
        call_command("demo_accounts", force=True, stdout=words)
        write_private(data_dir() / ACCOUNTS, words.getvalue())


def main(argv: list[str]) -> int:
    """The command line of ``bin/bootstrap``."""
    parser = argparse.ArgumentParser(prog="bin/bootstrap", description=__doc__)
    parser.add_argument("--no-seed", action="store_true", help="no data of the destination")
    parser.add_argument("--demo", action="store_true", help="an account of each role")
    options = parser.parse_args(argv)
    sys.path.insert(0, str(BASE_DIR))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tourism_backend.settings")
    import django
    from django.core.management import call_command

    try:
        django.setup()
        with _step("migrations"):
            call_command("migrate", interactive=False, verbosity=0)
        collect_static()
        if not options.no_seed:
            seed(demo=options.demo)
    except OpsError as error:
        return fail(error)
    return 0
