"""10,000 pictures through workers that are killed on the way: ``python -m benchmarks.pictures``.

Uploads are taken while a Celery worker and beat make the renditions; SIGKILL goes by turns to one
of its processes and to all of it. In the end each picture has its files, whole, once, and nothing
else is left. It runs in a scratch database, a Redis number and a folder of its own.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from benchmarks import scratch
from benchmarks.crew import Crew

REDIS_NUMBER = 1  # 0 is the application's, those from 2 on are the tests'
LOOK_S = 0.25
STUCK_S = 1800.0


def watch(crew: Crew, done: Callable[[], int], wanted: int, kills: int) -> None:
    """Until ``wanted`` are done; on the way ``kills`` deaths. Raises TimeoutError."""
    killed, seen, moved = 0, 0, time.monotonic()
    while (now := done()) < wanted:
        if now > seen:
            seen, moved = now, time.monotonic()
        if time.monotonic() - moved > STUCK_S:
            raise TimeoutError(f"{now} of {wanted} done, and no more")
        crew.watch()
        if killed < kills and now >= wanted * (killed + 1) // (kills + 1) and crew.at_work:
            killed += 1
            (crew.kill_all if killed % 2 else crew.kill_one)()
            print(f"{now:6} done, killed {killed} times, {crew.peak_mb:.0f} MB", flush=True)
        time.sleep(LOOK_S)
    if killed < kills:
        raise RuntimeError(f"killed only {killed} times of {kills}")


def faults() -> list[str]:
    """Whatever is not as it must be, of the pictures and in the folders; empty when all is well."""
    from django.conf import settings

    from content.media import files, making
    from content.media.models import Making, Picture

    found, known = [], set()
    for each in Picture.objects.iterator():
        known.add(each.sha256)
        wanted = {plan.name for plan in making.wanted(each)} | {making.pyramid_name()}
        if each.making != Making.READY or {made["name"] for made in each.renditions} != (
            wanted - {making.pyramid_name()}
        ):
            found.append(f"{each}: the row says {each.making}, {each.renditions}")
        there = files.made(each.sha256)
        if there != wanted:
            found.append(f"{each}: lacks {wanted - there}, has {there - wanted} besides")
        found += [f"{each}: {name} is not whole" for name in there if not _whole(each.sha256, name)]
    root = Path(settings.MEDIA_ROOT)
    kept = {path.name for path in (root / "originals").glob("*/*")}
    if kept != known:
        found.append(f"originals without a picture, or the other way: {len(kept ^ known)}")
    if left := list((root / "tmp").rglob("*")):
        found.append(f"left over: {left}")
    return found


def _whole(digest: str, name: str) -> bool:
    from PIL import Image

    from content.media import files

    with files.original(digest).local() as original:
        path = original.parents[2] / "renditions" / digest[:2] / digest / name
        try:
            with Image.open(path) as image:
                image.load()
        except OSError:
            return False
    return True


def main(argv: Sequence[str]) -> int:
    """Prints the figures; 1 when anything is not as it must be."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pictures", description=__doc__)
    parser.add_argument("--pictures", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(argv)
    scratch.read_environment()
    name = "bench_pictures"
    scratch.create(name)
    redis = f"{os.environ['REDIS_URL'].rsplit('/', 1)[0]}/{REDIS_NUMBER}"
    try:
        with tempfile.TemporaryDirectory(dir=scratch.BASE_DIR / ".data") as folder:
            if not os.fork():  # the child's database is the scratch one
                os.environ.update(scratch.environment(name))
                os.environ.update(
                    DATA_DIR=folder, REDIS_URL=redis, PYTHONPATH=str(scratch.BASE_DIR),
                    DJANGO_SETTINGS_MODULE="tourism_backend.settings",
                )  # fmt: skip
                os._exit(_measured(options, Path(folder)))
            return os.waitstatus_to_exitcode(os.wait()[1])
    finally:
        scratch.drop(name)


def _measured(options: Any, folder: Path) -> int:
    import django

    django.setup()
    from django.core.management import call_command

    from content.media import files
    from content.media.models import Making, Picture
    from tourism_backend.common.redis import client

    call_command("migrate", verbosity=0)
    client().flushdb()
    crew = Crew(os.environ, options.processes)
    beat = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "celery", "-A", "tourism_backend", "-q", "beat",
         "--schedule", str(folder / "beat"), "--pidfile=", "--loglevel", "ERROR"]
    )  # fmt: skip
    begun = time.monotonic()
    try:
        with ThreadPoolExecutor(1) as pool:
            uploads = pool.submit(_upload, options.pictures)
            ready = Picture.objects.filter(making=Making.READY)
            watch(crew, ready.count, options.pictures, options.kills)
            took = uploads.result()
        spent = time.monotonic() - begun
    finally:
        crew.stop()
        beat.terminate()
        beat.wait()
    time.sleep(files.NEW_S)
    files.sweep()
    wrong = faults()
    print(
        f"{options.pictures:,} pictures, killed {options.kills} times: {spent:.0f} s"
        f" (uploads {took:.0f} s of it), {options.pictures / spent:.1f} a second;"
        f" {crew.cpu_s / options.pictures * 1000:.0f} ms of CPU a picture;"
        f" one process at most {crew.peak_mb:.0f} MB,"
        f" all {options.processes} together {crew.peak_sum_mb:.0f} MB"
    )
    print(f"not as it must be: {len(wrong)}", *wrong[:20], sep="\n", flush=True)
    return int(bool(wrong))


def _upload(count: int) -> float:
    """Take that many uploads, as the application does; the seconds it took."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import connection

    from benchmarks import album
    from content.media import services
    from tourism_backend.common.actors import SystemActor

    begun = time.monotonic()
    for number in range(count):
        file = SimpleUploadedFile(f"Ảnh số {number}.jpg", album.picture(number))
        services.take(SystemActor("benchmark"), file)
    connection.close()
    return time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
