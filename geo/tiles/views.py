"""Tiles, TileJSON and style over HTTP."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from geo.tiles import cache, documents
from geo.tiles.asked import mapped, read
from geo.tiles.grid import Tile
from geo.tiles.statements import tile as tile_statement
from geo.tiles.statements import unfiltered
from geo.tiles.style import style as map_style
from tourism_backend.common.http import not_modified
from tourism_backend.publishing import reads
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.registry import registry

MVT = "application/vnd.mapbox-vector-tile"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"


@require_safe
def tile(request: HttpRequest, collection: str, z: int, x: int, y: int) -> HttpResponse:
    """One vector tile; 204 where it is empty.

    Under ``v=<the collection's version>`` it never changes. Without ``v``, or with another one,
    it is the tile of now, to be asked for again each time.
    """
    at = Tile.at(z, x, y)
    query, asked = read(mapped(collection), request.GET.dict())
    lasting = asked if query.timeless else 0
    name = cache.key(query, at, lasting) if unfiltered(query) else None
    body = cache.get(name)
    if body is not None:
        return _tile(body, FOR_EVER)
    if query.timeless and not lasting and "HTTP_IF_NONE_MATCH" in request.META:
        held = _held(request, _etag(reads.version(query.collection)))
        if held:
            return held
    ((version, body),) = reads.fetch(*tile_statement(query, at), prepare=query.unfiltered)
    if lasting and lasting == version:
        cache.put(name, body)
        return _tile(body, FOR_EVER)
    etag = _etag(version) if query.timeless else reads.content_etag(body)
    return _held(request, etag) or _tile(body, ASK_AGAIN, etag)


@require_safe
def tilejson(request: HttpRequest, collection: str) -> HttpResponse:
    """The TileJSON of a collection's tiles, or of those that match the given filters."""
    query, _asked = read(mapped(collection), request.GET.dict())
    extent = documents.extent(query.collection)
    etag = _etag(extent.version)
    held = _held(request, etag)
    if held:
        return held
    given = request.GET.dict() | {"lang": query.language, "v": str(extent.version)}
    if not (query.timeless and extent.version):
        del given["v"]  # what is over leaves these tiles without a new version
    address = request.build_absolute_uri(request.path.removesuffix(".json"))
    template = f"{address}/{{z}}/{{x}}/{{y}}.mvt?{urlencode(given)}"
    return _json(documents.tilejson(query, template, extent), etag, query.language)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """A map style of every collection with a geometry."""
    shown = [collection for collection in registry if collection.geometry]
    language = read(shown[0], request.GET.dict())[0].language

    def source_url(collection: Collection) -> str:
        path = reverse("tiles:tilejson", args=[collection.name])
        return request.build_absolute_uri(f"{path}?lang={language}")

    document = map_style(shown, language, source_url)
    etag = reads.content_etag(orjson.dumps(document))
    return _held(request, etag) or _json(document, etag, language)


def _etag(version: int) -> str:
    return f'W/"{version}"'


def _held(request: HttpRequest, etag: str) -> HttpResponse | None:
    """A 304 when the caller already holds it."""
    response = not_modified(request, etag)
    return response and _kept(response, ASK_AGAIN, etag)


def _tile(body: bytes, caching: str, etag: str = "") -> HttpResponse:
    """A tile, or 204 for an empty one: both may be kept alike."""
    response = HttpResponse(body, content_type=MVT) if body else HttpResponse(status=204)
    return _kept(response, caching, etag)


def _json(document: dict[str, Any], etag: str, language: str) -> HttpResponse:
    response = HttpResponse(orjson.dumps(document), content_type="application/json")
    response["Content-Language"] = language
    return _kept(response, ASK_AGAIN, etag)


def _kept(response: HttpResponse, caching: str, etag: str) -> HttpResponse:
    response["Cache-Control"] = caching
    if etag:
        response["ETag"] = etag
    return response
