"""A real Celery worker: dependents are republished, and a killed worker loses nothing."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tourism_backend.publishing import reads

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def environment():
    """This run's database and queue, for a process of its own."""
    url = "postgis://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    ours = {"DATABASE_URL": url, "PUBLIC_DATABASE_URL": "", "PYTHONPATH": str(ROOT)}
    # The Redis number follows the run's name, not the database's.
    return {**os.environ, **ours, "DJANGO_SETTINGS_MODULE": "tests.settings"}


def start_worker():
    command = [Path(sys.executable).parent / "celery", "-A", "tourism_backend", "worker"]
    return subprocess.Popen(
        [*command, "--pool=prefork", "--concurrency=1", "--loglevel=warning", "--without-mingle"],
        cwd=ROOT,
        env=environment(),
        start_new_session=True,
    )


def stop(worker, how=signal.SIGTERM):
    os.killpg(worker.pid, how)
    worker.wait(20)


def summaries():
    return [text for (text,) in reads.fetch("SELECT summary_vi FROM publishing_row_viewpoints")]


def wait_for(word, seconds=120):
    deadline = time.monotonic() + seconds
    while not all(f'"{word}"' in text for text in summaries()):
        assert time.monotonic() < deadline, summaries()
        time.sleep(0.2)


def test_kind_when_renamed_is_republished_by_the_worker(make, publish, kind):
    publish(*(make() for _ in range(5)))
    worker = start_worker()
    try:
        kind.name = "hill"
        kind.save()
        wait_for("hill")
    finally:
        stop(worker)


def test_worker_when_killed_at_its_task_leaves_it_to_the_next(make, publish, kind):
    publish(*(make() for _ in range(5)))
    with connection.cursor() as cursor:  # the version lock holds the task where it would write
        cursor.execute("BEGIN; SELECT pg_advisory_xact_lock(hashtext('publishing.version'))")
        rename = [sys.executable, "-c", RENAME.format(pk=kind.pk)]
        subprocess.run(rename, env=environment(), cwd=ROOT, check=True)
        worker = start_worker()
        wait_until_a_session_waits_for_the_lock()
        stop(worker, signal.SIGKILL)
        cursor.execute("COMMIT")
    assert all('"tower"' in text for text in summaries())
    worker = start_worker()
    try:
        wait_for("ridge")
    finally:
        stop(worker)


RENAME = """
import django; django.setup()
from tests.publishing.scratch.models import Kind
kind = Kind.objects.get(pk={pk}); kind.name = "ridge"; kind.save()
"""


def wait_until_a_session_waits_for_the_lock():
    deadline = time.monotonic() + 120
    waiting = (0,)
    while waiting == (0,):
        assert time.monotonic() < deadline
        time.sleep(0.2)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            waiting = cursor.fetchone()
