"""The benchmarks: ``make bench``, or ``bin/bench [their arguments]``."""

import subprocess

from . import services, setup
from .base import BASE_DIR, VENV_PYTHON, OpsError, fail, stop_cleanly_when_asked
from .run import environment


def main(argv: list[str]) -> int:
    """Run the benchmarks with the services up, with the settings of ``make run``."""
    stop_cleanly_when_asked()
    try:
        setup.ensure("test")
        with services.in_use():
            command = [str(VENV_PYTHON), "-m", "benchmarks", *argv]
            return subprocess.run(command, cwd=BASE_DIR, env=environment(), check=False).returncode
    except OpsError as error:
        return fail(error)
    except KeyboardInterrupt:
        return 130
