"""Answers are compressed for those who ask, cheaply: most is JSON that PostGIS made just now.

Django's own gzip middleware works at the level for files and pads each answer at random against
BREACH; here answers that depend on who asks (a cookie) are left alone instead.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

LEVEL = 3
SMALLEST = 500  # bytes; below, the headers weigh as much
KINDS = ("text/", "application/", "image/svg")


class CompressionMiddleware:
    """gzip, for public answers of text, JSON and tiles."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, compressed where that is asked for and worth it."""
        response = self.get_response(request)
        if not _compressible(response):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        if "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
            response.content = gzip.compress(response.content, LEVEL, mtime=0)
            response["Content-Encoding"] = "gzip"
            response["Content-Length"] = str(len(response.content))
            etag = response.get("ETag", "")
            if etag and not etag.startswith("W/"):
                response["ETag"] = f"W/{etag}"
        return response


def _compressible(response: HttpResponse) -> bool:
    return (
        not response.streaming
        and len(response.content) >= SMALLEST
        and not response.has_header("Content-Encoding")
        and response.get("Content-Type", "").startswith(KINDS)
        and "cookie" not in response.get("Vary", "").lower()
    )
