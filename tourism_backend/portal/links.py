"""Addresses that several pages lead to."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from tourism_backend.publishing.collection import Collection


@dataclass(frozen=True)
class Links:
    """The sections of the site in one language."""

    home: str
    map: str
    categories: str
    communes: str
    disruptions: str
    search: str
    about: str
    docs: str


def of(language: str) -> Links:
    """The sections' addresses."""
    with override(language):
        pages = {name: reverse(f"portal:{name}") for name in Links.__annotations__ if name in _OWN}
    return Links(map=f"/{language}/map/", docs="/api/v1/docs", **pages)


_OWN = ("home", "categories", "communes", "disruptions", "search", "about")


def record(kind: str, slug: str, language: str) -> str:
    """The page of one record: ``kind`` is place, category or commune."""
    with override(language):
        return reverse(f"portal:{kind}", kwargs={"slug": slug})


def named(name: str, language: str) -> str:
    """The page of that name in the URLconf."""
    with override(language):
        return reverse(f"portal:{name}")


def page(collection: Collection, slug: str, language: str) -> str:
    """The page of one record of any collection; empty when it has none."""
    if collection.page is None:
        return ""
    return f"/{language}/{collection.page.format(slug=quote(slug))}"


def pages(collection: Collection, language: str) -> str:
    """The page of the whole collection, ``portal:<its name>``; empty when there is none."""
    with override(language):
        try:
            return reverse(f"portal:{collection.name}")
        except NoReverseMatch:
            return ""


def record_on_map(collection: str, slug: str, language: str) -> str:
    """The map with one record of a layer: its card open, its layer switched on."""
    return f"/{language}/map/?show={collection}/{quote(slug)}"


def on_map(language: str, **parameters: str) -> str:
    """The map, with what it is to show."""
    return f"/{language}/map/?{urlencode(parameters)}"


def around(language: str, lat: float, lon: float, zoom: int) -> str:
    """The map at a point (degrees, WGS 84)."""
    return f"/{language}/map/#{zoom}/{lat:.5f}/{lon:.5f}"


def colours(version: int) -> str:
    """The categories' colours as a style sheet that never changes at this address."""
    return f"{reverse('site:colours')}?v={version}"


def shapes(version: int) -> str:
    """The areas' outlines as a sprite that never changes at this address."""
    return f"{reverse('site:shapes')}?v={version}"


def absolute(request: HttpRequest, path: str) -> str:
    """An address with scheme and host; the path alone when the host is none of ours."""
    try:
        return request.build_absolute_uri(path)
    except DisallowedHost:
        return path


def static(path: str) -> str:
    """A static file's address; one that was not built yet is not worth an error page."""
    try:
        return staticfiles_storage.url(path)
    except ValueError:
        return settings.STATIC_URL + path
