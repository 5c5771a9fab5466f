"""Processes that run as one: none is left behind, however the end comes."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

BIN = Path(__file__).resolve().parents[2] / "bin"
SLEEPER = [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print(os.getpid(), flush=True); time.sleep(60)",
]


def supervise(commands: dict[str, list[str]], stop_seconds: float = 5) -> subprocess.Popen[str]:
    """A process that runs these under a supervisor."""
    program = f"""
        import os, sys
        from ops import supervisor
        supervisor.STOP_SECONDS = {stop_seconds}
        one = supervisor.Supervisor()
        one.catch_signals()
        one.start({commands!r}, os.environ)
        sys.exit(one.wait(lambda: None))
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        env={**os.environ, "PYTHONPATH": str(BIN)},
        stdout=subprocess.PIPE,
        text=True,
    )


def pids(running: subprocess.Popen[str], names: set[str]) -> list[int]:
    """The process numbers that these processes say first."""
    found: dict[str, int] = {}
    while set(found) != names:
        name, number = running.stdout.readline().split()
        found[name] = int(number)
    return list(found.values())


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except OSError:
        return False


def wait_until_gone(numbers: list[int]) -> None:
    deadline = time.monotonic() + 10
    while any(map(lives, numbers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(lives, numbers))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_signal_ends_all(number):
    with supervise({"one": SLEEPER, "two": SLEEPER}) as running:
        numbers = pids(running, {"one", "two"})
        running.send_signal(number)
        running.communicate(timeout=20)
    assert running.returncode == (-number if number == signal.SIGKILL else 0)
    wait_until_gone(numbers)


def test_one_that_ends_takes_the_others_along():
    with supervise({"web": [sys.executable, "-c", "exit(3)"], "worker": SLEEPER}) as running:
        said, _ = running.communicate(timeout=20)
    assert running.returncode == 1
    assert "web ended by itself (status 3)" in said


def test_one_that_does_not_listen_is_ended():
    with supervise({"one": STUBBORN, "two": SLEEPER}, stop_seconds=0.5) as running:
        numbers = pids(running, {"one", "two"})
        running.terminate()
        running.communicate(timeout=20)
    wait_until_gone(numbers)
