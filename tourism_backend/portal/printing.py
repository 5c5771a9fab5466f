"""Printed pages: PDF by WeasyPrint, from our own files only, one at a time, kept by version.

A page is made once for what it shows: later requests get the same bytes out of the cache. One
page is made at a time in the whole installation, so that no crawler can keep the processors busy:
who comes meanwhile is asked to come back.
"""

from __future__ import annotations

import hashlib
import io
import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from tourism_backend.common.problems import Problem

# It tells each step of each page.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
KEPT_S = 30 * 24 * 3600
LOCK_S = 60  # no page takes this long; a process that died leaves the lock no longer
FONTS = "portal/dist/fonts/"


def printed(made_of: object, html: Callable[[], str]) -> bytes:
    """The PDF of ``html``; ``made_of`` is everything it depends on. Raises Problem 503."""
    digest = hashlib.blake2b(repr(made_of).encode(), digest_size=16).hexdigest()
    key = f"printed:{digest}"
    held = cache.get(key)
    if held is not None:
        return bytes(held)
    if not cache.add("printing", digest, LOCK_S):
        detail = _("Another page is being made right now. Please try again in a moment.")
        raise Problem(503, "printing", detail, headers={"Retry-After": "5"})
    try:
        made = pdf(html())
        cache.set(key, made, KEPT_S)
    finally:
        cache.delete("printing")
    return made


def pdf(html: str) -> bytes:
    """A page as PDF. Only fonts of our own are read; any other address is refused."""
    # Loaded here: a process that prints nothing need not hold it.
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFiles(URLFetcher):  # type: ignore[misc]  # has no types
        """Gives our fonts, and nothing else."""

        def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
            """The file of an address such as ``own:noto-sans-sc.woff``."""
            scheme, _colon, name = url.partition(":")
            body = font(Path(name).name) if scheme == "own" else b""
            if not body:
                raise ValueError(f"not a file of our own: {url[:100]}")
            return URLFetcherResponse(url, body)

    made = HTML(string=html, url_fetcher=OwnFiles(), base_url="own:").write_pdf()
    assert made is not None
    return bytes(made)


@lru_cache(maxsize=8)
def font(name: str) -> bytes:
    """A font of ours, unpacked once for all pages; empty when there is no such file.

    The large one, the Chinese, comes as WOFF: as WOFF2 it takes two seconds to unpack.
    """
    from fontTools.ttLib import TTFont

    path = finders.find(FONTS + name)
    if not path or Path(name).suffix not in (".woff", ".woff2"):
        return b""
    read = TTFont(path)
    read.flavor = None
    plain = io.BytesIO()
    read.save(plain, reorderTables=None)
    return plain.getvalue()
