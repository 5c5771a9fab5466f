"""``/search`` and ``/suggest``: one search over everything that is published."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Router

from geo.search import openapi, queries
from geo.search.question import Question, parse
from geo.search.words import Segment
from tourism_backend.common.http import language_of, not_modified, public_answer
from tourism_backend.publishing import reads
from tourism_backend.publishing.registry import registry

PREFIX = ""
MEDIA_TYPE = "application/json"

router = Router(tags=["search"])


def _view(*, typing: bool) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        given = request.GET.dict()
        question = parse(given, language=language_of(request), typing=typing)
        # What holds for a time only leaves the answer without a new version.
        timeless = question.scope.timeless
        if timeless and "HTTP_IF_NONE_MATCH" in request.META:
            version = reads.version(*question.scope.collections)
            held = not_modified(request, _etag(question, version))
            if held:
                return held
        found = queries.search(question)
        root, language = request.path.rsplit("/", 1)[0], question.language
        segments = found.marker.segments
        items = [_item(hit, segments(hit.name), root, language) for hit in found.hits]
        body = orjson.dumps({"items": items, "corrected": found.corrected})
        etag = _etag(question, found.version) if timeless else reads.content_etag(body)
        return public_answer(request, body, MEDIA_TYPE, etag=etag, language=question.language)

    return view


def _etag(question: Question, version: int) -> str:
    return reads.version_etag(version, question.language)


@lru_cache(maxsize=256)
def _addresses(collection: str, root: str, language: str) -> tuple[str, str, str]:
    """Of a record: what stands before its slug in its address in the API; before and after it in
    that of its page, empty where it has none.
    """
    before, _slug, after = (registry.get(collection).page or "").partition("{slug}")
    return f"{root}/{collection}/", before and f"/{language}/{before}", after


def _item(hit: queries.Hit, marked: list[Segment], root: str, language: str) -> dict[str, Any]:
    record, before, after = _addresses(hit.collection, root, language)
    item = {
        "collection": hit.collection,
        "slug": hit.slug,
        "name": hit.name,
        "language": hit.language,
        "hint": hit.hint or None,
        "marked": marked,
        "lon": hit.lon,
        "lat": hit.lat,
        "category": hit.category,
        "icon": hit.icon,
        "colour": hit.colour,
        "url": record + hit.slug,
        "page": before + hit.slug + after if before else None,
    }
    if hit.distance_m is not None:
        item["distance_m"] = hit.distance_m
    return item


for _name, _typing, _summary in (
    ("search", False, "search: everything published, best first"),
    ("suggest", True, "search: a few names while typing"),
):
    router.get(
        f"/{_name}",
        operation_id=_name,
        summary=_summary,
        openapi_extra={
            "parameters": openapi.parameters(typing=_typing),
            "responses": openapi.responses(),
        },
    )(_view(typing=_typing))
