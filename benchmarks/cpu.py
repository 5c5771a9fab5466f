"""CPU time of processes, to the nanosecond where the kernel keeps it (schedstat)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import psutil


def used_s(pid: int) -> float:
    """CPU seconds a process and its threads have used; 0 for one that is not of this machine."""
    try:
        threads = Path(f"/proc/{pid}/task").iterdir()
        return sum(int((t / "schedstat").read_text().split()[0]) for t in threads) / 1e9
    except OSError:
        pass
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)


class Clock:
    """CPU seconds spent by some processes together since it was made."""

    def __init__(self, pids: Iterable[int]) -> None:
        self.pids = tuple(pids)
        self.start = self._now()

    def _now(self) -> float:
        return sum(used_s(pid) for pid in self.pids)

    def spent_s(self) -> float:
        """Since the clock was made."""
        return self._now() - self.start
