"""Production servers under test: started with the same two workers, found with their processes."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

BIN = Path(sys.executable).parent
WSGI = "tourism_backend.wsgi:application"
START_S = 30


def _granian(port: int, workers: int) -> list[str]:
    options = ["--port", str(port), "--workers", str(workers)]
    return [sys.executable, "-m", "tourism_backend.serve", *options]


def _gunicorn(port: int, workers: int, *kind: str) -> list[str]:
    options = ["--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--log-level", "warning"]
    return [str(BIN / "gunicorn"), *options, *kind, WSGI]


SERVERS: Mapping[str, Callable[[int, int], list[str]]] = {
    "granian": _granian,
    # gunicorn's sync workers close each connection: only gthread keeps them alive.
    "gunicorn": lambda port, workers: _gunicorn(
        port, workers, "-k", "gthread", "--threads", "4", "--keep-alive", "60"
    ),
}


@dataclass(frozen=True)
class Server:
    """A running server."""

    name: str
    port: int
    process: psutil.Process

    def pids(self) -> list[int]:
        """The processes that answer."""
        return [child.pid for child in self.process.children(recursive=True)]

    def memory_mb(self) -> float:
        """What its workers hold to themselves, and their shares of what they share (PSS)."""
        workers = (psutil.Process(pid).memory_full_info() for pid in self.pids())
        return float(sum(info.pss for info in workers) / 2**20)


@contextmanager
def running(name: str, workers: int, environment: Mapping[str, str]) -> Iterator[Server]:
    """The server, until the block ends. Raises RuntimeError when it does not start."""
    port = _free_port()
    process = subprocess.Popen(SERVERS[name](port, workers), env=dict(environment))
    try:
        _wait(port, process)
        yield Server(name, port, psutil.Process(process.pid))
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_S
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise RuntimeError(f"{process.args!r} does not listen on port {port}")
