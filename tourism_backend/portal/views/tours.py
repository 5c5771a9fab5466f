"""Tours: the list by theme and days, and one with its map, its days and its files."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from content.tours.downloads import FORMS
from geo.maps.figure import Fragments
from geo.maps.route import RouteStop, route_map
from tourism_backend.portal import (
    enclosed,
    heights,
    itinerary,
    linked_data,
    links,
    pictures,
    trails,
    wording,
)
from tourism_backend.portal.context import destination
from tourism_backend.portal.frame import KEPT
from tourism_backend.portal.head import Head, tag
from tourism_backend.portal.itinerary import THEMES
from tourism_backend.portal.pages import Page, Visit, public_page
from tourism_backend.portal.reading import Item, feature, listed, record
from tourism_backend.portal.scenes import shared_of
from tourism_backend.portal.shapes import Plan, plan
from tourism_backend.portal.trails import Step
from tourism_backend.publishing import reads
from tourism_backend.publishing.collection import source_language
from tourism_backend.publishing.query import MAX_TOKEN

PAGE = "24"
TEXTS = ("description", "departure", "transport", "advice")


@lru_cache(maxsize=KEPT)
def tally(version: int) -> dict[str, int]:
    """How many public tours carry each theme and each number of days, by facet token."""
    rows = reads.fetch(
        "SELECT token, count(*) FROM publishing_row_tours r, LATERAL unnest(r.facets) token"
        " WHERE NOT r.withdrawn AND token ~ '^(theme|days):' GROUP BY token"
    )
    return {str(token): int(count) for token, count in rows}


@public_page
def tours(visit: Visit) -> Page:
    """The tours, best known first; by theme and by days."""
    language = visit.language
    title = _("Tours")
    asked = {
        name: visit.request.GET.get(name, "").replace("\0", "").replace(",", "")[:MAX_TOKEN]
        for name in ("theme", "days")
    }
    cursor = visit.request.GET.get("cursor", "")
    found = listed(
        "tours", language, limit=PAGE, cursor=cursor, theme=asked["theme"], days=asked["days"]
    )
    steps = trails.trail(language, Step(title))
    return Page(
        "portal/tours.html",
        Head(
            title=_("Tours in %(name)s") % {"name": destination(language)},
            description=_("Itineraries of one or more days: %(tours)s")
            % {"tours": ", ".join(item["name"] for item in found.items[:6])},
            image=shared_of("mountain"),
            facts=[trails.facts(visit.request, steps), _list(visit, found.items)],
        ),
        {
            "tours": [_card(item) for item in pictures.covered("tours", found.items, language)],
            "themes": _choices(visit, asked, "theme"),
            "days": _choices(visit, asked, "days"),
            "chosen": any(asked.values()),
            "next": _query(visit, **asked, cursor=found.cursor) if found.cursor else "",
            "trail": steps,
        },
    )


def _query(visit: Visit, **given: str) -> str:
    query = visit.request.GET.copy()
    query.clear()
    query.update({name: value for name, value in given.items() if value})
    return f"{visit.request.path}?{query.urlencode()}" if query else visit.request.path


def _choices(visit: Visit, asked: dict[str, str], name: str) -> list[dict[str, Any]]:
    """The values of a filter that have tours: what it is called, where it leads, how many."""
    counts = tally(visit.version)
    tokens = [token for token in counts if token.startswith(f"{name}:")]
    values = [token.partition(":")[2] for token in tokens]
    if name == "theme":
        order = list(THEMES)
        told = {
            code: str(THEMES[code]) for code in sorted(set(values) & set(order), key=order.index)
        }
    else:
        told = {value: itinerary.days(int(value)) for value in sorted(values, key=int)}
    return [
        {
            "text": text,
            "path": _query(visit, **(asked | {name: "" if asked[name] == value else value})),
            "count": counts[f"{name}:{value}"],
            "chosen": asked[name] == value,
        }
        for value, text in told.items()
    ]


def _card(item: Item) -> dict[str, Any]:
    return {"tour": item, "theme": THEMES.get(item["theme"], ""), "facts": _short(item)}


def _short(item: Item) -> list[str]:
    length = [wording.distance(item["length_m"])] if item["length_m"] else []
    return [itinerary.days(item["days"]), itinerary.stops(item["stops"]), *length]


def _list(visit: Visit, items: Any) -> linked_data.Facts:
    build = visit.request.build_absolute_uri
    return linked_data.item_list(
        [
            (item["name"], build(links.record("tour", item["slug"], visit.language)))
            for item in items
        ]
    )


@public_page
def tour(visit: Visit, slug: str) -> Page:
    """All that is public of a tour: map, days with their stops, heights, files."""
    language = visit.language
    item, geometry, _etag = feature("tours", language, slug)
    lines = itinerary.lines_of(geometry)
    original = (
        None if language == source_language() else record("tours", source_language(), slug)[0]
    )
    foreign = [f for f in TEXTS if original and item[f] and item[f] == original[f]]
    steps = trails.trail(
        language, Step(_("Tours"), links.named("tours", language)), Step(item["name"])
    )
    shown = pictures.of("tours", item["id"], language)
    small = _map(lines, _marks(item), item["schematic"]) if item["stops"] or lines else None
    sheet = plan(visit.version)
    context = {
        "tour": item,
        "pictures": shown,
        "enclosed": enclosed.of("tours", item["id"], language),
        "source": tag(source_language()),
        "foreign": {field: tag(source_language()) for field in foreign},
        "other_names": itinerary.other_names(item, language),
        "themes": itinerary.themes(item),
        "facts": itinerary.facts(item),
        "suits": itinerary.suits(item),
        "days": itinerary.days_of(item, original),
        "vague": itinerary.vague(item),
        "profile": heights.profile(item["profile"]),
        "map": small,
        "map_link": links.record_on_map("tours", slug, language),
        "plan": sheet,
        "dots": _dots(sheet, item),
        "downloads": [(name.upper(), f"/api/v1/tours/{slug}/tour.{name}") for name in FORMS],
        "trail": steps,
    }
    return Page(
        "portal/tour.html",
        _head(visit, item, steps, pictures.share(shown)),
        context,
        small.csp if small else {},
    )


def _marks(item: Item) -> tuple[RouteStop, ...]:
    return tuple(
        RouteStop(
            stop["number"],
            day["day"],
            stop["lon"],
            stop["lat"],
            float(stop["accuracy_m"]) if stop["approximate"] else 0.0,
        )
        for day in item["itinerary"]
        for stop in day["stops"]
    )


@lru_cache(maxsize=256)
def _map(
    lines: tuple[tuple[tuple[float, float], ...], ...],
    marks: tuple[RouteStop, ...],
    schematic: bool,
) -> Fragments:
    """The same way gives the same map, and drawing it is half the page."""
    return route_map(lines, marks, schematic=schematic)


def _dots(sheet: Plan | None, item: Item) -> list[tuple[str, str, str]]:
    if sheet is None:
        return []
    stops = [stop for day in item["itinerary"] for stop in day["stops"]]
    return [(*sheet.at(stop["lon"], stop["lat"]), stop["category"] or "") for stop in stops]


def _head(visit: Visit, item: Item, steps: list[Step], photo: str) -> Head:
    build = visit.request.build_absolute_uri
    image = shared_of(item["icon"])
    facts = linked_data.tour(
        item,
        address=build(visit.request.path),
        image=build(photo or links.static(image)),
        suits=[str(itinerary.SUITS[name]) for name in item["suits"] if name in itinerary.SUITS],
        place=lambda slug: build(links.record("place", slug, visit.language)),
    )
    return Head(
        title=item["name"],
        description=item["description"] or ", ".join(_short(item)),
        image=image,
        photo=photo,
        kind="article",
        facts=[facts, trails.facts(visit.request, steps)],
    )
