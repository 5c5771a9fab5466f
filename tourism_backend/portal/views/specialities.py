"""Specialities: what the region is known for, when it is in season, where it is from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext as _

from content.specialities.collection import COLOUR, ICONS, SPECIALITIES
from content.specialities.models import Confidence, Kind
from geo.maps.figure import Fragments
from geo.maps.pages import place_map
from tourism_backend.portal import enclosed, linked_data, links, pictures, trails, weekly, wording
from tourism_backend.portal.context import destination
from tourism_backend.portal.frame import ALL
from tourism_backend.portal.head import Head, tag
from tourism_backend.portal.pages import Page, Visit, live_page
from tourism_backend.portal.reading import Item, in_source_language, listed, record
from tourism_backend.portal.shapes import plan
from tourism_backend.portal.trails import Step
from tourism_backend.publishing.collection import source_language

NAME = "specialities"
TEXTS = ("teaser", "description")


@dataclass(frozen=True)
class Group:
    """The specialities of one kind."""

    kind: str
    title: str
    icon: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Month:
    """A month in the strip of the year."""

    name: str
    short: str
    season: bool
    now: bool


@live_page
def specialities(visit: Visit) -> Page:
    """All of them by kind; what is in season first."""
    language, month = visit.language, weekly.today().month
    visit.validate(month)
    title = _("Specialities")
    items = pictures.covered(NAME, listed(NAME, language, limit=ALL).items, language)
    steps = trails.trail(language, Step(title))
    head = Head(
        title=_("Specialities of %(name)s") % {"name": destination(language)},
        description=_(
            "Fruit, dishes, drinks and products of %(name)s: when they are in season, where they "
            "are from: %(some)s."
        )
        % {"name": destination(language), "some": ", ".join(item["name"] for item in items[:6])},
        facts=[trails.facts(visit.request, steps), _list(visit, items)],
    )
    context = {
        "groups": grouped(items),
        "total": len(items),
        "month": str(MONTHS[month]),
        "now": [item for item in items if month in item["season_months"]],
        "trail": steps,
        "map_link": links.on_map(language, layers=NAME),
    }
    return Page("portal/specialities.html", head, context)


def grouped(items: Sequence[Item]) -> list[Group]:
    """The kinds that have some, in their order."""
    groups = (
        Group(kind.value, str(kind.label), ICONS[kind], [i for i in items if i["kind"] == kind])
        for kind in Kind
    )
    return [group for group in groups if group.items]


@live_page
def speciality(visit: Visit, slug: str) -> Page:
    """All that is public of one."""
    language, month = visit.language, weekly.today().month
    item, etag = record(NAME, language, slug)
    visit.validate(etag, month)
    foreign = in_source_language(NAME, item, language, TEXTS)
    steps = trails.trail(
        language,
        Step(_("Specialities"), links.pages(SPECIALITIES, language)),
        Step(item["name"]),
    )
    origins = item["origins"]
    shown = pictures.of(NAME, item["id"], language)
    small = _map(item["icon"], **_spot(origins[0])) if origins else None
    context = {
        "item": item,
        "pictures": shown,
        "enclosed": enclosed.of(NAME, item["id"], language),
        "foreign": {field: tag(source_language()) for field in foreign},
        "other_names": [
            (tag(code), name)
            for code, name in item["names"].items()
            if name and name != item["name"] and code != language
        ],
        "season": wording.month_ranges(item["season_months"]) if item["season_months"] else "",
        "in_season": month in item["season_months"],
        "year": _year(item["season_months"], month),
        "stars": range(item["ocop_stars"] or 0),
        "confidence": str(dict(Confidence.choices)[item["confidence"]]),
        "communes": [home for home in item["homes"] if home["level"] == "commune"],
        "whole": any(home["level"] == "province" for home in item["homes"]),
        "plan": plan(visit.version),
        "map": small,
        "map_link": links.record_on_map(NAME, slug, language),
        "trail": steps,
    }
    head = _head(visit, item, steps, pictures.share(shown))
    return Page("portal/speciality.html", head, context, _csp(small))


def _csp(small: Fragments | None) -> dict[str, list[str]]:
    return dict(small.csp) if small else {}


def _spot(origin: Item) -> dict[str, float]:
    """Where a place of origin lies; its likely error (metres) where it is drawn as approximate."""
    error = float(origin["accuracy_m"]) if origin["approximate"] else 0.0
    return {"lon": origin["lon"], "lat": origin["lat"], "error_m": error}


@lru_cache(maxsize=256)
def _map(icon: str, *, lon: float, lat: float, error_m: float) -> Fragments:
    """The small map: the same arguments give the same one."""
    return place_map(
        lon=lon, lat=lat, accuracy_m=error_m, icon=icon, colour=COLOUR, approximate=error_m > 0
    )


def _year(season: Sequence[int], now: int) -> list[Month]:
    return [Month(str(MONTHS[n]), str(MONTHS_3[n]), n in season, n == now) for n in range(1, 13)]


def _list(visit: Visit, items: Sequence[Item]) -> linked_data.Facts:
    build = visit.request.build_absolute_uri
    return linked_data.item_list(
        [
            (item["name"], build(links.page(SPECIALITIES, item["slug"], visit.language)))
            for item in items
        ]
    )


def _head(visit: Visit, item: Item, steps: list[Step], photo: str) -> Head:
    build = visit.request.build_absolute_uri
    names = {name for name in item["names"].values() if name and name != item["name"]}
    facts: linked_data.Facts = {
        "@type": "Product",
        "name": item["name"],
        "url": build(visit.request.path),
        "description": item["description"] or item["teaser"],
        "category": item["kind_name"],
        "alternateName": sorted(names),
        "countryOfOrigin": {
            "@type": "Country",
            "name": settings.DESTINATION["holidays"],
        },
    }
    if photo:
        facts["image"] = build(photo)
    if item["ocop_stars"]:
        facts["award"] = _("OCOP %(stars)d stars") % {"stars": item["ocop_stars"]}
    if item["season_months"]:
        facts["additionalProperty"] = {
            "@type": "PropertyValue",
            "name": _("Season"),
            "value": wording.month_ranges(item["season_months"]),
        }
    return Head(
        title=item["name"],
        description=item["teaser"] or item["description"],
        kind="article",
        photo=photo,
        facts=[
            {key: value for key, value in facts.items() if value},
            trails.facts(visit.request, steps),
        ],
    )
