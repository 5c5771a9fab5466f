"""The bytes: what is made of public uploads to everybody, the rest by signed addresses only."""

from __future__ import annotations

from django.core import signing
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from content.media import files, judging, renditions
from content.media.collection import PICTURES
from content.media.enclosures import ENCLOSURES
from content.media.judging import COPY
from tourism_backend.common import ranges
from tourism_backend.common.http import not_modified
from tourism_backend.publishing import reads

TYPES = renditions.MEDIA_TYPES | judging.MEDIA_TYPES
SALT = "media.private"
SIGNED_S = 300  # how long a signed address leads to its file
ORIGINAL = ""  # the name that stands for the upload itself


@require_safe
def rendition(request: HttpRequest, digest: str, name: str) -> HttpResponseBase:
    """A file made of an upload that is public now. Its bytes never change under an address."""
    etag = f'"{digest[:16]}-{name}"'
    title = _public_title(digest)
    if title is None:
        raise Http404
    response: HttpResponseBase = not_modified(request, etag) or _sent(request, digest, name, etag)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["X-Content-Type-Options"] = "nosniff"
    if name.startswith(COPY):
        response["Content-Disposition"] = f'inline; filename="{title}.{name.rsplit(".", 1)[1]}"'
    return response


def _public_title(digest: str) -> str | None:
    """What the public upload with these bytes is called in addresses; None when there is none."""
    found = reads.fetch(
        " UNION ALL ".join(
            f"SELECT slug FROM {each.partition} WHERE NOT withdrawn AND facets @> ARRAY[%s]"
            for each in (PICTURES, ENCLOSURES)
        ),
        [f"file:{digest}"] * 2,
    )
    return str(found[0][0]) if found else None


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
    response = _sent(request, digest, name) if name != ORIGINAL else _original(digest)
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


def _sent(request: HttpRequest, digest: str, name: str, etag: str = "") -> HttpResponseBase:
    try:
        file, media_type = files.rendition(digest, name), TYPES[name.rsplit(".", 1)[1]]
    except (ValueError, KeyError):
        raise Http404 from None
    if not name.startswith(COPY):
        return _file(file, media_type)
    try:
        return ranges.answer(request, file.open(), file.size(), media_type, etag)
    except FileNotFoundError:
        raise Http404 from None


def _file(file: files.Kept, media_type: str) -> FileResponse:
    try:
        return FileResponse(file.open(), content_type=media_type)
    except FileNotFoundError:
        raise Http404 from None
