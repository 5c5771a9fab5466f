"""Tiles, TileJSON and style over HTTP."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from geo.tiles import cache
from geo.tiles.grid import Tile
from geo.tiles.statements import tile as tile_statement
from geo.tiles.statements import unfiltered
from tourism_backend.common.http import not_modified
from tourism_backend.common.problems import FieldError, invalid, not_found
from tourism_backend.publishing import reads
from tourism_backend.publishing.collection import Collection, source_language
from tourism_backend.publishing.query import Query, parse
from tourism_backend.publishing.registry import RegistryError, registry

MVT = "application/vnd.mapbox-vector-tile"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"
# What a list understands and a tile does not: the tile says where, how much and how.
NOT_OF_TILES = ("bbox", "cursor", "fields", "format", "limit", "live", "sort")


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
        return _answer(body, FOR_EVER)
    if query.timeless and not asked and "HTTP_IF_NONE_MATCH" in request.META:
        held = not_modified(request, _etag(reads.version(query.collection)))
        if held:
            held["Cache-Control"] = ASK_AGAIN
            return held
    ((version, body),) = reads.fetch(*tile_statement(query, at))
    if lasting and lasting == version:
        cache.put(name, body)
        return _answer(body, FOR_EVER)
    etag = _etag(version) if query.timeless else reads.content_etag(body)
    return not_modified(request, etag) or _answer(body, ASK_AGAIN, etag)


def mapped(name: str) -> Collection:
    """The collection of that name, if it lies somewhere. Raises Problem 404."""
    try:
        collection = registry.get(name)
    except RegistryError:
        raise not_found() from None
    if collection.geometry is None:
        raise not_found()
    return collection


def read(collection: Collection, given: Mapping[str, str]) -> tuple[Query, int]:
    """The query of a tile and the version asked for (0: none). Raises Problem 400.

    The language is the one asked for or the source language: a tile is the same for everybody.
    """
    version = given.get("v", "0")
    errors = [FieldError(name, _("tiles have no such parameter"))
              for name in NOT_OF_TILES if name in given]
    if not (version.isascii() and version.isdigit() and len(version) < 19):
        errors.append(FieldError("v", _("give the version of the collection's TileJSON")))
    if errors:
        raise invalid(*errors)
    rest = {name: value for name, value in given.items() if name != "v"}
    return parse(collection, rest, language=source_language()), int(version)


def _etag(version: int) -> str:
    return f'W/"{version}"'


def _answer(body: bytes, caching: str, etag: str = "") -> HttpResponse:
    response = HttpResponse(body, content_type=MVT) if body else HttpResponse(status=204)
    response["Cache-Control"] = caching
    if etag:
        response["ETag"] = etag
    return response
