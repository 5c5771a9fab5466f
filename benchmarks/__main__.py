"""``python -m benchmarks [--sizes 1000,100000,1000000] [--servers granian,gunicorn] [--drop]``.

Each size has a scratch database of its own, filled once through the real publish path. What is
printed is also written to ``<DATA_DIR>/bench/``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks import scratch

LINE = (
    "{workload:7} {what:20} {rps:>6} rps ({wall_rps:>5} seen)"
    "  p50 {p50_ms:7.2f}  p99 {p99_ms:7.2f} ms"
    "  cpu {cpu_ms:7.3f} ms = app {app_ms:.3f} + db {database_ms:.3f} + client {client_ms:.3f}"
    "  bare {bare_cpu_ms:7.3f}  ratio {ratio:.2f}  {verdict}"
)


def main(argv: Sequence[str]) -> int:
    """Fill, publish and measure each size; 1 when a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--sizes", default="1000,100000,1000000")
    parser.add_argument("--servers", default="granian", help="granian, gunicorn; or both")
    parser.add_argument("--only", default="", help="workloads by their first word: W1,W3")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--drop", action="store_true", help="drop the scratch databases at the end")
    options = parser.parse_args(argv)
    scratch.read_environment()
    missed = 0
    for size in (int(text) for text in options.sizes.split(",")):
        if not os.fork():  # a process a size: Django has one database
            os._exit(_run(size, options))
        missed += os.waitstatus_to_exitcode(os.wait()[1]) != 0
        if options.drop:
            scratch.drop(scratch.name_of(size))
    return int(missed > 0)


def _run(size: int, options: argparse.Namespace) -> int:
    database = scratch.name_of(size)
    filled = scratch.is_filled(database)
    if not filled:
        scratch.create(database)
    os.environ.update(scratch.environment(database))
    os.environ["DJANGO_SETTINGS_MODULE"] = "tourism_backend.settings"
    import django

    django.setup()
    print(f"\n{size:,} places", flush=True)
    publications = list(_published(size, database, filled=filled))
    results = list(_measured(size, database, options))
    _keep(size, publications, results)
    return int(not all(result["reached"] for result in results))


def _published(size: int, database: str, *, filled: bool) -> Iterator[dict[str, object]]:
    from benchmarks import fill, publication

    timings = []
    if not filled:
        fill.fill(size)
        timings += [*publication.first(size)]
        fill.settle()
        scratch.mark_filled(database)
    timings += [*publication.later()]
    fill.settle()
    for timing in timings:
        print(
            f"  {timing.what:36} {timing.written:>9,} rows written  {timing.seconds:9.2f} s"
            f"  cpu {timing.cpu_s:8.2f} s  this process grew by {timing.grown_mb:.0f} MB",
            flush=True,
        )
        yield asdict(timing)


def _measured(size: int, database: str, options: argparse.Namespace) -> Iterator[dict[str, object]]:
    from benchmarks import measure, server, workloads

    wanted = options.only.split(",") if options.only else []
    for name in options.servers.split(","):
        with server.running(name, 2, os.environ) as running:
            for workload in workloads.workloads(size):
                if wanted and workload.name.split()[0] not in wanted:
                    continue
                result = measure.measure(
                    running, workload, size, database, turns=options.turns, seconds=1.0
                )
                row = asdict(result) | {"reached": result.reached}
                verdict = "ok" if result.reached else f"below {result.wanted_ratio}"
                print("  " + LINE.format(**row, verdict=verdict), flush=True)
                yield row
            print(f"  {name}: two workers hold {running.memory_mb():.0f} MB", flush=True)


def _keep(
    size: int, publications: list[dict[str, object]], results: list[dict[str, object]]
) -> None:
    folder = Path(os.environ.get("DATA_DIR", scratch.BASE_DIR / ".data")) / "bench"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"places": size, "publication": publications, "reads": results}, indent=1)
    (folder / f"{size}.json").write_text(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
