"""What every command of this folder shares: paths, words to the user, locks, processes."""

import fcntl
import os
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parents[2]
VENV_PYTHON = BASE_DIR / ".venv" / "bin" / "python"


class OpsError(Exception):
    """Something the user can put right; its text says what and how."""


def say(text: str) -> None:
    """One line to the user, at once even when the output is a pipe."""
    print(text, flush=True)


def fail(error: OpsError) -> int:
    """Report an error the user can put right, as the exit status of a command."""
    print(f"error: {error}", file=sys.stderr, flush=True)
    return 1


def stop_cleanly_when_asked() -> None:
    """Make of SIGTERM an ordinary way out, so that what was started is stopped on it."""
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(128 + signal.SIGTERM))


def read_env_file(path: Path) -> dict[str, str]:
    """The ``NAME=value`` lines of a file, or nothing when there is no such file."""
    if not path.is_file():
        return {}
    pairs = {}
    for raw in path.read_text().splitlines():
        line = raw.strip().removeprefix("export ")
        if line and not line.startswith("#") and "=" in line:
            name, value = line.split("=", 1)
            pairs[name.strip()] = value.strip().strip("'\"")
    return pairs


def setting(name: str, default: str = "") -> str:
    """A setting as the application will see it: the environment first, then ``.env``."""
    return os.environ.get(name) or read_env_file(BASE_DIR / ".env").get(name, default)


def data_dir() -> Path:
    """Where everything lies that this installation makes: databases, files, secrets."""
    path = Path(setting("DATA_DIR", str(BASE_DIR / ".data")))
    path = path if path.is_absolute() else BASE_DIR / path
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OpsError(f"DATA_DIR {path} cannot be made: {error.strerror}") from None
    if not os.access(path, os.W_OK):
        raise OpsError(
            f"{path} belongs to {path.owner()}, from an earlier start as that user: "
            "start as the same one, give it away (chown -R), or set DATA_DIR to another folder"
        )
    return path


def write_private(path: Path, text: str) -> None:
    """Replace a file in one step, readable by nobody else."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    draft.replace(path)


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Hold one of this installation's locks, waiting for whoever has it."""
    with (data_dir() / name).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def free_port(wanted: int | None = None) -> int:
    """A port of 127.0.0.1 nobody listens on: the wanted one when that is possible."""
    for port in (wanted or 0, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OpsError("no free port on 127.0.0.1")
