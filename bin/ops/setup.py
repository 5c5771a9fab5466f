"""Everything the project needs before it runs: ``bin/setup [run|test]``.

System packages, Python packages in ``.venv``, the front end's build, translations. Each step is
skipped when the stamp it left says that nothing it depends on has changed.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from . import packages
from .base import BASE_DIR, VENV_PYTHON, OpsError, fail, locked, say, stop_cleanly_when_asked

VENV = BASE_DIR / ".venv"
MODULES = BASE_DIR / "node_modules"
DIST = BASE_DIR / "tourism_backend" / "portal" / "static" / "portal" / "dist"
REQUIREMENTS = {"run": "requirements.txt", "test": "requirements-dev.txt"}
FRONT_END = ("package.json", "package-lock.json", "tsconfig.json", "frontend")


def fingerprint(paths: Iterable[Path], *words: str) -> str:
    """A digest of these files (of folders, all files in them) and words."""
    digest = hashlib.sha256()
    for word in words:
        digest.update(word.encode() + b"\0")
    for path in paths:
        inside = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in inside:
            if file.is_file():
                digest.update(str(file.relative_to(BASE_DIR)).encode() + b"\0")
                digest.update(file.read_bytes())
    return digest.hexdigest()


class Stamp:
    """A file that remembers what a step was done for."""

    def __init__(self, path: Path, mark: str) -> None:
        self.path, self.mark = path, mark

    def fresh(self) -> bool:
        """Whether the step was done for just this."""
        return self.path.is_file() and self.path.read_text() == self.mark

    def set(self) -> None:
        """Remember that the step is done."""
        self.path.write_text(self.mark)


def _quietly(what: str, command: list[str]) -> None:
    """Run a command whose output matters only when it fails."""
    say(f"setup     {what}")
    done = subprocess.run(
        command,
        cwd=BASE_DIR,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise OpsError(f"{what} failed ({done.returncode}):\n{done.stdout.strip()[-3000:]}")


def _python_stamp(profile: str) -> Stamp:
    files = ["constraints.txt", *{"requirements.txt", REQUIREMENTS[profile]}]
    mark = fingerprint([BASE_DIR / name for name in sorted(files)], sys.version, str(BASE_DIR))
    return Stamp(VENV / f".stamp-{profile}", mark)


def _venv_runs() -> bool:
    """Whether the environment's Python starts: its base may have been removed or upgraded."""
    if not VENV_PYTHON.exists():
        return False
    return subprocess.run([VENV_PYTHON, "-c", "import pip"], check=False).returncode == 0


def python_packages(profile: str) -> None:
    """The pinned Python packages in ``.venv``; the tests' set holds the other one."""
    stamp = _python_stamp(profile)
    if stamp.fresh():
        return
    if not _venv_runs():
        _quietly("making .venv", [sys.executable, "-m", "venv", "--clear", str(VENV)])
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    name = REQUIREMENTS[profile]
    _quietly(f"installing {name}", [*pip, "-r", name])
    stamp.set()
    if profile == "test":
        _python_stamp("run").set()


def front_end_files() -> list[Path]:
    """What the front end's build is made from; the base map is drawn from the seed's shapes."""
    sources = [BASE_DIR / name for name in FRONT_END if (BASE_DIR / name).exists()]
    return sources + sorted(BASE_DIR.glob("*/*/seed/*.geojson"))


def front_end() -> None:
    """The browser's part: its packages, and the files the portal serves."""
    built = _built()
    if _front_end_ready(built):
        return
    lock = BASE_DIR / "package-lock.json"
    installed = Stamp(MODULES / ".stamp-install", fingerprint([lock]))
    if not installed.fresh():
        _quietly("installing the front end's packages", [_npm(), "ci", "--no-progress"])
        installed.set()
    _quietly("building the front end", [_npm(), "run", "build"])
    built.set()


def translations() -> None:
    """Compile the message files that are newer than what they were compiled to."""
    ours = (top for top in BASE_DIR.iterdir() if top.is_dir() and not top.name.startswith("."))
    folders = [top for top in ours if top != MODULES]
    for source in (po for top in folders for po in top.glob("**/locale/*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            what = f"compiling {source.relative_to(BASE_DIR)}"
            _quietly(what, ["msgfmt", "--check-format", "-o", str(compiled), str(source)])


def _built() -> Stamp:
    return Stamp(MODULES / ".stamp-build", fingerprint(front_end_files()))


def _front_end_ready(built: Stamp) -> bool:
    return built.fresh() and DIST.exists()


def _npm() -> str:
    return shutil.which("npm") or "npm"


def ensure(profile: str) -> None:
    """Make the machine ready for ``run`` or ``test``; at most one command does it at a time."""
    with locked("setup.lock"):
        needs = [*packages.RUN]
        needs += [] if _front_end_ready(_built()) else packages.FRONT_END
        needs += packages.TEST if profile == "test" else []
        packages.ensure(needs)
        python_packages(profile)
        front_end()
        translations()


def main(argv: list[str]) -> int:
    """The command line of ``bin/setup``."""
    parser = argparse.ArgumentParser(prog="bin/setup", description=__doc__)
    parser.add_argument("profile", nargs="?", choices=sorted(REQUIREMENTS), default="run")
    stop_cleanly_when_asked()
    try:
        ensure(parser.parse_args(argv).profile)
    except OpsError as error:
        return fail(error)
    except KeyboardInterrupt:
        return 130
    return 0
