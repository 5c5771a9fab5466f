"""For search engines: robots.txt and the sitemaps, from public rows."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from tourism_backend.common.text import xml
from tourism_backend.portal import links, sections
from tourism_backend.portal.head import tag
from tourism_backend.publishing import reads
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.registry import registry

# Records a file: with their languages and alternates well below the 50,000 addresses and 50 MB
# that crawlers take.
PART = 5000
PAGES = ("home", "disruptions", "about")
# Collections of which not all rows have a page, and the token of those that have.
ONLY = {"areas": "level:commune"}
# Names in the sitemaps' addresses, where they are not the collection's.
NAMES = {"areas": "communes"}
# A page: its path in a language, and when it last changed.
Listed = tuple[Callable[[str], str], date | None]
_UUIDS = 1 << 128
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers may read, and where the sitemap is."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /api/",
        "Disallow: /tiles/",
        "Disallow: /*/search/",
        "Disallow: /*/position/",
        "Disallow: /*/tour.pdf",
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
        "",
    ]
    return _kept(HttpResponse("\n".join(lines), content_type="text/plain"))


@require_safe
@gzip_page
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The sitemaps there are."""
    paths = ["/sitemap-pages-1.xml"]
    for name, collection in _listed().items():
        paths += [f"/sitemap-{name}-{n}.xml" for n in range(1, _parts(collection) + 1)]
    entries = "".join(
        f"<sitemap><loc>{xml(request.build_absolute_uri(path))}</loc></sitemap>\n" for path in paths
    )
    return _xml(f'<sitemapindex xmlns="{_SITEMAP}">\n{entries}</sitemapindex>\n')


@require_safe
@gzip_page
def sitemap(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One sitemap: each page once a language, every language naming the others."""
    if name == "pages" and number == 1:
        return _urlset(request, _fixed())
    collection = _listed().get(name)
    parts = _parts(collection) if collection else 0
    if collection is None or not 1 <= number <= parts:
        raise Http404
    rows = _rows(collection, number, parts)
    return _urlset(request, ((partial(links.page, collection, s), c.date()) for s, c in rows))


def _listed() -> dict[str, Collection]:
    """The collections whose records have pages, by their name in the sitemaps' addresses."""
    return {NAMES.get(c.name, c.name): c for c in registry if c.page}


def _fixed() -> Iterator[Listed]:
    """The pages that are no record's."""
    for name in PAGES:
        yield partial(_page, name), None
    for number in range(len(sections.addresses(settings.LANGUAGE_CODE))):
        yield partial(_section, number), None


def _page(name: str, language: str) -> str:
    return str(getattr(links.of(language), name))


def _section(number: int, language: str) -> str:
    return sections.addresses(language)[number]


def _having(collection: Collection) -> list[str]:
    return [ONLY[collection.name]] if collection.name in ONLY else []


def _parts(collection: Collection) -> int:
    ((count,),) = reads.fetch(
        f"SELECT count(*) FROM {collection.partition} WHERE NOT withdrawn AND facets @> %s::text[]",
        [_having(collection)],
    )
    return max(1, math.ceil(int(count) / PART))


def _rows(collection: Collection, number: int, parts: int) -> list[tuple[str, datetime]]:
    """A share of the rows, by their random ids: no part has to count past the ones before it."""
    first = UUID(int=_UUIDS * (number - 1) // parts)
    last = UUID(int=_UUIDS * number // parts - 1)
    rows = reads.fetch(
        f"SELECT slug, changed_at FROM {collection.partition}"
        " WHERE NOT withdrawn AND id BETWEEN %s AND %s AND facets @> %s::text[] ORDER BY id",
        [first, last, _having(collection)],
    )
    return [(str(slug), changed) for slug, changed in rows]


def _urlset(request: HttpRequest, pages: Iterable[Listed]) -> HttpResponse:
    entries = "".join(_entries(request.build_absolute_uri("/")[:-1], pages))
    return _xml(f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">\n{entries}</urlset>\n')


def _entries(root: str, pages: Iterable[Listed]) -> Iterator[str]:
    languages = [code for code, _name in settings.LANGUAGES]
    for path_in, changed in pages:
        paths = {code: path_in(code) for code in languages}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag(code)}" href="{xml(root + path)}"/>'
            for code, path in paths.items()
        )
        date_of = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        for path in paths.values():
            yield f"<url><loc>{xml(root + path)}</loc>{date_of}{others}</url>\n"


def _xml(body: str) -> HttpResponse:
    opening = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return _kept(HttpResponse(opening + body, content_type="application/xml"))


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "public, max-age=3600"
    return response
