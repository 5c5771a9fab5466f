"""The routers of the collections: list, nearby and detail of each, made from its declaration."""

from __future__ import annotations

from collections.abc import Callable

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.http import http_date
from ninja import Router

from tourism_backend.common.http import language_of, next_address, not_modified, public_answer
from tourism_backend.publishing import openapi, reads
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.query import Query, parse, parse_single

MEDIA_TYPES = {"json": "application/json", "geojson": "application/geo+json"}

View = Callable[..., HttpResponse]


def router_of(collection: Collection) -> Router:
    """The public reads of one collection."""
    router = Router(tags=[collection.name])
    kinds = [False, True] if collection.geometry else [False]
    for nearby in kinds:
        router.get(
            "/nearby" if nearby else "",
            operation_id=f"{collection.name}_{'nearby' if nearby else 'list'}",
            summary=f"{collection.name}: {'nearest first' if nearby else 'list'}",
            openapi_extra={
                "parameters": openapi.list_parameters(collection, nearby=nearby),
                "responses": openapi.page_responses(collection, nearby=nearby),
            },
        )(_list_view(collection, nearby=nearby))
    router.get(
        "/{slug}",
        operation_id=f"{collection.name}_detail",
        summary=f"{collection.name}: one record",
        openapi_extra={
            "parameters": [openapi.LANG, openapi.FORMAT, openapi.CARD],
            "responses": openapi.detail_responses(collection),
        },
    )(_detail_view(collection))
    return router


def _list_view(collection: Collection, *, nearby: bool) -> View:
    def view(request: HttpRequest) -> HttpResponse:
        query = _query(request, collection, nearby=nearby)
        if query.timeless and "HTTP_IF_NONE_MATCH" in request.META:
            held = not_modified(request, _etag(query, reads.version(collection)))
            if held:
                return held
        page = reads.page(query)
        body = _wrapped(request, query, page)
        etag = _etag(query, page.version) if query.timeless else reads.content_etag(body)
        return public_answer(
            request, body, MEDIA_TYPES[query.format], etag=etag, language=query.language
        )

    return view


def _detail_view(collection: Collection) -> View:
    def view(request: HttpRequest, slug: str) -> HttpResponse:
        language = language_of(request)
        accept = request.META.get("HTTP_ACCEPT", "")
        query = parse_single(collection, request.GET.dict(), language=language, accept=accept)
        try:
            found = reads.detail(query, slug)
        except reads.Moved as moved:
            return moved_to(request, slug, moved.slug)
        response = public_answer(
            request, found.body, MEDIA_TYPES[query.format], etag=found.etag, language=language
        )
        response["Last-Modified"] = http_date(found.changed_at.timestamp())
        return response

    return view


def _query(request: HttpRequest, collection: Collection, *, nearby: bool) -> Query:
    accept = request.META.get("HTTP_ACCEPT", "")
    given = request.GET.dict()
    return parse(collection, given, language=language_of(request), accept=accept, nearby=nearby)


def _etag(query: Query, version: int) -> str:
    return reads.version_etag(version, query.language, query.format)


def _wrapped(request: HttpRequest, query: Query, page: reads.Page) -> bytes:
    following = b"null"
    if page.after:
        following = orjson.dumps(next_address(request, page.after.token()))
    if query.format == "geojson":
        opening = b'{"type": "FeatureCollection", "features": ['
    else:
        opening = b'{"items": ['
    return b"".join((opening, page.items, b'], "next": ', following, b"}"))


def moved_to(request: HttpRequest, old: str, new: str) -> HttpResponse:
    """The same address with a record's slug of today; ``old`` is a whole part of it."""
    parts = request.path.split("/")
    parts[len(parts) - 1 - parts[::-1].index(old)] = new
    path = "/".join(parts)
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    response.status_code = 308
    return response
