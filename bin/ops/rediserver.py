"""A Redis of this installation's own: cache, rate limits, broker; kept on disk.

``volatile-lru`` drops only what has an end anyway (cache, limits, results), never a task.
"""

import secrets
import shutil
import socket
import time
from pathlib import Path

from . import daemon
from .base import OpsError, free_port, process_runs

START_SECONDS = 30
CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
daemonize yes
pidfile {folder}/redis.pid
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


class Redis:
    """One server in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "redis"

    def pid(self) -> int | None:
        """The running server's process, or nothing."""
        text = daemon.call(["cat", self.folder / "redis.pid"], check=False).stdout.strip()
        if text.isdigit() and process_runs(int(text), "redis-server"):
            return int(text)
        return None

    def start(self, wanted_port: int | None, password: str) -> int:
        """Start the server on the wanted port, or on a free one, and return the port."""
        if self.pid() and wanted_port and answers(wanted_port, password):
            return wanted_port
        program = shutil.which("redis-server") or shutil.which("valkey-server")
        if program is None:
            raise OpsError(
                "redis-server is not installed: run 'bin/setup', install it yourself, "
                "or set REDIS_URL to a Redis server"
            )
        port = free_port(wanted_port)
        config = CONFIG.format(port=port, password=password, folder=self.folder)
        daemon.call(["mkdir", "-p", self.folder])
        daemon.call(["sh", "-c", 'cat > "$1"', "sh", self.folder / "redis.conf"], given=config)
        daemon.detached_call([program, self.folder / "redis.conf"])
        deadline = time.monotonic() + START_SECONDS
        while not answers(port, password):
            if time.monotonic() > deadline:
                tail = daemon.call(["tail", "-n", "15", self.folder / "redis.log"], check=False)
                raise OpsError(f"Redis does not start:\n{tail.stdout}")
            time.sleep(0.05)
        return port

    def stop(self) -> bool:
        """Stop the server, its data saved; say whether there was one."""
        pid = self.pid()
        if pid is None:
            return False
        daemon.call(["kill", str(pid)], check=False)
        deadline = time.monotonic() + START_SECONDS
        while self.pid() and time.monotonic() < deadline:
            time.sleep(0.05)
        return True


def answers(port: int, password: str) -> bool:
    """Whether our server answers there, its data loaded."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as line:
            line.sendall(f"AUTH {password}\r\nPING\r\n".encode())
            answer = b""
            while answer.count(b"\n") < 2:
                part = line.recv(256)
                if not part:
                    break
                answer += part
    except OSError:
        return False
    return answer == b"+OK\r\n+PONG\r\n"


def url(port: int, password: str) -> str:
    """The address the application connects to."""
    return f"redis://:{password}@127.0.0.1:{port}/0"
