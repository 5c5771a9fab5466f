"""Lists: the kinds of places, the places of one kind, what a search finds, disruptions."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from geo.search import queries
from geo.search.queries import Found
from geo.search.question import parse
from tourism_backend.portal import linked_data, links, pictures, trails
from tourism_backend.portal.context import destination
from tourism_backend.portal.frame import Frame, frame
from tourism_backend.portal.head import Head
from tourism_backend.portal.pages import Page, Visit, public_page
from tourism_backend.portal.reading import Item, Listed, listed, record
from tourism_backend.portal.scenes import shared_of
from tourism_backend.portal.trails import Step
from tourism_backend.publishing.query import MAX_TEXT
from tourism_backend.publishing.registry import registry

PAGE = "24"
HITS = "40"
ICONS = {"areas": "town", "disruptions": "warning"}


def next_page(visit: Visit, found: Listed, **kept: str) -> str:
    """The address of the places after these; empty on the last page."""
    if not found.cursor:
        return ""
    query = visit.request.GET.copy()
    query.clear()
    query.update({name: value for name, value in kept.items() if value})
    query["cursor"] = found.cursor
    return f"{visit.request.path}?{query.urlencode()}"


def list_facts(visit: Visit, items: Sequence[Item]) -> linked_data.Facts:
    """The places of a page as a list for machines."""
    request, language = visit.request, visit.language
    return linked_data.item_list(
        [
            (
                item["name"],
                request.build_absolute_uri(links.record("place", item["slug"], language)),
            )
            for item in items
        ]
    )


@public_page
def categories(visit: Visit) -> Page:
    """All kinds of places, as a tree of two levels."""
    language = visit.language
    title = _("Places by kind")
    whole = frame(language, visit.version)
    steps = trails.trail(language, Step(title))
    head = Head(
        title=title,
        description=_("All kinds of places in %(name)s: from caves and temples to food and stays.")
        % {"name": destination(language)},
        facts=[trails.facts(visit.request, steps)],
    )
    return Page(
        "portal/categories.html",
        head,
        {
            "total": whole.total,
            "kinds": [
                (kind, [below for below in whole.below(kind.slug) if below.count])
                for kind in whole.tops()
            ],
            "trail": steps,
        },
    )


@public_page
def category(visit: Visit, slug: str) -> Page:
    """The places of one kind and of all kinds below it, best known first."""
    language = visit.language
    item, _etag = record("categories", language, slug)
    whole = frame(language, visit.version)
    above = [kind for kind in whole.trail(item["path"]) if kind.slug != slug]
    steps = trails.trail(
        language,
        Step(_("Places"), links.of(language).categories),
        *(Step(kind.name, links.record("category", kind.slug, language)) for kind in above),
        Step(item["name"]),
    )
    cursor = visit.request.GET.get("cursor", "")
    found = listed("places", language, category=slug, limit=PAGE, cursor=cursor)
    own = whole.categories.get(slug)
    head = Head(
        title=_("%(kind)s in %(name)s") % {"kind": item["name"], "name": destination(language)},
        description=", ".join(place["name"] for place in found.items[:8]),
        image=shared_of(item["icon"]),
        facts=[trails.facts(visit.request, steps), list_facts(visit, found.items)],
    )
    return Page(
        "portal/category.html",
        head,
        {
            "category": item,
            "count": own.count if own else 0,
            "below": [kind for kind in whole.below(slug) if kind.count],
            "siblings": [kind for kind in whole.below(item["parent"]) if kind.count],
            "parent": above[-1] if above else None,
            "places": pictures.covered("places", found.items, language),
            "next": next_page(visit, found),
            "first": not cursor,
            "trail": steps,
            "map_link": links.on_map(language, category=slug),
        },
    )


@public_page
def search(visit: Visit) -> Page:
    """What is found for some words, as a list: the map's search, for browsers without a script."""
    language = visit.language
    words = " ".join(visit.request.GET.get("q", "").replace("\0", "").split())[:MAX_TEXT]
    found = _found(words, language) if words else Found(0)
    whole = frame(language, visit.version)
    title = _("Search: %(words)s") % {"words": words} if words else _("Search")
    return Page(
        "portal/search.html",
        Head(title=title, indexed=False),
        {
            "words": words,
            "hits": [(hit, _page_of(hit, language), _icon_of(hit, whole)) for hit in found.hits],
            "corrected": found.corrected,
            "frame": whole,
            "map_link": links.on_map(language, q=words) if words else links.of(language).map,
        },
    )


def _found(words: str, language: str) -> Found:
    question = parse({"q": words, "limit": HITS}, language=language, typing=False)
    return queries.search(question)


def _page_of(hit: queries.Hit, language: str) -> str:
    """The page of what was found; what has none is shown among the disruptions."""
    if hit.collection == "disruptions":
        return links.of(language).disruptions
    return links.page(registry.get(hit.collection), hit.slug, language)


def _icon_of(hit: queries.Hit, whole: Frame) -> str:
    """The drawing beside what was found."""
    if hit.collection == "categories" and hit.slug in whole.categories:
        return whole.categories[hit.slug].icon
    layer = registry.get(hit.collection).layer
    return hit.icon or ICONS.get(hit.collection) or (layer.icon if layer else "pin")


@public_page
def disruptions(visit: Visit) -> Page:
    """What keeps visitors away now, and what will."""
    language = visit.language
    title = _("Closures and warnings")
    steps = trails.trail(language, Step(title))
    found = listed("disruptions", language, limit="100")
    head = Head(
        title=title,
        description=_("What is closed or disturbed in %(name)s, now and in the time to come.")
        % {"name": destination(language)},
        facts=[trails.facts(visit.request, steps)],
    )
    return Page("portal/disruptions.html", head, {"disruptions": found.items, "trail": steps})
