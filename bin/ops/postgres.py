"""A PostGIS cluster of this installation's own: made, started, stopped.

It listens on 127.0.0.1 with random passwords (scram): a socket's path would have to stay short
and out of other users' reach, a port needs neither. The passwords lie in ``services.json``.
"""

import contextlib
import secrets
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from . import daemon
from .base import BASE_DIR, OpsError, free_port

INIT_SQL = BASE_DIR / "deploy" / "postgres" / "init.sql"
DATABASE = "tourism"
START_SECONDS = 60
TUNING = INIT_SQL.with_name("tuning.conf")
PRIVATE = """\
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = '1d'
"""


@dataclass(frozen=True)
class Secrets:
    """The three passwords of a private cluster."""

    superuser: str
    owner: str
    public: str

    @classmethod
    def new(cls) -> "Secrets":
        """Passwords nobody has seen; hexadecimal, so that a URL takes them as they are."""
        return cls(*(secrets.token_hex(16) for _ in range(3)))


def _versions() -> list[tuple[int, Path, Path]]:
    """Installed PostgreSQL versions, newest first: (major, programs, shared files)."""
    found = []
    for bindir in Path("/usr/lib/postgresql").glob("*/bin"):
        if (bindir / "initdb").exists() and bindir.parent.name.isdigit():
            major = bindir.parent.name
            found.append((int(major), bindir, Path("/usr/share/postgresql") / major))
    pg_config = shutil.which("pg_config")
    if not found and pg_config:
        words = [pg_config, "--version", "--bindir", "--sharedir"]
        version, bindir_, share = subprocess.run(
            words, capture_output=True, text=True, check=True
        ).stdout.split("\n")[:3]
        found.append((int(version.split()[1].split(".")[0]), Path(bindir_), Path(share)))
    return sorted(found, reverse=True)


def programs(major: int | None = None) -> Path | None:
    """The folder of the newest PostgreSQL that has PostGIS, or of the version asked for."""
    for version, bindir, share in _versions():
        has_postgis = (share / "extension" / "postgis.control").exists()
        if has_postgis and major in (None, version):
            return bindir
    return None


class Cluster:
    """One cluster in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.data = folder / "postgres"

    def made(self) -> bool:
        """Whether the cluster exists, complete: a half-made one has another name."""
        return daemon.call(["test", "-f", self.data / "PG_VERSION"], check=False).returncode == 0

    def _bin(self) -> Path:
        major = None
        if self.made():
            major = int(daemon.call(["cat", self.data / "PG_VERSION"]).stdout)
        found = programs(major)
        if found is None:
            need = f"PostgreSQL {major}" if major else "PostgreSQL"
            raise OpsError(
                f"{need} with PostGIS is not installed: run 'bin/setup', install it yourself "
                "(Debian: postgresql-NN-postgis-3), or set DATABASE_URL to a PostGIS database"
            )
        return found

    def make(self, keys: Secrets) -> None:
        """Create the cluster; it takes its name only when it is complete."""
        draft = self.folder / "postgres.new"
        daemon.call(["rm", "-rf", draft])
        pwfile = self.folder / "superuser.password"
        daemon.call(["tee", pwfile], given=keys.superuser)
        words = ["--username=postgres", "--auth=scram-sha-256", f"--pwfile={pwfile}"]
        words += ["--encoding=UTF8", "--locale=C.UTF-8", "--data-checksums"]
        daemon.call([self._bin() / "initdb", "-D", draft, *words])
        daemon.call(["rm", pwfile])
        daemon.call(["tee", "-a", draft / "postgresql.conf"], given=TUNING.read_text() + PRIVATE)
        daemon.call(["mv", draft, self.data])

    def port(self) -> int | None:
        """The port the running server listens on, or nothing: a stale pid file is none."""
        lines = daemon.pid_file_of_running(self.data / "postmaster.pid", self.data)
        return int(lines[3]) if len(lines) > 3 and lines[3].strip().isdigit() else None

    def start(self, wanted_port: int | None) -> int:
        """Start the server on the wanted port, or on a free one, and return the port."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            running = self.port()
            if running:
                return self._until_ready(running, deadline)
            daemon.drop_foreign_pid_file(self.data / "postmaster.pid", self.data)
            port = free_port(wanted_port)
            pg_ctl = f"{self._bin()}/pg_ctl start -w -t 30".split()
            log = self.folder / "postgres.log"
            if not daemon.detached_call([*pg_ctl, "-D", self.data, "-l", log, "-o", f"-p {port}"]):
                return port
            # The children of a killed server hold its memory for a moment: try again.
            time.sleep(0.5)
        raise OpsError(f"PostgreSQL does not start:\n{self._log()}")

    def _until_ready(self, port: int, deadline: float) -> int:
        ready: list[str | Path] = [
            self._bin() / "pg_isready",
            "-q",
            "-h",
            "127.0.0.1",
            "-p",
            str(port),
        ]
        while daemon.call(ready, check=False).returncode:
            if time.monotonic() > deadline:
                raise OpsError(f"PostgreSQL on port {port} does not answer:\n{self._log()}")
            time.sleep(0.1)
        return port

    def _log(self) -> str:
        tail = ["sh", "-c", 'tail -n 15 "$1" "$2"/log/*.log', "sh"]
        log = self.folder / "postgres.log"
        return daemon.call([*tail, str(log), str(self.data)], check=False).stdout.strip()

    def prepare(self, port: int, keys: Secrets) -> None:
        """Roles, extensions and the database; what is there already stays."""
        env = {
            "PGPASSWORD": keys.superuser,
            "OWNER_PASSWORD": keys.owner,
            "PUBLIC_PASSWORD": keys.public,
        }
        where = ["-h", "127.0.0.1", "-p", str(port), "-U", "postgres", "-d", "postgres"]
        words = ["-X", "-q", "-v", "ON_ERROR_STOP=1", *where]
        daemon.call([self._bin() / "psql", *words], env=env, given=INIT_SQL.read_text())

    def stop(self) -> bool:
        """Stop the server, open connections or not; say whether there was one."""
        if self.port() is None:
            return False
        with contextlib.suppress(OpsError):
            daemon.call([self._bin() / "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-t", "60"])
        return True


def urls(port: int, keys: Secrets) -> dict[str, str]:
    """The addresses the application connects to."""
    place = f"127.0.0.1:{port}/{DATABASE}"
    return {
        "DATABASE_URL": f"postgis://tourism:{keys.owner}@{place}",
        "PUBLIC_DATABASE_URL": f"postgis://tourism_public:{keys.public}@{place}",
    }
