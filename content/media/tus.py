"""Resumable uploads by the tus protocol 1.0 (tus.io): creation, termination, expiration.

Signed in as a curator, by session and CSRF token. The last part's answer names the picture.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    UnreadablePostError,
)
from django.urls import reverse
from django.utils.http import http_date
from django.utils.translation import gettext_lazy as _

from content.media import partial
from content.media.models import PartialUpload
from tourism_backend.common.intake import CHUNK, MOST_BYTES
from tourism_backend.common.problems import FieldError, Problem, invalid

VERSION = "1.0.0"
EXTENSIONS = "creation,termination,expiration"
PART = "application/offset+octet-stream"
View = Callable[..., HttpResponse]


def _spoken(view: View) -> View:
    """Who speaks another version, or is nobody, is told so; every answer says the version."""

    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.method != "OPTIONS":
            if not request.user.is_authenticated:
                raise Problem(401, "unauthenticated", _("Please sign in"))
            if request.headers.get("Tus-Resumable") != VERSION:
                headers = {"Tus-Version": VERSION}
                raise Problem(412, "tus-version", "Tus-Resumable: 1.0.0", headers=headers)
        response: HttpResponse = view(request, **kwargs)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answer


def _taking(*methods: str) -> Callable[[View], View]:
    """A view of these methods; as sent: the API's middleware shows HEAD as GET."""

    def decorator(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            if request.META["REQUEST_METHOD"] not in methods:
                return HttpResponseNotAllowed(methods)
            return view(request, **kwargs)

        return answer

    return decorator


@_taking("OPTIONS", "POST")
@_spoken
def uploads(request: HttpRequest) -> HttpResponse:
    """What is spoken here (OPTIONS); an upload announced (POST)."""
    if request.method == "OPTIONS":
        response = HttpResponse(status=204)
        response["Tus-Version"] = VERSION
        response["Tus-Extension"] = EXTENSIONS
        response["Tus-Max-Size"] = str(MOST_BYTES)
        return response
    upload = partial.begin(request.user, _name(request), _number(request, "Upload-Length"))  # type: ignore[arg-type]
    response = _told(HttpResponse(status=201), upload)
    response["Location"] = request.build_absolute_uri(reverse("tus-upload", args=[upload.pk]))
    return response


@_taking("HEAD", "PATCH", "DELETE")
@_spoken
def upload(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far an upload is (HEAD), its next part (PATCH), its end (DELETE)."""
    owner: Any = request.user
    if request.method == "DELETE":
        partial.stop(partial.find(owner, key))
        return HttpResponse(status=204)
    if request.method != "PATCH":
        found = partial.find(owner, key)
        response = _told(HttpResponse(status=200), found)
        response["Upload-Length"] = str(found.length)
        return response
    if request.content_type != PART:
        raise Problem(415, "media-type", PART)
    after = partial.append(owner, key, _number(request, "Upload-Offset"), _parts(request))
    response = _told(HttpResponse(status=204), after)
    if after.offset == after.length:
        response["Upload-Picture"] = partial.finish(owner, after).slug
    return response


def _told(response: HttpResponse, upload: PartialUpload) -> HttpResponse:
    response["Upload-Offset"] = str(upload.offset)
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return response


def _parts(request: HttpRequest) -> Iterator[bytes]:
    """The body as far as it comes: where the line breaks, what came before is kept."""
    try:
        while part := request.read(CHUNK):
            yield part
    except (UnreadablePostError, OSError):
        return


def _number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdigit() and len(value) < 19):
        raise invalid(FieldError(header, _("Expected: %s") % "0 … n"))
    return int(value)


def _name(request: HttpRequest) -> str:
    """The file's name of ``Upload-Metadata``: words and their base64, joined by commas."""
    pairs = (pair.split() for pair in request.headers.get("Upload-Metadata", "").split(","))
    found = {pair[0]: pair[1] for pair in pairs if len(pair) == 2}
    try:
        return base64.b64decode(found.get("filename", ""), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise invalid(FieldError("Upload-Metadata", _("Expected: %s") % "base64, UTF-8")) from None
