"""One workload on one server: requests and bare statements in turns, so that noise hits both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from os import getpid
from statistics import median

from django.db import connection

from benchmarks import bare
from benchmarks.client import Load, Tally, request
from benchmarks.cpu import Clock
from benchmarks.server import Server
from benchmarks.workloads import Workload

CORES_MS = 2000.0  # CPU milliseconds a second on two free cores
CONNECTIONS = 4
WARM_S = 1.5


@dataclass(frozen=True)
class Result:
    """What a workload reached. ``rps`` is what two free cores would serve; see the reference."""

    workload: str
    what: str
    server: str
    size: int
    rps: int
    wall_rps: int
    p50_ms: float
    p99_ms: float
    cpu_ms: float
    app_ms: float
    database_ms: float
    client_ms: float
    bare_cpu_ms: float
    ratio: float
    kilobytes: float
    wanted_ratio: float
    wanted_rps: int

    @property
    def reached(self) -> bool:
        """Whether either target is met."""
        return self.ratio >= self.wanted_ratio or 0 < self.wanted_rps <= self.rps


def backends(database: str) -> list[int]:
    """The database's server processes that work for others than this connection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'",
            [database],
        )
        return [pid for (pid,) in cursor.fetchall()]


@dataclass(frozen=True)
class Turn:
    """CPU milliseconds per request of one turn."""

    app: float
    database: float
    client: float
    bare: float
    tally: Tally

    @property
    def whole(self) -> float:
        """Application, database and client."""
        return self.app + self.database + self.client


def measure(
    server: Server, workload: Workload, size: int, database: str, *, turns: int, seconds: float
) -> Result:
    """Measure one workload. Raises Refused when the server answers anything but 200."""
    messages = [request(path, workload.headers) for path in workload.paths]
    load = Load(server.port, CONNECTIONS)
    asked = bare.statements(workload)
    load.run(messages, WARM_S)
    try:
        found = list(_turns(server, load, messages, asked, database, turns, seconds))
    finally:
        load.close()
    return _result(server, workload, size, found)


def _turns(
    server: Server,
    load: Load,
    messages: list[bytes],
    asked: list[list[bare.Statement]],
    database: str,
    turns: int,
    seconds: float,
) -> Iterator[Turn]:
    with bare.connected() as straight:
        own = straight.info.backend_pid
        served = [pid for pid in backends(database) if pid != own]
        bare.run(straight, asked, WARM_S)
        for _ in range(turns):
            clocks = Clock(server.pids()), Clock(served), Clock([getpid()])
            tally = load.run(messages, seconds)
            app, data, client = (c.spent_s() * 1000 / tally.requests for c in clocks)
            clock = Clock([getpid(), own])
            floor = bare.run(straight, asked, seconds)
            yield Turn(app, data, client, clock.spent_s() * 1000 / floor.requests, tally)


def _result(server: Server, workload: Workload, size: int, turns: list[Turn]) -> Result:
    cpu, floor = median(t.whole for t in turns), median(t.bare for t in turns)
    everything = Tally(latencies_ms=[ms for t in turns for ms in t.tally.latencies_ms])
    requests = sum(t.tally.requests for t in turns)
    return Result(
        workload=workload.name,
        what=workload.what,
        server=server.name,
        size=size,
        rps=round(CORES_MS / cpu),
        wall_rps=round(requests / sum(t.tally.seconds for t in turns)),
        p50_ms=round(everything.percentile(0.5), 2),
        p99_ms=round(everything.percentile(0.99), 2),
        cpu_ms=round(cpu, 3),
        app_ms=round(median(t.app for t in turns), 3),
        database_ms=round(median(t.database for t in turns), 3),
        client_ms=round(median(t.client for t in turns), 3),
        bare_cpu_ms=round(floor, 3),
        ratio=round(median(t.bare / t.whole for t in turns), 2),
        kilobytes=round(sum(t.tally.bytes for t in turns) / requests / 1024, 1),
        wanted_ratio=workload.ratio,
        wanted_rps=workload.floor.get(size, 0),
    )
