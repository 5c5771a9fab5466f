"""A Redis of this installation's own: cache, rate limits, broker; kept on disk.

``volatile-lru`` drops only what has an end anyway (cache, limits, results), never a task.
"""

import secrets
import shutil
import socket
import time
from pathlib import Path

from . import daemon
from .base import OpsError, free_port

START_SECONDS = 30
CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
daemonize yes
pidfile ""
logfile {folder}/redis.log
dir {folder}
appendonly yes
appendfsync everysec
maxmemory 256mb
maxmemory-policy volatile-lru
databases 16
"""


def new_password() -> str:
    """A password nobody has seen."""
    return secrets.token_hex(16)


def _ask(port: int, password: str, command: str) -> tuple[bool, str]:
    """Whether it is our server (it takes our password), and what it says to a command."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
            line.sendall(f"AUTH {password}\r\n{command}\r\n".encode())
            answer = b""
            while answer.count(b"\n") < 2 and (part := line.recv(256)):
                answer += part
    except OSError:
        return False, ""
    first, _, second = answer.decode(errors="replace").partition("\r\n")
    return first == "+OK", second.strip()


def runs(port: int | None, password: str) -> bool:
    """Whether our server is there, if only loading its data."""
    return port is not None and _ask(port, password, "PING")[0]


def start(folder: Path, wanted_port: int | None, password: str) -> int:
    """Start the server on the wanted port, or on a free one, and return the port."""
    port = wanted_port
    if port is None or not runs(port, password):
        port = free_port(wanted_port)
        _launch(folder / "redis", port, password)
    deadline = time.monotonic() + START_SECONDS
    while _ask(port, password, "PING") != (True, "+PONG"):
        if time.monotonic() > deadline:
            log = daemon.call(["tail", "-n", "15", folder / "redis" / "redis.log"], check=False)
            raise OpsError(f"Redis does not start:\n{log.stdout}")
        time.sleep(0.05)
    return port


def _launch(folder: Path, port: int, password: str) -> None:
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None:
        raise OpsError(
            "redis-server is not installed: run 'bin/setup', install it yourself, "
            "or set REDIS_URL to a Redis server"
        )
    config = CONFIG.format(port=port, password=password, folder=folder)
    daemon.call(["mkdir", "-p", folder])
    daemon.call(["sh", "-c", 'cat > "$1"', "sh", folder / "redis.conf"], given=config)
    daemon.detached_call([program, folder / "redis.conf"])


def stop(port: int | None, password: str) -> bool:
    """Stop the server, its data saved; say whether there was one."""
    if port is None or not runs(port, password):
        return False
    _ask(port, password, "SHUTDOWN")
    deadline = time.monotonic() + START_SECONDS
    while runs(port, password) and time.monotonic() < deadline:
        time.sleep(0.05)
    return True


def url(port: int, password: str) -> str:
    """The address the application connects to."""
    return f"redis://:{password}@127.0.0.1:{port}/0"
