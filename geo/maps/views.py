"""The map page over HTTP."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from geo.maps.pages import TAGS, Address, MapConfig, MapPage, map_page
from tourism_backend.common.http import not_modified
from tourism_backend.publishing.registry import registry

ASK_AGAIN = "public, max-age=0, must-revalidate"
NATIVE = {"vi": "Tiếng Việt", "en": "English", "zh-hans": "简体中文"}


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The map, in the language of its address; any cache may keep it if it asks again."""
    origin = f"{request.scheme}://{request.get_host()}"
    language = get_language() or settings.LANGUAGE_CODE
    page = _page(language, origin) if not settings.DEBUG else _made(language, origin)
    response = not_modified(request, page.etag) or HttpResponse(page.html)
    response["ETag"] = page.etag
    response["Cache-Control"] = ASK_AGAIN
    response["Content-Language"] = TAGS.get(language, language)
    response._csp_update = dict(page.csp)  # type: ignore[attr-defined]  # read by django-csp
    return response


def _made(language: str, origin: str) -> MapPage:
    config = MapConfig(
        language=language,
        addresses=[_address(code, origin) for code, _name in settings.LANGUAGES],
        home=f"/{language}/",
        search=_search(language),
        api="/api/v1/",
    )
    return map_page(config, registry)


# A page depends on its arguments and the code only.
_page = lru_cache(maxsize=64)(_made)


def _address(code: str, origin: str) -> Address:
    with override(code):
        path = reverse("maps:map")
    return Address(code, TAGS.get(code, code), NATIVE.get(code, code), path, origin + path)


def _search(language: str) -> str:
    """Where the search form leads without scripts: the portal's search, or this page."""
    with override(language):
        try:
            return reverse("portal:search")
        except NoReverseMatch:
            return reverse("maps:map")
