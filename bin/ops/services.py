"""The project's own PostGIS and Redis: ``bin/services start|stop|status``.

They live in ``DATA_DIR`` and their addresses in ``<DATA_DIR>/services.env``, which the settings
read. A database or Redis named by DATABASE_URL or REDIS_URL takes the place of ours.
Services started by hand stay until they are stopped by hand; those that ``make run`` or
``make test`` started end with the last of the commands that use them.
"""

import argparse
import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

from . import daemon, postgres, rediserver
from .base import OpsError, data_dir, fail, locked, say, setting, write_private

LOCK = "services.lock"
USERS = "services.users"


def _state() -> dict[str, Any]:
    path = data_dir() / "services.json"
    if not path.exists():
        return {}
    state: dict[str, Any] = json.loads(path.read_text())
    return state


def _save(state: dict[str, Any]) -> None:
    write_private(data_dir() / "services.json", json.dumps(state, indent=1))


def _start_postgres(state: dict[str, Any]) -> dict[str, str]:
    cluster = postgres.Cluster(daemon.servers_dir())
    keys = postgres.Secrets(**state.get("postgres_keys", asdict(postgres.Secrets.new())))
    if not cluster.made():
        say("services  making a PostGIS cluster")
        state["postgres_keys"] = asdict(keys)
        state["prepared"] = False
        _save(state)  # before the cluster takes its passwords for good
        cluster.make(keys)
    elif "postgres_keys" not in state:
        raise OpsError(
            f"{data_dir()}/services.json, which held the passwords of the database in "
            f"{cluster.data}, is gone: restore it, or move that folder away to begin anew"
        )
    state["postgres_port"] = cluster.start(state.get("postgres_port"))
    if not state.get("prepared"):
        cluster.prepare(state["postgres_port"], keys)
        state["prepared"] = True
    return postgres.urls(state["postgres_port"], keys)


def _start_redis(state: dict[str, Any]) -> dict[str, str]:
    password = state.setdefault("redis_password", rediserver.new_password())
    wanted = state.get("redis_port")
    state["redis_port"] = rediserver.start(daemon.servers_dir(), wanted, password)
    return {"REDIS_URL": rediserver.url(state["redis_port"], password)}


def start(*, keep: bool) -> None:
    """Start what is ours and not running; ``keep`` means: until stopped by hand."""
    with locked(LOCK):
        state = _state()
        addresses: dict[str, str] = {}
        if not setting("DATABASE_URL"):
            addresses |= _start_postgres(state)
        if not setting("REDIS_URL"):
            addresses |= _start_redis(state)
        state["keep"] = keep or bool(state.get("keep"))
        _save(state)
        lines = [f"{name}={value}\n" for name, value in addresses.items()]
        write_private(data_dir() / "services.env", "".join(lines))


def stop() -> list[str]:
    """Stop what is ours, and name what was running."""
    with locked(LOCK):
        state, stopped = _state(), []
        if rediserver.stop(state.get("redis_port"), state.get("redis_password", "")):
            stopped.append("Redis")
        if postgres.Cluster(daemon.servers_dir()).stop():
            stopped.append("PostgreSQL")
        _save(state | {"keep": False})
    return stopped


def status() -> dict[str, str]:
    """What runs where."""
    state = _state()
    port = postgres.Cluster(daemon.servers_dir()).port()
    redis_up = rediserver.runs(state.get("redis_port"), state.get("redis_password", ""))
    ours = {
        "PostgreSQL": f"127.0.0.1:{port}" if port else "stopped",
        "Redis": f"127.0.0.1:{state['redis_port']}" if redis_up else "stopped",
    }
    if setting("DATABASE_URL"):
        ours["PostgreSQL"] = "another's, by DATABASE_URL"
    if setting("REDIS_URL"):
        ours["Redis"] = "another's, by REDIS_URL"
    return ours


@contextmanager
def in_use() -> Iterator[None]:
    """Services up while the block runs; the last block to end stops what nobody kept."""
    with (data_dir() / USERS).open("a") as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            start(keep=False)
            yield
        finally:
            _leave(users.fileno())


def _leave(users: int) -> None:
    """Stop the services, unless somebody else uses them or they were started by hand."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if not _state().get("keep"):
        stop()


def main(argv: list[str]) -> int:
    """The command line of ``bin/services``."""
    parser = argparse.ArgumentParser(prog="bin/services", description=__doc__)
    parser.add_argument("action", choices=["start", "stop", "status"])
    action = parser.parse_args(argv).action
    try:
        if action == "start":
            start(keep=True)
        if action == "stop":
            say(f"services  stopped: {', '.join(stop()) or 'none was running'}")
            return 0
        report = status()
    except OpsError as error:
        return fail(error)
    for name, where in report.items():
        say(f"services  {name:<10} {where}")
    return 1 if "stopped" in report.values() else 0
