"""The search in a process of its own: bounded in time, memory and number.

OR-Tools never enters a web worker: its memory goes back when the plan is made, a search that
hangs is killed, and a worker's other requests go on meanwhile. Starting costs about 0.2 s.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from content.planner.problem import Problem as Trip
from tourism_backend.common.problems import Problem

WAIT_S = 4.0  # for another plan of this worker to be done

_slots = threading.BoundedSemaphore(settings.PLANNER_AT_ONCE)


def search(trip: Trip) -> list[list[int]]:
    """Each day's stops as node numbers. Raises Problem 503 when busy or out of time."""
    if not _slots.acquire(timeout=WAIT_S):
        raise _unavailable("busy")
    try:
        done = subprocess.run(
            [sys.executable, "-m", "content.planner.worker"],
            input=json.dumps(trip.as_json()).encode(),
            capture_output=True,
            cwd=settings.BASE_DIR,
            env=_environment(),
            timeout=settings.PLANNER_TIMEOUT_S,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise _unavailable("too-slow") from None
    finally:
        _slots.release()
    answer: list[list[int]] = json.loads(done.stdout)
    return answer


def _environment() -> dict[str, str]:
    """No secrets, and one thread: the answer must not depend on the machine's cores."""
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    kept = {
        name: os.environ[name] for name in ("PATH", "LANG", "VIRTUAL_ENV") if name in os.environ
    }
    return kept | dict.fromkeys(threads, "1") | {"PYTHONPATH": str(settings.BASE_DIR)}


def _unavailable(code: str) -> Problem:
    detail = _("The planner is busy. Please try again in a moment.")
    return Problem(503, code, detail, headers={"Retry-After": "5"})
