"""For search engines: robots.txt and the sitemaps, from public rows."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from uuid import UUID
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from tourism_backend.portal import links
from tourism_backend.portal.head import tag
from tourism_backend.publishing import reads

# Records a file: with their languages and alternates well below the 50,000 addresses and 50 MB
# that crawlers take.
PART = 5000
PAGES = ("home", "categories", "communes", "disruptions", "about")
# name in the address → (collection, page, facet its rows must have)
RECORDS = {
    "places": ("places", "place", "{}"),
    "categories": ("categories", "category", "{}"),
    "communes": ("areas", "commune", "{level:commune}"),
}
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
        f"Sitemap: {request.build_absolute_uri('/sitemap.xml')}",
        "",
    ]
    return _kept(HttpResponse("\n".join(lines), content_type="text/plain"))


@require_safe
@gzip_page
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """The sitemaps there are."""
    paths = ["/sitemap-pages-1.xml"]
    for name in RECORDS:
        paths += [f"/sitemap-{name}-{n}.xml" for n in range(1, _parts(name) + 1)]
    entries = "".join(
        f"<sitemap><loc>{escape(request.build_absolute_uri(path))}</loc></sitemap>\n"
        for path in paths
    )
    return _xml(f'<sitemapindex xmlns="{_SITEMAP}">\n{entries}</sitemapindex>\n')


@require_safe
@gzip_page
def sitemap(request: HttpRequest, name: str, number: int) -> HttpResponse:
    """One sitemap: each page once a language, every language naming the others."""
    if name == "pages" and number == 1:
        return _urlset(request, ((page, None, None) for page in PAGES))
    if name not in RECORDS:
        raise Http404
    parts = _parts(name)
    if not 1 <= number <= parts:
        raise Http404
    _collection, page, _facet = RECORDS[name]
    rows = _rows(name, number, parts)
    return _urlset(request, ((page, slug, changed.date()) for slug, changed in rows))


def _parts(name: str) -> int:
    collection, _page, facet = RECORDS[name]
    ((count,),) = reads.fetch(
        f"SELECT count(*) FROM publishing_row_{collection}"
        " WHERE NOT withdrawn AND facets @> %s::text[]",
        [facet],
    )
    return max(1, math.ceil(int(count) / PART))


def _rows(name: str, number: int, parts: int) -> list[tuple[str, datetime]]:
    """A share of the rows, by their random ids: no part has to count past the ones before it."""
    collection, _page, facet = RECORDS[name]
    first = UUID(int=_UUIDS * (number - 1) // parts)
    last = UUID(int=_UUIDS * number // parts - 1)
    rows = reads.fetch(
        f"SELECT slug, changed_at FROM publishing_row_{collection}"
        " WHERE NOT withdrawn AND id BETWEEN %s AND %s AND facets @> %s::text[] ORDER BY id",
        [first, last, facet],
    )
    return [(str(slug), changed) for slug, changed in rows]


def _urlset(
    request: HttpRequest, pages: Iterable[tuple[str, str | None, date | None]]
) -> HttpResponse:
    entries = "".join(_entries(request.build_absolute_uri("/")[:-1], pages))
    return _xml(f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="{_XHTML}">\n{entries}</urlset>\n')


def _entries(root: str, pages: Iterable[tuple[str, str | None, date | None]]) -> Iterator[str]:
    languages = [code for code, _name in settings.LANGUAGES]
    for page, slug, changed in pages:
        paths = {code: _path(page, slug, code) for code in languages}
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag(code)}" href="{escape(root + path)}"/>'
            for code, path in paths.items()
        )
        date_of = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
        for path in paths.values():
            yield f"<url><loc>{escape(root + path)}</loc>{date_of}{others}</url>\n"


def _path(page: str, slug: str | None, language: str) -> str:
    if slug is None:
        return str(getattr(links.of(language), page))
    return links.record(page, slug, language)


def _xml(body: str) -> HttpResponse:
    opening = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return _kept(HttpResponse(opening + body, content_type="application/xml"))


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "public, max-age=3600"
    return response
