"""Where the bytes lie, below ``MEDIA_ROOT``: originals, and the renditions made of them.

    originals/ab/abcd…            the upload, untouched, never served to the public
    renditions/ab/abcd…/<name>    made from it, without any metadata
    renditions/ab/abcd…/pyramid.tif   what zooming reads; not served itself

Files appear by renaming, whole or not at all.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

DIGEST = re.compile(r"^[0-9a-f]{64}$")
NAME = re.compile(r"^[a-z0-9-]{1,40}\.(avif|webp|jpg)$")


def original(digest: str) -> Path:
    """The upload with this SHA-256."""
    return _below("originals", digest)


def rendition(digest: str, name: str) -> Path:
    """One of its renditions. Raises ValueError for what cannot be one."""
    if not NAME.match(name):
        raise ValueError(f"no name of a rendition: {name!r}")
    return _below("renditions", digest) / name


def pyramid(digest: str) -> Path:
    """The picture at every size, made from the upload."""
    return _below("renditions", digest) / "pyramid.tif"


def _below(folder: str, digest: str) -> Path:
    if not DIGEST.match(digest):
        raise ValueError(f"no digest: {digest!r}")
    return Path(settings.MEDIA_ROOT) / folder / digest[:2] / digest


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder on the same file system as the rest, gone afterwards; a killed one is harmless."""
    root = Path(settings.MEDIA_ROOT) / "tmp"
    root.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root) as folder:
        yield Path(folder)


def move_in(made: Path, to: Path) -> None:
    """Put a finished file where it belongs, in one step, on disk."""
    to.parent.mkdir(parents=True, exist_ok=True)
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.replace(to)
