"""Answers are compressed for those who ask, cheaply: most is JSON that PostGIS made just now.

Django's own gzip middleware works at the level for files, five times the CPU for a seventh fewer
bytes, and pads each answer at random against BREACH; here an answer that depends on who asks
(a cookie) is left alone instead.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterable, Iterator

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse

from tourism_backend.common.http import vary_by

LEVEL = 1
GZIP = 31  # zlib's word for a gzip header and the largest window
SMALLEST = 500  # bytes; below, the headers weigh as much
KINDS = re.compile(
    r"text/|image/svg|application/vnd\.mapbox-vector-tile"
    r"|application/(?:[\w.-]+\+)?(?:json|xml|javascript)\b"
)
ACCEPTED = re.compile(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))")


class CompressionMiddleware:
    """gzip, for public answers of text, JSON and tiles."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, compressed where that is asked for and worth it."""
        response = self.get_response(request)
        if not _compressible(response):
            return response
        vary_by(response, "Accept-Encoding")
        if ACCEPTED.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            if isinstance(response, StreamingHttpResponse):
                response.streaming_content = _packed(response.streaming_content)
                del response["Content-Length"]
            else:
                response.content = zlib.compress(response.content, LEVEL, GZIP)
                response["Content-Length"] = str(len(response.content))
            response["Content-Encoding"] = "gzip"
            etag = response.get("ETag", "")
            if etag and not etag.startswith("W/"):
                response["ETag"] = f"W/{etag}"
        return response


def _compressible(response: HttpResponse) -> bool:
    return (
        response.status_code != 206
        # A file may be asked for in parts; a stream is made here, of a length nobody knows.
        and not isinstance(response, FileResponse)
        and (response.streaming or len(response.content) >= SMALLEST)
        and not response.has_header("Content-Encoding")
        and KINDS.match(response.get("Content-Type", "")) is not None
        and "cookie" not in response.get("Vary", "").lower()
    )


def _packed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, compressed as they come."""
    packer = zlib.compressobj(LEVEL, zlib.DEFLATED, GZIP)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()
