"""HTML as PDF by WeasyPrint, from our own files only."""

from __future__ import annotations

import io
import logging
from functools import lru_cache
from pathlib import Path

from django.contrib.staticfiles import finders

# It tells each step of each page.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)
FONTS = "portal/dist/fonts/"


def pdf(html: str) -> bytes:
    """A page as PDF. Only fonts of our own are read; any other address is refused."""
    # Loaded here: a process that prints nothing need not hold it.
    from PIL import ImageFile
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    # It has the whole process take pictures that are cut off; uploads must not be.
    ImageFile.LOAD_TRUNCATED_IMAGES = False

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
