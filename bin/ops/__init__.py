"""What ``make`` does, in the standard library alone: it runs before anything is installed."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this is where it is told
    sys.exit("Python 3.11 or newer is needed (make PYTHON=python3.12 names another one)")
