"""What every answer needs: the caller's language, validators, cache rules."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


@lru_cache(maxsize=512)
def supported_language(code: str) -> str | None:
    """The destination's language for a code or tag (``zh-CN`` → ``zh-hans``), if it has one."""
    try:
        return get_supported_language_variant(code.lower())
    except LookupError:
        return None


@lru_cache(maxsize=512)
def accepted_language(header: str) -> str:
    """The best language for an ``Accept-Language`` header; the source language if none is."""
    for code, _quality in parse_accept_lang_header(header):
        found = supported_language(code) if code != "*" else None
        if found:
            return found
    return str(settings.LANGUAGE_CODE)


def language_of(request: HttpRequest) -> str:
    """The language a caller wants: ``?lang=``, the page's own, or ``Accept-Language``."""
    asked = supported_language(request.GET.get("lang", "")[:20] or "-")
    if asked:
        return asked
    prefix = request.path_info.split("/", 2)[1] if request.path_info.startswith("/") else ""
    if prefix in dict(settings.LANGUAGES):
        return prefix
    return accepted_language(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))


@lru_cache(maxsize=256)
def _varying(held: str, header: str) -> str:
    answer = HttpResponse(headers={"Vary": held} if held else {})
    patch_vary_headers(answer, [header])
    return answer["Vary"]


def vary_by(response: HttpResponseBase, header: str) -> None:
    """Say that the answer depends on a header of the request, beside those it says already.

    Django works it out, once for each of the few values there are.
    """
    response.headers["Vary"] = _varying(response.headers.get("Vary", ""), header)


def next_address(request: HttpRequest, cursor: str) -> str:
    """The address of the page that begins at the cursor: the same question otherwise."""
    return f"{request.path}?{urlencode(request.GET.dict() | {'cursor': cursor})}"


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """A 304 when the caller already holds this version (weak comparison, RFC 9110 § 13.1.2)."""
    held = request.META.get("HTTP_IF_NONE_MATCH")
    if not held:
        return None
    tags = {tag.strip().removeprefix("W/") for tag in held.split(",")}
    if etag.removeprefix("W/") not in tags and "*" not in tags:
        return None
    response = HttpResponse(status=304)
    response["ETag"] = etag
    return response


def public_answer(
    request: HttpRequest, body: bytes, content_type: str, *, etag: str, language: str
) -> HttpResponse:
    """A public answer that any cache may keep, if it asks again each time."""
    response = not_modified(request, etag) or HttpResponse(body, content_type=content_type)
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=0, must-revalidate"
    response["Content-Language"] = language
    response["Vary"] = "Accept, Accept-Language"
    return response
