"""What has no language of its own: the way in, the manifest, colours and outlines."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from tourism_backend.common.http import language_of, not_modified, vary_by
from tourism_backend.common.problems import Problem
from tourism_backend.portal import errors, links
from tourism_backend.portal.context import destination
from tourism_backend.portal.frame import ALL
from tourism_backend.portal.head import tag
from tourism_backend.portal.pages import state
from tourism_backend.portal.reading import listed
from tourism_backend.portal.shapes import sprite

FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, max-age=0, must-revalidate"
_COLOUR = re.compile(r"^#[0-9a-f]{6}$")
_SLUG = re.compile(r"^[a-z0-9_-]+$")


@require_safe
def entrance(request: HttpRequest) -> HttpResponse:
    """Lead to the home page in the visitor's language."""
    language = translation.get_language_from_request(request)
    response = HttpResponseRedirect(links.of(language).home)
    response["Cache-Control"] = "no-cache"
    vary_by(response, "Accept-Language")
    vary_by(response, "Cookie")
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For browsers that ask without being told."""
    response = HttpResponseRedirect(links.static("portal/icons/favicon.ico"))
    response["Cache-Control"] = "public, max-age=86400"
    return response


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to keep the site as an application."""
    language = language_of(request)
    with translation.override(language):
        name = destination(language)
        body = {
            "name": _("Discover %(name)s") % {"name": name},
            "short_name": name,
            "lang": tag(language),
            "id": "/",
            "start_url": links.of(language).home,
            "scope": "/",
            "display": "standalone",
            "background_color": "#f8f7f3",
            "theme_color": "#0f766e",
            "icons": _icons(),
            "shortcuts": [
                {"name": _("Map"), "url": links.of(language).map},
                {"name": _("Places"), "url": links.of(language).categories},
            ],
        }
    response = JsonResponse(body, content_type="application/manifest+json")
    response["Cache-Control"] = "public, max-age=86400"
    vary_by(response, "Accept-Language")
    return response


def _icons() -> list[dict[str, str]]:
    def drawn(file: str, size: str, purpose: str = "any") -> dict[str, str]:
        kind = "image/svg+xml" if file.endswith("svg") else "image/png"
        address = links.static(f"portal/icons/{file}")
        return {"src": address, "sizes": size, "type": kind, "purpose": purpose}

    return [
        drawn("icon.svg", "any"),
        drawn("icon-192.png", "192x192"),
        drawn("icon-512.png", "512x512"),
        drawn("icon-maskable-512.png", "512x512", "maskable"),
    ]


@require_safe
@gzip_page
def colours(request: HttpRequest) -> HttpResponse:
    """The categories' colours as custom properties: ``[data-c="cave"]{--c:#2e7d32}``."""

    def rules(version: int) -> str:
        items = listed("categories", settings.LANGUAGE_CODE, limit=ALL).items
        return "".join(
            f'[data-c="{item["slug"]}"]{{--c:{item["colour"]}}}\n'
            for item in items
            if _SLUG.match(item["slug"]) and _COLOUR.match(item["colour"])
        )

    return _by_version(request, "text/css", rules)


@require_safe
@gzip_page
def areas(request: HttpRequest) -> HttpResponse:
    """The areas' outlines as a sprite."""
    return _by_version(request, "image/svg+xml", sprite)


def _by_version(request: HttpRequest, kind: str, make: Callable[[int], str]) -> HttpResponse:
    """A file made of public rows: kept for ever at the address of its version."""
    try:
        version, _tick = state()
        etag = f'W/"{version}"'
        response = not_modified(request, etag) or HttpResponse(make(version), content_type=kind)
    except Problem as problem:
        return errors.refused(request, problem)
    response["ETag"] = etag
    asked = request.GET.get("v")
    response["Cache-Control"] = FOREVER if asked == str(version) else ASK_AGAIN
    return response
