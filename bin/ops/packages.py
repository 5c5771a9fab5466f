"""System packages: which are missing, and Debian's way to install them.

Nothing else is asked of the system: other distributions need the same programs under other
names, and the error lists what is missing.
"""

import ctypes.util
import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from . import postgres
from .base import OpsError, say

NODE_MAJOR = 18
# Installs without starting any server: Debian's own would take ports, memory, and our place.
# What the machine had for a policy comes back, also after an error.
INSTALL = r"""
set -eu
policy=/usr/sbin/policy-rc.d
if [ -e "$policy" ] && ! grep -q 'tourism setup' "$policy"; then mv "$policy" "$policy.kept"; fi
restore() { rm -f "$policy"; if [ -e "$policy.kept" ]; then mv "$policy.kept" "$policy"; fi; }
trap restore EXIT
printf '#!/bin/sh\n# tourism setup\nexit 101\n' > "$policy"
chmod 755 "$policy"
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
dpkg --configure -a --force-confold  # what an installation before this one left undone
set -- -qq -y --no-install-recommends install "$@"
wait="-o DPkg::Lock::Timeout=300 -o Acquire::Retries=3"
apt-get $wait -qq update
apt-get $wait -o Dpkg::Use-Pty=0 -o Dpkg::Options::=--force-unsafe-io \
    -o Dpkg::Options::=--force-confold "$@"
"""


@dataclass(frozen=True)
class Need:
    """Something the system must have: how to see it, and Debian's packages for it."""

    what: str
    present: Callable[[], bool]
    packages: tuple[str, ...]


def _program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def _library(name: str) -> Callable[[], bool]:
    return lambda: ctypes.util.find_library(name) is not None


def _node() -> bool:
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    done = subprocess.run(["node", "--version"], capture_output=True, text=True, check=False)
    major = done.stdout.strip().removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= NODE_MAJOR


def _chinese_font() -> bool:
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts"]
    return any(True for folder in folders for _ in folder.rglob("*CJK*"))


def _postgis() -> bool:
    return postgres.programs() is not None


def _venv() -> bool:
    done = subprocess.run(["python3", "-c", "import ensurepip"], capture_output=True, check=False)
    return done.returncode == 0


RUN = (
    Need("Python's venv", _venv, ("python3-venv",)),
    Need("PostgreSQL with PostGIS", _postgis, ("postgresql-postgis",)),
    Need("Redis", _program("redis-server", "valkey-server"), ("redis-server",)),
    Need("GDAL", _library("gdal"), ("gdal-bin",)),
    Need("GEOS", _library("geos_c"), ("libgeos-c1v5",)),
    Need("gettext", _program("msgfmt"), ("gettext",)),
    Need("Pango", _library("pangoft2-1.0"), ("libpangoft2-1.0-0",)),
    Need("HarfBuzz's subsetter", _library("harfbuzz-subset"), ("libharfbuzz-subset0",)),
)
FRONT_END = (Need(f"Node.js {NODE_MAJOR} or newer with npm", _node, ("nodejs", "npm")),)
TEST = (
    Need("Chromium", _program("chromium", "chromium-browser", "google-chrome"), ("chromium",)),
    Need("a font with Chinese", _chinese_font, ("fonts-noto-cjk",)),
    Need("libmagic", _library("magic"), ("libmagic1",)),
)


def _as_root() -> list[str] | None:
    """How to become root without a question: nothing to add, sudo, or not at all."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        ask = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
        if ask.returncode == 0:
            return ["sudo", "-n"]
    return None


def _explain(missing: Sequence[Need]) -> OpsError:
    packages = " ".join(package for need in missing for package in need.packages)
    lines = [f"missing on this system: {', '.join(need.what for need in missing)}."]
    if shutil.which("apt-get"):
        lines.append(f"Install it with: sudo apt-get install --no-install-recommends {packages}")
    else:
        lines.append(f"Install it by your system's own means (on Debian: {packages}).")
    lines.append("Or run everything in containers: docker compose up")
    return OpsError("\n       ".join(lines))


@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let the block finish before Ctrl-C counts: apt cut short leaves a broken system."""
    asked = []

    def later(_number: int, _frame: FrameType | None) -> None:
        asked.append(True)
        say("setup     stopping as soon as apt is done")

    before = {number: signal.signal(number, later) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    if asked:
        raise KeyboardInterrupt


def ensure(needs: Sequence[Need]) -> None:
    """Install what is missing, or say what the user must install."""
    missing = [need for need in needs if not need.present()]
    if not missing:
        return
    prefix = _as_root()
    if prefix is None or not shutil.which("apt-get"):
        raise _explain(missing)
    packages = [package for need in missing for package in need.packages]
    say(f"setup     installing {', '.join(need.what for need in missing)} (apt)")
    with _uninterrupted():
        done = subprocess.run(
            [*prefix, "sh", "-c", INSTALL, "sh", *packages],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # the terminal's Ctrl-C does not reach it
            check=False,
        )
    still = [need for need in missing if not need.present()]
    if done.returncode or still:
        raise OpsError(f"apt could not install it:\n{done.stdout[-2000:]}\n{_explain(still)}")
