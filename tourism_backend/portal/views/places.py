"""One place."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from geo.maps.figure import Fragments
from geo.maps.pages import place_map
from geo.places.models import Feature
from tourism_backend.portal import (
    enclosed,
    linked_data,
    links,
    pictures,
    related,
    trails,
    weekly,
    wording,
)
from tourism_backend.portal.context import destination
from tourism_backend.portal.frame import Frame, frame
from tourism_backend.portal.head import Head, tag
from tourism_backend.portal.pages import Page, Visit, live_page
from tourism_backend.portal.reading import Item, in_source_language, listed, record
from tourism_backend.portal.scenes import shared_of
from tourism_backend.portal.shapes import plan
from tourism_backend.portal.trails import Step
from tourism_backend.publishing.collection import source_language

TEXTS = ("teaser", "description", "address", "fee", "accessibility", "commune_name")
FEATURES = dict(Feature.choices)
NEARBY = "7"  # itself among them
NEARBY_M = "15000"
HERE_M = "60"  # a disruption this near lies on the place
_HTTP = re.compile(r"^https?://[^\s]+$", re.IGNORECASE)
_DIAL = re.compile(r"[^0-9+]")
_FIRST_NUMBER = re.compile(r"\+?[0-9][0-9 ().-]{5,}")


@live_page
def place(visit: Visit, slug: str) -> Page:
    """All that is public of a place, how to visit it, and what is near."""
    language = visit.language
    item, etag = record("places", language, slug)
    visit.validate(etag, weekly.today())
    whole = frame(language, visit.version)
    foreign = in_source_language("places", item, language, TEXTS)
    steps = _steps(item, whole, language)
    shown = pictures.of("places", item["id"], language)
    week = weekly.week(item["opening_hours"], item["lon"], item["lat"])
    small = small_map(
        lon=item["lon"],
        lat=item["lat"],
        accuracy_m=item["accuracy_m"],
        icon=item["icon"],
        colour=item["colour"],
        approximate=item["approximate"],
    )
    context = {
        "place": item,
        "foreign": {field: tag(source_language()) for field in foreign},
        "other_names": other_names(item, language),
        "trail": steps,
        "kind": whole.categories.get(item["category"]),
        "week": week,
        "now": weekly.now_state(item.get("live"), has_hours=bool(item["opening_hours"])),
        "fee": fee(item),
        "website": item["website"] if _HTTP.match(item["website"] or "") else None,
        "dial": dial(item["phone"]),
        "teaser": teaser(item),
        "features": [FEATURES[name] for name in item["features"] if name in FEATURES],
        "months": wording.month_ranges(item["best_months"]) if item["best_months"] else "",
        "disruptions": _disruptions(item, language),
        "pictures": shown,
        "enclosed": enclosed.of("places", item["id"], language),
        "here": related.at_place(slug, language),
        "nearby": _nearby(item, language),
        "plan": plan(visit.version),
        "map": small,
        "dot": _dot(visit, item),
        "map_link": links.on_map(language, place=slug),
        "propose": links.record("propose", slug, language),
    }
    return Page("portal/place.html", _head(visit, item, steps, week, shown), context, small.csp)


@lru_cache(maxsize=1024)
def small_map(
    *, lon: float, lat: float, accuracy_m: float, icon: str, colour: str, approximate: bool
) -> Fragments:
    """The small map: the same arguments give the same one, and drawing it is half the page."""
    return place_map(
        lon=lon,
        lat=lat,
        accuracy_m=accuracy_m,
        icon=icon,
        colour=colour,
        approximate=approximate,
    )


def _steps(item: Item, whole: Frame, language: str) -> list[Step]:
    return trails.trail(
        language,
        Step(_("Places"), links.of(language).categories),
        *(
            Step(kind.name, links.record("category", kind.slug, language))
            for kind in whole.trail(item["category_path"])
        ),
        Step(item["name"]),
    )


def _head(
    visit: Visit,
    item: Item,
    steps: list[Step],
    week: weekly.Week | None,
    shown: list[pictures.Picture],
) -> Head:
    build = visit.request.build_absolute_uri
    photo = pictures.share(shown)
    image = shared_of(item["icon"])
    where = ", ".join(
        part
        for part in (item["category_name"], item["commune_name"], destination(visit.language))
        if part
    )
    facts = linked_data.place(
        item,
        address=build(visit.request.path),
        image=build(photo or links.static(image)),
        region=destination(visit.language),
        hours=weekly.specification(week) if week else [],
    )
    return Head(
        title=item["name"],
        description=item["teaser"] or item["description"] or where,
        image=image,
        photo=photo,
        kind="article",
        facts=[facts, trails.facts(visit.request, steps)],
    )


def other_names(item: Item, language: str) -> list[tuple[str, str]]:
    """Names in the other languages (tag, name), then those in none in particular."""
    seen = {item["name"]}
    names = []
    told = [(tag(code), name) for code, name in item["names"].items() if code != language]
    for code, name in [*told, *(("", name) for name in item["other_names"])]:
        if name and name not in seen:
            seen.add(name)
            names.append((code, name))
    return names


def teaser(item: Item) -> str:
    """The one line, unless the description begins with it."""
    line = str(item["teaser"])
    return "" if item["description"].startswith(line.rstrip("… .")) else line


def fee(item: Item) -> str:
    """What a visit costs, in words; empty when it is not known."""
    if item["fee_vnd"] == 0:
        return item["fee"] or _("Free")
    price = wording.money(item["fee_vnd"]) if item["fee_vnd"] else ""
    return " · ".join(part for part in (price, item["fee"]) if part)


def dial(phone: str | None) -> str:
    """The first number of a telephone field, as a ``tel:`` link wants it."""
    number = _FIRST_NUMBER.search(phone or "")
    return _DIAL.sub("", number[0]) if number else ""


def _disruptions(item: Item, language: str) -> list[Item]:
    """What names the place, and what lies on it."""
    here = {"lon": str(item["lon"]), "lat": str(item["lat"]), "radius": HERE_M}
    naming = listed("disruptions", language, place=item["slug"], limit="10").items
    lying = listed("disruptions", language, nearby=True, limit="10", **here).items
    found: dict[str, Any] = {one["slug"]: one for one in [*naming, *lying]}
    return sorted(found.values(), key=lambda one: (-one["severity"], one["starts_at"]))


def _nearby(item: Item, language: str) -> list[Item]:
    around = {"lon": str(item["lon"]), "lat": str(item["lat"]), "radius": NEARBY_M}
    found = listed("places", language, nearby=True, limit=NEARBY, **around).items
    others = [other for other in found if other["slug"] != item["slug"]]
    return others[: int(NEARBY) - 1]


def _dot(visit: Visit, item: Item) -> tuple[str, str] | None:
    sheet = plan(visit.version)
    return sheet.at(item["lon"], item["lat"]) if sheet else None
