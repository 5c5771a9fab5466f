"""What every page's frame is filled with. Needs no database: error pages use it too."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language_info

from geo.maps.assets import credits
from tourism_backend.portal import links, sections
from tourism_backend.portal.head import (
    OPEN_GRAPH,
    Head,
    alternates,
    canonical_query,
    tag,
    unprefixed,
)

# A language's short form for a narrow header, where its code says little.
SHORT = {"zh-hans": "中文", "zh-hant": "中文"}


def destination(language: str) -> str:
    """The destination's name."""
    names: dict[str, str] = settings.DESTINATION["name"]
    return names.get(language) or names[settings.LANGUAGE_CODE]


def base_context(
    request: HttpRequest, language: str, head: Head, version: int | None = None
) -> dict[str, Any]:
    """The frame's context; without ``version`` the page is one that needs no data."""
    languages = [
        {
            "alternate": alternate,
            "name": get_language_info(alternate.code)["name_local"],
            "short": SHORT.get(alternate.code, alternate.code.upper()),
        }
        for alternate in alternates(request, language)
    ]
    path = f"/{language}{unprefixed(request.path)}{canonical_query(request)}"
    first = unprefixed(request.path).strip("/").split("/")[0]
    return {
        "request": request,
        "language": language,
        "lang_tag": tag(language),
        "languages": languages,
        "destination": destination(language),
        "head": head,
        "canonical": links.absolute(request, path),
        "neutral": links.absolute(request, unprefixed(request.path) + canonical_query(request)),
        "picture": links.absolute(request, head.photo or links.static(head.image)),
        "locale": OPEN_GRAPH.get(language, language),
        "links": links.of(language),
        "credits": credits(),
        "section": first,
        "navigation": sections.entries(language, first),
        "colours": links.colours(version) if version is not None else "",
        "shapes": links.shapes(version) if version is not None else "",
    }
