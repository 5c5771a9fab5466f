"""The web server: ``python -m tourism_backend.serve``, granian with forked workers.

The application is loaded once, before the workers are forked, so that they share its memory.
Nothing here may open a connection or start a thread: neither outlives a fork.
"""

from __future__ import annotations

import argparse
import gc
import threading
from collections.abc import Sequence
from typing import Any

from django.urls import get_resolver
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def loaded() -> Any:
    """The application with every address, template engine and declaration in memory."""
    from tourism_backend.wsgi import application

    get_resolver().url_patterns  # noqa: B018  what the first request would import
    gc.collect()
    gc.freeze()  # a collection in a worker would copy what is shared
    threads = [thread.name for thread in threading.enumerate()]
    if len(threads) > 1:
        raise RuntimeError(f"threads before the fork: {threads}")
    return application


def main(argv: Sequence[str] | None = None) -> None:
    """Serve until a signal ends it. A worker that dies is forked anew."""
    parser = argparse.ArgumentParser(prog="python -m tourism_backend.serve", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args(argv)
    application = loaded()
    Granian(
        "tourism_backend.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=1,
        runtime_threads=1,
        websockets=False,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve(target_loader=lambda _target: application)


if __name__ == "__main__":
    main()
