"""All checks: ``make test``, or ``bin/test [pytest's arguments]`` for the tests alone.

Style, types, the arrows between rooms and missing migrations come first, each whatever the
others say; pytest comes last, so that its closing line is the last one. The tests have a
database and a Redis number of their own: an application that runs meanwhile is not touched.
"""

import os
import subprocess
from contextlib import suppress

from . import services, setup
from .base import (
    BASE_DIR,
    OpsError,
    data_dir,
    fail,
    locked,
    read_env_file,
    say,
    setting,
    stop_cleanly_when_asked,
)

GRACE_SECONDS = 20
VENV_BIN = BASE_DIR / ".venv" / "bin"
SOURCES = ("tourism_backend", "geo", "content", "tests", "benchmarks", "bin/ops")
LINT = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy", *SOURCES],
    "lint-imports": ["lint-imports"],
}
MIGRATIONS = {"migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"]}


def _environment() -> dict[str, str]:
    env = {**os.environ, "DATA_DIR": str(data_dir()), "TEST_DATABASE_NAME": "test_by_make"}
    env["PATH"] = f"{VENV_BIN}{os.pathsep}{env.get('PATH', os.defpath)}"
    ours = read_env_file(data_dir() / "services.env")
    if "REDIS_URL" in ours and not setting("REDIS_URL"):
        env["REDIS_URL"] = ours["REDIS_URL"].removesuffix("/0") + "/1"
    return env


def check(steps: dict[str, list[str]], env: dict[str, str]) -> list[str]:
    """Run these checks, show what they found, and name those that failed."""
    failed = []
    for name, command in steps.items():
        done = subprocess.run(
            [str(VENV_BIN / command[0]), *command[1:]],
            cwd=BASE_DIR,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        say(f"check     {name:<13} {'FAILED' if done.returncode else 'ok'}")
        if done.returncode:
            failed.append(name)
            print(done.stdout, flush=True)
    return failed


def _processes() -> str:
    return setting("TEST_PROCESSES", str(min(os.cpu_count() or 1, 4)))


def pytest(words: list[str], env: dict[str, str]) -> int:
    """Run the tests; what they print goes straight through."""
    command = [str(VENV_BIN / "python"), "-m", "pytest", *words]
    with subprocess.Popen(command, cwd=BASE_DIR, env=env) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            with suppress(subprocess.TimeoutExpired):
                process.wait(GRACE_SECONDS)  # Ctrl-C reached it too: it sums up what it has
            raise
        finally:
            process.terminate()


def main(argv: list[str]) -> int:
    """The command line of ``bin/test``; ``--lint`` leaves the tests out."""
    stop_cleanly_when_asked()
    try:
        setup.ensure("test")
        if argv == ["--lint"]:
            return 1 if check(LINT, _environment()) else 0
        with services.in_use(), locked("test.lock"):
            env = _environment()
            if argv:
                return pytest(argv, env)
            failed = check(LINT | MIGRATIONS, env)
            status = pytest(["-q", "-n", _processes()], env)
            return status or int(bool(failed))
    except OpsError as error:
        return fail(error)
    except KeyboardInterrupt:
        return 130
