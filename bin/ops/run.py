"""The whole application on this machine: ``make run``.

It runs as it would in earnest (no DEBUG, a secret key of its own, the real web server), on
127.0.0.1 unless HOST says otherwise (HOST=0.0.0.0 opens it to the local network).
"""

import argparse
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from . import services, setup
from .base import (
    BASE_DIR,
    VENV_PYTHON,
    OpsError,
    data_dir,
    fail,
    say,
    setting,
    stop_cleanly_when_asked,
    write_private,
)
from .bootstrap import ACCOUNTS
from .supervisor import Supervisor

PORT_SECONDS = 5  # for a run that was killed a moment ago to let go of the port
ANY_ADDRESS = ("0.0.0.0", "::", "")


class AlreadyRunning(Exception):
    """Another ``make run`` of this installation is up."""


@contextmanager
def _only_one() -> Iterator[Path]:
    """Hold the lock of the running application; the file says where it answers."""
    path = data_dir() / "run.lock"
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(file.read().strip() or "it is still starting") from None
        file.truncate(0)
        yield path


def _check_port(host: str, port: int) -> None:
    """Complain early when another program has the port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    deadline = time.monotonic() + PORT_SECONDS
    while True:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                return
            except PermissionError:
                raise OpsError(f"port {port} needs root: take one above 1023 (PORT=8000)") from None
            except OSError as error:
                if time.monotonic() > deadline:
                    raise OpsError(
                        f"cannot listen on {host} port {port} ({error.strerror}): stop the program "
                        f"that has it, or choose another: make run PORT={port + 1}"
                    ) from None
        time.sleep(0.5)


def own_addresses() -> list[str]:
    """This machine's names and addresses, by which a phone on the same network finds it."""
    name = socket.gethostname()
    found = {name, f"{name.split('.')[0]}.local"}
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((far, 9))  # sends nothing: it only chooses a way out
            except OSError:
                continue
            address = probe.getsockname()[0]
            found.add(f"[{address}]" if family == socket.AF_INET6 else address)
    with suppress(OSError):
        found.update(str(i[4][0]) for i in socket.getaddrinfo(name, None, socket.AF_INET))
    return sorted(found - {"127.0.0.1", "localhost"})


def _secret_key() -> str:
    """This installation's key, made once."""
    path = data_dir() / "secret_key"
    if not path.exists():
        write_private(path, secrets.token_urlsafe(50))
    return path.read_text().strip()


def environment() -> dict[str, str]:
    """The environment of the application's processes."""
    defaults = {
        "DEBUG": "0",
        "ALLOWED_HOSTS": ",".join(["localhost", "127.0.0.1", "[::1]", *own_addresses()]),
        "PYTHONUNBUFFERED": "1",
    }
    if not setting("SECRET_KEY"):
        defaults["SECRET_KEY"] = _secret_key()
    chosen = {name: value for name, value in defaults.items() if not setting(name)}
    return {**os.environ, **chosen, "DATA_DIR": str(data_dir())}


def commands(host: str, port: int) -> dict[str, list[str]]:
    """The processes of the application."""
    python = str(VENV_PYTHON)
    celery = [python, "-W", "ignore", "-m", "celery", "-A", "tourism_backend", "-q"]
    schedule = str(data_dir() / "celerybeat-schedule")
    return {
        "web": [
            *[python, "-m", "tourism_backend.serve", "--host", host, "--port", str(port)],
            *["--workers", setting("WEB_WORKERS", "2")],
        ],
        "worker": [
            *[*celery, "worker", "--concurrency", setting("WORKERS", "1"), "--loglevel", "WARNING"],
            *["--without-gossip", "--without-mingle"],
        ],
        "beat": [*celery, "beat", "--schedule", schedule, "--pidfile=", "--loglevel", "WARNING"],
    }


def _bootstrap(env: dict[str, str], supervisor: Supervisor) -> None:
    """Database and files first, while a signal can still end it."""
    command = [str(VENV_PYTHON), str(BASE_DIR / "bin" / "bootstrap"), "--demo"]
    with subprocess.Popen(command, cwd=BASE_DIR, env=env, start_new_session=True) as process:
        while process.poll() is None:
            if supervisor.stopping.wait(0.1):
                os.killpg(process.pid, signal.SIGTERM)
                process.wait()
    if process.returncode and not supervisor.stopping.is_set():
        raise OpsError("the database or the files could not be brought up to date (see above)")


class Welcome:
    """What to tell the user as soon as the application answers."""

    def __init__(self, supervisor: Supervisor, host: str, port: int, begun: float) -> None:
        self.supervisor, self.host, self.port, self.begun = supervisor, host, port, begun
        self.said = False

    @property
    def address(self) -> str:
        """Where a browser on this machine finds it."""
        host = "127.0.0.1" if self.host in ANY_ADDRESS else self.host
        return f"http://{f'[{host}]' if ':' in host else host}:{self.port}"

    def when_ready(self) -> None:
        """Say it once, when the application answers."""
        if self.said or not self._answers():
            return
        self.said = True
        accounts = data_dir() / ACCOUNTS
        lines = [
            f"Ready after {time.monotonic() - self.begun:.0f} s. Ctrl-C stops everything.",
            f"  Portal             {self.address}/",
            f"  Administration     {self.address}/admin/",
            f"  API documentation  {self.address}/api/v1/docs",
        ]
        if self.host in ANY_ADDRESS:
            for name in own_addresses():
                lines.append(f"  On the network     http://{name}:{self.port}/")
        if accounts.exists():
            lines += ["Demo accounts:", *(f"  {s}" for s in accounts.read_text().splitlines())]
        for line in ["", *lines, ""]:
            self.supervisor.say("run", line)

    def _answers(self) -> bool:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(f"{self.address}/healthz", timeout=2):
                return True
        except urllib.error.HTTPError:
            return True  # it answers; what is wrong with it its own lines say
        except OSError:
            return False


def run(host: str, port: int) -> int:
    """Set up, start everything, wait for the end, stop everything."""
    begun = time.monotonic()
    with _only_one() as lock:
        _check_port(host, port)
        setup.ensure("run")
        supervisor = Supervisor()
        welcome = Welcome(supervisor, host, port, begun)
        lock.write_text(f"{welcome.address} (process {os.getpid()})\n")
        supervisor.catch_signals()
        with services.in_use():
            env = environment()
            _bootstrap(env, supervisor)
            if supervisor.stopping.is_set():
                return 0
            os.chdir(BASE_DIR)
            supervisor.start(commands(host, port), env)
            status = supervisor.wait(welcome.when_ready)
            supervisor.say("run", "stopped")
            return status


def main(argv: list[str]) -> int:
    """The command line of ``bin/run``."""
    argparse.ArgumentParser(prog="bin/run", description=__doc__).parse_args(argv)
    stop_cleanly_when_asked()
    try:
        port = setting("PORT", "8000")
        if not (port.isdigit() and 0 < int(port) < 65536):
            raise OpsError(f"PORT must be a number from 1 to 65535, not {port!r}")
        return run(setting("HOST", "127.0.0.1"), int(port))
    except AlreadyRunning as where:
        say(f"run       already running: {where}")
        return 0
    except OpsError as error:
        return fail(error)
    except KeyboardInterrupt:
        return 130
