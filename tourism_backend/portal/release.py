"""A digest of what pages are made by: two processes with the same code and data agree on it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

_ROOTS = ("tourism_backend", "geo", "content")
_KINDS = {".py", ".html", ".mo", ".txt"}
_DIST = Path(__file__).parent / "static" / "portal"


@cache
def release() -> str:
    """Code, templates, translations, style sheets and the destination, as a short digest."""
    digest = hashlib.blake2b(repr(settings.DESTINATION).encode(), digest_size=6)
    for path in sorted(_files()):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files() -> list[Path]:
    code = [
        path
        for root in _ROOTS
        for path in (settings.BASE_DIR / root).rglob("*")
        if path.suffix in _KINDS
    ]
    return [*code, *_DIST.rglob("*.css"), *_DIST.rglob("*.js"), *_DIST.rglob("*.svg")]
