"""Parts of a file by ``Range`` (RFC 9110 § 14): what players ask for to begin in the middle."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def answer(
    request: HttpRequest, file: Any, size: int, media_type: str, etag: str
) -> HttpResponseBase:
    """The file, or the one part of it that is asked for; several parts are answered whole."""
    asked = _asked(request, size, etag)
    if asked is None:
        response: HttpResponseBase = FileResponse(file, content_type=media_type)
        response["Content-Length"] = str(size)
    elif not asked:
        file.close()
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        response = StreamingHttpResponse(_read(file, asked), status=206, content_type=media_type)
        response["Content-Length"] = str(len(asked))
        response["Content-Range"] = f"bytes {asked.start}-{asked.stop - 1}/{size}"
    response["Accept-Ranges"] = "bytes"
    return response


def _asked(request: HttpRequest, size: int, etag: str) -> range | None:
    """The bytes that are asked for; an empty range when there are none such; None for all."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if not found or found.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found.groups()
    if not first:  # so many from the end
        return range(max(0, size - int(last)), size)
    stop = min(int(last) + 1, size) if last else size
    if last and int(last) < int(first):
        return None
    return range(int(first), stop) if int(first) < size else range(0)


def _read(file: Any, part: range) -> Iterator[bytes]:
    with file:
        file.seek(part.start)
        left = len(part)
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
