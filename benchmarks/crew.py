"""Celery workers as in production, watched and killed: what they cost, and what a death costs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress

import psutil

from benchmarks.cpu import used_s

MB = 2**20


class Crew:
    """One worker with its processes; another is started in the place of a killed one."""

    def __init__(self, environment: Mapping[str, str], processes: int) -> None:
        self.environment, self.processes = dict(environment), processes
        self.peak_mb = 0.0  # of one process, resident
        self.peak_sum_mb = 0.0  # of all together, what they share counted once (PSS)
        self._cpu: dict[int, float] = {}  # by process, the dead too
        self._worker = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-W", "ignore", "-m", "celery", "-A", "tourism_backend", "-q"]
        options = ["--concurrency", str(self.processes), "--loglevel", "ERROR"]
        return subprocess.Popen(
            [*command, "worker", *options, "--without-gossip", "--without-mingle"],
            env=self.environment,
            start_new_session=True,
        )

    def _children(self) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            return psutil.Process(self._worker.pid).children(recursive=True)
        return []

    @property
    def at_work(self) -> bool:
        """Whether its processes are there."""
        return len(self._children()) >= self.processes

    def watch(self) -> None:
        """Note what the processes hold and have used until now."""
        together = 0.0
        for process in self._children():
            with suppress(psutil.Error):
                memory = process.memory_full_info()
                self.peak_mb = max(self.peak_mb, memory.rss / MB)
                together += memory.pss / MB
                self._cpu[process.pid] = max(used_s(process.pid), self._cpu.get(process.pid, 0))
        self.peak_sum_mb = max(self.peak_sum_mb, together)

    @property
    def cpu_s(self) -> float:
        """CPU seconds of all the processes that ever worked, as far as they were watched."""
        return sum(self._cpu.values())

    def kill_one(self) -> None:
        """SIGKILL to a process that does the work: its worker starts another."""
        self.watch()
        os.kill(self._children()[0].pid, signal.SIGKILL)

    def kill_all(self) -> None:
        """SIGKILL to the worker and its processes, as when the power fails; another is started."""
        self.watch()
        os.killpg(self._worker.pid, signal.SIGKILL)
        self._worker.wait()
        self._worker = self._start()

    def stop(self) -> None:
        """Let them finish and go."""
        self.watch()
        self._worker.terminate()
        try:
            self._worker.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self._worker.pid, signal.SIGKILL)
            self._worker.wait()
