"""The bytes: renditions of public pictures to everybody, anything else by a signed address only."""

from __future__ import annotations

from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.media import files
from content.media.renditions import MEDIA_TYPES
from tourism_backend.common.http import not_modified
from tourism_backend.publishing import reads

SALT = "media.private"
SIGNED_S = 300  # how long a signed address leads to its file
ORIGINAL = ""  # the name that stands for the upload itself


@require_safe
def rendition(request: HttpRequest, digest: str, name: str) -> HttpResponseBase:
    """A rendition of a picture that is public now. Its bytes never change under an address."""
    etag = f'"{digest[:16]}-{name}"'
    if not _is_public(digest):
        raise Http404
    response: HttpResponseBase = not_modified(request, etag) or _sent(digest, name)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _is_public(digest: str) -> bool:
    return bool(
        reads.fetch(
            "SELECT 1 FROM publishing_row_pictures"
            " WHERE NOT withdrawn AND facets @> ARRAY[%s] LIMIT 1",
            [f"file:{digest}"],
        )
    )


def signed_address(digest: str, name: str = ORIGINAL) -> str:
    """An address of a private file, good for five minutes; give it to curators only."""
    token = signing.dumps([digest, name], salt=SALT)
    return reverse("media:private", args=[token])


@require_safe
def private(request: HttpRequest, token: str) -> HttpResponseBase:
    """An original, or a rendition of a picture that is not public."""
    try:
        digest, name = signing.loads(token, salt=SALT, max_age=SIGNED_S)
    except signing.BadSignature:
        raise Http404 from None
    response = _sent(digest, name) if name != ORIGINAL else _original(digest)
    response["Cache-Control"] = "private, no-store"
    return response


def _original(digest: str) -> HttpResponseBase:
    """From the store itself where that can sign addresses, else from here."""
    file, name = files.original(digest), digest[:10]
    address = file.signed_address(SIGNED_S, name)
    if address:
        return HttpResponseRedirect(address)
    response = _file(file, "application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sent(digest: str, name: str) -> HttpResponseBase:
    try:
        file = files.rendition(digest, name)
    except ValueError:
        raise Http404 from None
    return _file(file, MEDIA_TYPES[name.rsplit(".", 1)[1]])


def _file(file: files.Kept, media_type: str) -> FileResponse:
    try:
        return FileResponse(file.open(), content_type=media_type)
    except FileNotFoundError:
        raise Http404 from None
