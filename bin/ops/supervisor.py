"""Several processes as one: their lines together, and when one ends, all end.

Every process leads a group of its own, so that its children go with it; and the kernel ends it
should this process be killed, so that nothing is left behind holding the port.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType

STOP_SECONDS = 15
PR_SET_PDEATHSIG = 1
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def _end_with_parent() -> None:
    """In the child, before its program: SIGTERM when the supervisor is no more."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor:
    """The processes of one run."""

    def __init__(self, width: int = 9) -> None:
        self.width = width
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.stopping = threading.Event()
        self._printing = threading.Lock()

    def say(self, name: str, line: str) -> None:
        """One line of one process."""
        with self._printing:
            print(f"{name:<{self.width}} {line}", flush=True)

    def start(self, commands: Mapping[str, Sequence[str]], env: Mapping[str, str]) -> None:
        """Start them all, then follow what they say."""
        for name, command in commands.items():
            if self.stopping.is_set():
                return
            self.processes[name] = subprocess.Popen(
                list(command),
                env=dict(env),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - no thread is running yet
            )
        for name, process in self.processes.items():
            threading.Thread(target=self._follow, args=(name, process), daemon=True).start()

    def _follow(self, name: str, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self.say(name, line.decode(errors="replace").rstrip())

    def on_signal(self, number: int, _frame: FrameType | None) -> None:
        """Ctrl-C, or another's request to stop: the wait below ends."""
        self.stopping.set()

    def catch_signals(self) -> None:
        """Take over the signals that mean: stop."""
        for number in SIGNALS:
            signal.signal(number, self.on_signal)

    def wait(self, each_tick: Callable[[], None]) -> int:
        """Wait until somebody says stop (0) or a process ends by itself (1); then stop all."""
        status = 0
        while not self.stopping.wait(0.2):
            each_tick()
            ended = [n for n, process in self.processes.items() if process.poll() is not None]
            if ended:
                code = self.processes[ended[0]].returncode
                self.say("run", f"{ended[0]} ended by itself (status {code}): stopping the rest")
                status = 1
                break
        self.stop()
        return status

    def stop(self) -> None:
        """Ask every process to end; end what does not."""
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in self.processes.values():
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                break
        self._signal(signal.SIGKILL)  # what is left of the groups, a worker's children included
        for process in self.processes.values():
            process.wait()
        sys.stdout.flush()

    def _signal(self, number: signal.Signals) -> None:
        for process in self.processes.values():
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                continue
