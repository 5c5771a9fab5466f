"""The IIIF door over HTTP: public pictures only, to everybody, from any page."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.media import queries
from content.media.iiif import asking, documents
from content.media.iiif.drawing import draw
from content.media.making import pyramid_there
from content.media.queries import Shown
from tourism_backend.common.http import not_modified
from tourism_backend.common.problems import Problem
from tourism_backend.common.throttle import spend
from tourism_backend.publishing.collection import Collection, languages
from tourism_backend.publishing.reads import content_etag
from tourism_backend.publishing.registry import registry

PROFILE = "http://iiif.io/api/image/3/level2.json"
# What a withdrawn picture may be shown for after, by caches that do not ask again.
MAX_AGE = "public, max-age=600"


@require_safe
def base(request: HttpRequest, key: UUID) -> HttpResponse:
    """The address of a picture leads to what is said of it."""
    return _to_all(HttpResponseRedirect(reverse("iiif:info", args=[key]), status=303))


@require_safe
def info(request: HttpRequest, key: UUID) -> HttpResponse:
    """``info.json``."""
    document = documents.info(_public(key), _base(request, key))
    return _document(request, document, documents.IMAGE_CONTEXT)


@require_safe
def image(request: HttpRequest, key: UUID, asked: str) -> HttpResponse:
    """A part of a picture, drawn as asked. 400 says which part of the address is wrong."""
    shown = _public(key)
    whole = shown.facts["width"], shown.facts["height"]
    part = asking.parse(asked, whole)
    # After another mark was set, the picture is drawn with the old one until its turn has come.
    found = pyramid_there(shown.file)
    if found is None:
        raise _not_ready()
    name, path = found
    told = f"{shown.file[:16]}-{name.removesuffix('.tif')}-{part.canonical}"
    etag = f'"{told.replace(",", "_")}"'  # a comma ends a tag
    response = not_modified(request, etag)
    if response is None:
        refused = spend(request, "iiif", settings.IIIF_RATE_PER_MINUTE)
        if refused:
            raise refused
        try:
            drawn = draw(path, part)
        except FileNotFoundError:  # another has taken its place in this moment
            raise _not_ready() from None
        response = HttpResponse(drawn, content_type=asking.FORMATS[part.format])
        canonical = f"{_base(request, key)}/{part.canonical}"
        response["Link"] = f'<{canonical}>;rel="canonical",<{PROFILE}>;rel="profile"'
    response["ETag"] = etag
    response["Cache-Control"] = MAX_AGE
    return _to_all(response)


@require_safe
def manifest(request: HttpRequest, collection: str, key: UUID) -> HttpResponse:
    """The Presentation manifest of a public record's pictures."""
    declared = next((each for each in registry if each.name == collection), None)
    named = queries.named(declared, key) if declared else None
    if declared is None or named is None:
        raise Http404
    absolute = request.build_absolute_uri
    document = documents.manifest(
        named,
        queries.shown_of(collection, key),
        absolute(request.path),
        lambda picture: _base(request, picture),
        [(code, absolute(path)) for code, path in _pages(declared, named.slug)],
    )
    return _document(request, document, documents.PRESENTATION_CONTEXT)


def _not_ready() -> Problem:
    detail = _("The picture is being made ready for zooming. Please try again in a minute.")
    return Problem(503, "not-ready", detail, headers={"Retry-After": "60"})


def _public(key: UUID) -> Shown:
    shown = queries.picture(key)
    if shown is None:
        raise Http404
    return shown


def _base(request: HttpRequest, key: UUID) -> str:
    return request.build_absolute_uri(reverse("iiif:base", args=[key]))


def _pages(collection: Collection, slug: str) -> list[tuple[str, str]]:
    """The portal's pages of a record, by language."""
    if collection.page is None:
        return []
    return [(code, f"/{code}/{collection.page.format(slug=quote(slug))}") for code in languages()]


def _document(request: HttpRequest, document: dict[str, Any], context: str) -> HttpResponse:
    """As JSON-LD for who asks for that, else as JSON (Image API 3, § 5.1)."""
    body = orjson.dumps(document)
    etag = content_etag(body)
    linked = "application/ld+json" in request.headers.get("Accept", "")
    kind = f'application/ld+json;profile="{context}"' if linked else "application/json"
    response = not_modified(request, etag) or HttpResponse(body, content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    response["Vary"] = "Accept"
    return _to_all(response)


def _to_all(response: HttpResponse) -> HttpResponse:
    """Any page may read it, whichever copy a cache holds."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
