"""Where the bytes lie: on the local disk below ``MEDIA_ROOT``, or in an S3 bucket (settings).

    originals/ab/abcd…                the upload, untouched, never served to the public
    partial/<id>/<name>               parts of an upload that is not finished
    renditions/ab/abcd…/<name>        made from it, without any metadata
    renditions/ab/abcd…/pyramid.tif   what zooming reads; not served itself

Files appear whole or not at all, and never change under their names.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage

DIGEST = re.compile(r"^[0-9a-f]{64}$")
NAME = re.compile(r"^[a-z0-9-]{1,40}\.(avif|webp|jpg|mp3|m4a|ogg|wav|pdf)$")
# Copies of remote files that are read in parts: no more than this is kept, the newest.
COPIES_BYTES = 2 * 1024**3
HELD = ".held"  # locked by who works in a scratch folder
NEW_S = 60.0  # one so young may not be locked yet


@dataclass(frozen=True)
class Kept:
    """One file of the store, there or not yet, by its name in it."""

    key: str

    def exists(self) -> bool:
        """Whether it is there."""
        return default_storage.exists(self.key)

    def size(self) -> int:
        """Its bytes, counted. Raises FileNotFoundError."""
        return int(default_storage.size(self.key))

    def open(self) -> File[Any]:
        """Its bytes. Raises FileNotFoundError."""
        return default_storage.open(self.key)

    def read_bytes(self) -> bytes:
        """All of it. Raises FileNotFoundError."""
        with self.open() as file:
            return bytes(file.read())

    def put(self, made: Path) -> None:
        """A finished file of the scratch folder goes where it belongs, in one step."""
        place = self._on_disk()
        if place is None:
            with made.open("rb") as file:
                default_storage.save(self.key, File(file))
            return
        place.parent.mkdir(parents=True, exist_ok=True)
        with made.open("rb") as file:
            os.fsync(file.fileno())
        made.replace(place)

    def delete(self) -> None:
        """Forget it; it need not be there."""
        default_storage.delete(self.key)

    @contextmanager
    def local(self) -> Iterator[Path]:
        """It as a file of this machine, to be read. Raises FileNotFoundError."""
        place = self._on_disk()
        if place is not None:
            yield place
            return
        with scratch() as folder:
            yield self._fetched(folder / "copy")

    def copy(self) -> Path:
        """It as a file of this machine that is read again and again. Raises FileNotFoundError."""
        place = self._on_disk()
        if place is not None:
            return place
        kept = Path(settings.MEDIA_ROOT) / "copies" / self.key.replace("/", "-")
        if kept.exists():
            os.utime(kept)
            return kept
        kept.parent.mkdir(parents=True, exist_ok=True)
        with scratch() as folder:
            self._fetched(folder / "copy").replace(kept)
        _forget_oldest(kept.parent)
        return kept

    def signed_address(self, seconds: int, name: str) -> str:
        """Where the store itself gives it out as a download, for so long; empty on a disk."""
        if self._on_disk() is not None:
            return ""
        given = {"ResponseContentDisposition": f'attachment; filename="{name}"'}
        return str(default_storage.url(self.key, parameters=given, expire=seconds))  # type: ignore[call-arg]

    def _on_disk(self) -> Path | None:
        try:
            return Path(default_storage.path(self.key))
        except NotImplementedError:
            return None

    def _fetched(self, to: Path) -> Path:
        with self.open() as source, to.open("wb") as out:
            shutil.copyfileobj(source, out)
        return to


def _forget_oldest(folder: Path) -> None:
    """A copy that is being read stays readable: its name goes, its bytes when it is closed."""
    by_age = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    size = by_age[0].stat().st_size  # that is wanted now, however large
    for path in by_age[1:]:
        size += path.stat().st_size
        if size > COPIES_BYTES:
            path.unlink(missing_ok=True)


def original(digest: str) -> Kept:
    """The upload with this SHA-256."""
    return Kept(_below("originals", digest))


def rendition(digest: str, name: str) -> Kept:
    """One of its renditions. Raises ValueError for what cannot be one."""
    if not NAME.match(name):
        raise ValueError(f"no name of a rendition: {name!r}")
    return Kept(f"{_below('renditions', digest)}/{name}")


def pyramid(digest: str, name: str = "pyramid.tif") -> Kept:
    """The picture at every size, made from the upload."""
    return Kept(f"{_below('renditions', digest)}/{name}")


def remove(digest: str, name: str) -> None:
    """Forget one file that was made from an upload."""
    default_storage.delete(f"{_below('renditions', digest)}/{name}")


def part(upload: str, name: str) -> Kept:
    """A part of an upload that comes in parts."""
    return Kept(f"partial/{upload}/{name}")


def made(digest: str) -> set[str]:
    """The names of all that was made from an upload."""
    try:
        return set(default_storage.listdir(_below("renditions", digest))[1])
    except FileNotFoundError:
        return set()


def forget(digest: str) -> None:
    """An upload and all that was made from it."""
    folder = _below("renditions", digest)
    for name in made(digest):
        default_storage.delete(f"{folder}/{name}")
    original(digest).delete()


def _below(folder: str, digest: str) -> str:
    if not DIGEST.match(digest):
        raise ValueError(f"no digest: {digest!r}")
    return f"{folder}/{digest[:2]}/{digest}"


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder on the disk of the store, gone afterwards; ``sweep`` finds a killed one's."""
    root = Path(settings.MEDIA_ROOT) / "tmp"
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root) as folder, (Path(folder) / HELD).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield Path(folder)


def sweep() -> int:
    """Remove the scratch of processes that were killed; how many folders.

    Who is at work holds a lock on his, which the system takes from the dead.
    """
    swept = 0
    for folder in (Path(settings.MEDIA_ROOT) / "tmp").glob("*"):
        with suppress(FileNotFoundError, BlockingIOError):  # finished meanwhile; at work
            if time.time() - folder.stat().st_mtime < NEW_S:
                continue
            with (folder / HELD).open("a") as held:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder)
                swept += 1
    return swept
