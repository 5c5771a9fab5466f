"""How long an import takes, step by step: ``python -m benchmarks.exchange [--rows 50000]``.

Half of the rows are new places, a part changes places that are there, one in a hundred is bad.
The records are put back and compared byte by byte. It runs in a scratch database of its own.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import scratch

BAD = (
    ("phone", "call me"), ("fee_vnd", "free"), ("category", "no such"), ("x", "21.8"),
    ("opening_hours", "whenever"),
)  # fmt: skip
NAMES = ("slug", "name_vi", "category", "x", "y", "phone", "fee_vnd", "opening_hours", "address_vi")


def table(rows: int, categories: Sequence[str], there: int) -> str:
    """A CSV: rows up to ``there`` name places that exist."""
    out = io.StringIO()
    out.write(",".join(NAMES) + "\n")
    for n in range(rows):
        cells = {
            "slug": f"import-{n}" if n >= there else f"there-{n}",
            "name_vi": f"Điểm số {n}",
            "category": categories[n % len(categories)],
            "x": f"{106.2 + (n % 1000) / 1000:.4f}",
            "y": f"{21.5 + (n // 1000) / 100:.4f}",
            "phone": "0205 3 870 100",
            "fee_vnd": str(n % 90 * 1000),
            "opening_hours": "07:30-17:00",
            "address_vi": f"Số {n} đường Trần Đăng Ninh",
        }
        if n % 100 == 50:
            name, value = BAD[n // 100 % len(BAD)]
            cells[name] = value
        out.write(",".join(cells[name] for name in NAMES) + "\n")
    return out.getvalue()


def _timed(job: Any, steps: Sequence[str]) -> Iterator[tuple[str, tuple[float, float, float]]]:
    """Each step with its seconds on the wall, and of this process's CPU and the database's."""
    from geo.exchange import services, working

    for step in steps:
        begun = (time.perf_counter(), time.process_time(), _database_cpu())
        if step == "take over":
            services.take_over(job.uploaded_by, job)
        elif step == "undo":
            services.undo(job.uploaded_by, job)
        working.run(job.pk)
        job.refresh_from_db()
        ended = (time.perf_counter(), time.process_time(), _database_cpu())
        wall, own, database = (after - before for before, after in zip(begun, ended, strict=True))
        yield step, (wall, own, database)


def _database_cpu() -> float:
    """Seconds of CPU of the connection's own server process; 0 where it runs elsewhere."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        state = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    if not state.exists():
        return 0.0
    user, system = state.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def main(argv: Sequence[str]) -> int:
    """Import, undo, compare; 1 when it takes two minutes or more, or is not put back."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.exchange", description=__doc__)
    parser.add_argument("--rows", type=int, default=50_000)
    options = parser.parse_args(argv)
    scratch.read_environment()
    name = "bench_exchange"
    scratch.create(name)
    try:
        if not os.fork():  # the child's database is the scratch one
            os.environ.update(scratch.environment(name))
            os.environ["DJANGO_SETTINGS_MODULE"] = "tourism_backend.settings"
            os._exit(_measured(options.rows))
        return os.waitstatus_to_exitcode(os.wait()[1])
    finally:
        scratch.drop(name)


def _measured(rows: int) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.core.files.base import ContentFile

    from geo.exchange import services
    from geo.places.models import Category
    from tourism_backend.accounts.models import User
    from tourism_backend.accounts.roles import Role

    call_command("load_seed", verbosity=0)
    categories = list(Category.objects.order_by("pk").values_list("slug", flat=True))
    curator = User.objects.create(username="bench", role=Role.CURATOR)
    there = rows // 10
    _some(there)
    before = _bytes()
    content = ContentFile(table(rows, categories, there).encode())
    job = services.upload(curator, "places", content, "bench.csv")
    spent = dict(_timed(job, ["read"]))
    services.assign(curator, job, {"mapping": job.mapping, "skip_bad": True})
    spent |= dict(_timed(job, ["check", "take over"]))
    counts = f"{job.new} new, {job.changed} changed, {job.same} same, {job.refused} refused"
    named = sum(1 for row in job.rows.filter(action="refused") if row.reasons)
    spent |= dict(_timed(job, ["undo"]))
    for step, (seconds, own, database) in spent.items():
        print(f"{step:10} {seconds:6.1f} s; CPU: {own:6.1f} s here, {database:6.1f} s PostgreSQL")
    total = sum(spent[step][0] for step in ("read", "check", "take over"))
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{rows:,} rows: {counts}; {named} with a reason; import {total:.1f} s; {grown} MB")
    print(f"put back: {_bytes() == before} ({job.state}) {job.problem}", flush=True)
    return int(total >= 120 or _bytes() != before or named != job.refused)


def _some(count: int) -> None:
    """Places that the file changes."""
    from django.contrib.gis.geos import Point

    from geo.places.models import Category, Place

    category = Category.objects.order_by("pk")[0]
    Place.objects.bulk_create(
        Place(
            slug=f"there-{n}", name_vi=f"Điểm cũ {n}", category=category, accuracy_m=30,
            point=Point(106.5, 21.7, srid=4326), position_method="survey",
        )
        for n in range(count)
    )  # fmt: skip


def _bytes() -> str:
    """A digest of every byte of every place."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT md5(string_agg(t::text, ' ' ORDER BY id)) FROM places_place t")
        return str(cursor.fetchone()[0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
