"""Running servers as the right user, in a folder that user can reach."""

import hashlib
import os
import pwd
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from .base import OpsError, data_dir, say

# PostgreSQL refuses to run as root, and Redis has no need to.
SERVICE_USER = "postgres"


def service_user() -> pwd.struct_passwd | None:
    """The user the servers run as when we are root; nobody else's account otherwise."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SERVICE_USER)
    except KeyError:
        raise OpsError(
            f"there is no user {SERVICE_USER!r}, and PostgreSQL does not run as root: "
            "install PostgreSQL with 'bin/setup', or run make as an ordinary user"
        ) from None


def call(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    check: bool = True,
    given: str | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a server's own command as the service user, its output kept for the error."""
    user = service_user()
    done = subprocess.run(
        [str(word) for word in command],
        env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})},
        input=given if given is not None else "",
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        umask=0o077,
        check=False,
    )
    if check and done.returncode:
        name = Path(str(command[0])).name
        raise OpsError(f"{name} failed ({done.returncode}):\n{done.stdout.strip()[-2000:]}")
    return done


def detached_call(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> int:
    """Run a command that leaves a server behind: no pipe of ours stays open in it."""
    user = service_user()
    return subprocess.run(
        [str(word) for word in command],
        env={**os.environ, "LC_ALL": "C.UTF-8", **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        user=user.pw_uid if user else None,
        group=user.pw_gid if user else None,
        extra_groups=[] if user else None,
        umask=0o077,
        start_new_session=True,  # the terminal's Ctrl-C is for the application, not for these
        check=False,
    ).returncode


def servers_dir() -> Path:
    """The folder of the servers' files, made for the user they run as.

    It is ``<DATA_DIR>/servers``, unless root keeps the project where the service user cannot
    go (such as /root): then a folder of /var/lib named after that place.
    """
    inside = data_dir() / "servers"
    user = service_user()
    if user is None:
        inside.mkdir(mode=0o700, exist_ok=True)
        return inside
    mark = hashlib.sha256(str(data_dir().resolve()).encode()).hexdigest()[:12]
    outside = Path("/var/lib") / f"tourism-{mark}"
    if not outside.exists():
        inside.mkdir(mode=0o700, exist_ok=True)
        os.chown(inside, user.pw_uid, user.pw_gid)
        if call(["test", "-w", inside], check=False).returncode == 0:
            return inside
        inside.rmdir()
        outside.mkdir(mode=0o700)
        os.chown(outside, user.pw_uid, user.pw_gid)
        say(f"services  {SERVICE_USER} cannot enter {data_dir()}: their files go to {outside}")
    return outside


# A pid file names a process that may be gone, or be somebody else's by now (after a SIGKILL, a
# reboot). Both servers work in their own folder, and that tells theirs from another's, also
# when the project was moved while they ran.
_IF_OURS = """
pid=$(head -n 1 "$1" 2>/dev/null) && [ -n "$pid" ] && [ -d "/proc/$pid" ] || exit 3
[ "$(readlink "/proc/$pid/cwd")" = "$(realpath "$2")" ] || exit 4
cat "$1"
"""


def _pid_file(path: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return call(["sh", "-c", _IF_OURS, "sh", path, folder], check=False)


def pid_file_of_running(path: Path, folder: Path) -> list[str]:
    """The lines of a server's pid file, or none when that server does not run."""
    done = _pid_file(path, folder)
    return done.stdout.splitlines() if done.returncode == 0 else []


def drop_foreign_pid_file(path: Path, folder: Path) -> None:
    """Remove a pid file whose number belongs to another program by now.

    One whose process is gone stays: by it PostgreSQL finds children of a killed server that
    still hold its memory, and waits for them instead of spoiling the data.
    """
    if _pid_file(path, folder).returncode == 4:
        call(["rm", "-f", path])
