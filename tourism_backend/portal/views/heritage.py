"""The heritage register: the list with its timeline, a monument, an intangible element."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _

from content.heritage import linked_art
from content.heritage.collection import ARTEFACTS, INTANGIBLE, MONUMENTS
from content.heritage.models import (
    Confidence,
    Designation,
    Kind,
    Rank,
    Register,
    Treasure,
    Type,
)
from content.heritage.standing import public_standing
from geo.maps.figure import Fragments
from geo.maps.pages import place_map
from tourism_backend.portal import enclosed, linked_data, links, pictures, trails, wording
from tourism_backend.portal.context import destination
from tourism_backend.portal.frame import ALL
from tourism_backend.portal.head import Head, tag
from tourism_backend.portal.pages import Page, Visit, public_page
from tourism_backend.portal.reading import Item, in_source_language, listed, record
from tourism_backend.portal.trails import Step
from tourism_backend.publishing.collection import source_language

UNESCO = "unesco"
TEXTS = ("teaser", "description")
OBJECTS = "objects"


@dataclass(frozen=True)
class Choice:
    """A filter: what it is called, where it leads, whether it is on."""

    title: str
    address: str
    on: bool


@dataclass(frozen=True)
class Act:
    """A decision or an inscription as a page tells it."""

    title: str
    number: str
    when: str
    authority: str


@dataclass(frozen=True)
class Year:
    """What was decided in a year."""

    year: int
    items: Sequence[tuple[Item, str]]  # with its page


@public_page
def heritage(visit: Visit) -> Page:
    """The register by filters, and its timeline by the year of the decision."""
    language, asked = visit.language, visit.request.GET
    rank, kind = asked.get("rank", ""), asked.get("kind", "")
    rank = rank if rank in {*Rank.values, *Treasure.values, UNESCO} else ""
    kind = kind if kind in {*Kind.values, *Type.values, OBJECTS} else ""
    monuments = _monuments(language, rank, kind)
    elements = _elements(language, rank, kind)
    objects = _objects(language, rank, kind)
    title = _("Heritage")
    steps = trails.trail(language, Step(title))
    told = ((MONUMENTS, monuments), (INTANGIBLE, elements), (ARTEFACTS, objects))
    paged = [
        (item, links.page(collection, item["slug"], language))
        for collection, items in told
        for item in items
    ]
    build = visit.request.build_absolute_uri
    head = Head(
        title=_("Heritage of %(name)s") % {"name": destination(language)},
        description=_("Monuments and intangible heritage of %(name)s: ranks, decisions, years.")
        % {"name": destination(language)},
        facts=[
            trails.facts(visit.request, steps),
            linked_data.item_list([(item["name"], build(path)) for item, path in paged]),
        ],
    )
    context = {
        "monuments": monuments,
        "elements": elements,
        "objects": objects,
        "ranks": _ranks(rank, kind),
        "kinds": _kinds(kind, rank),
        "filtered": bool(rank or kind),
        "years": timeline(paged),
        "undated": sum(item["year"] is None for item, _path in paged),
        "trail": steps,
        "map_link": links.on_map(language, layers="monuments"),
    }
    return Page("portal/heritage.html", head, context)


def _monuments(language: str, rank: str, kind: str) -> Sequence[Item]:
    if kind in {*Type.values, OBJECTS} or rank in Treasure.values:
        return []
    unesco = rank == UNESCO
    found = listed(
        "monuments",
        language,
        limit=ALL,
        kind=kind,
        rank="" if unesco else rank,
        designation=",".join(Designation.values) if unesco else "",
    )
    return pictures.covered("monuments", found.items, language)


def _elements(language: str, rank: str, kind: str) -> Sequence[Item]:
    if kind in {*Kind.values, OBJECTS} or rank in {
        Rank.SPECIAL, Rank.PROVINCIAL, Treasure.NATIONAL,
    }:  # fmt: skip
        return []
    both = f"{Register.REPRESENTATIVE},{Register.URGENT}"
    lists = {"": "", UNESCO: both, Rank.NATIONAL.value: Register.NATIONAL.value}
    found = listed("intangible", language, limit=ALL, kind=kind, rank=lists[rank])
    return pictures.covered("intangible", found.items, language)


def _objects(language: str, rank: str, kind: str) -> Sequence[Item]:
    if kind not in {"", OBJECTS} or rank not in {"", *Treasure.values}:
        return []
    found = listed("artefacts", language, limit=ALL, rank=rank)
    return pictures.covered("artefacts", found.items, language)


def _kinds(kind: str, rank: str) -> list[Choice]:
    kinds = (*Kind.choices, *Type.choices, (OBJECTS, ARTEFACTS.title))
    return _choices(kinds, "kind", kind, rank=rank)


def _ranks(rank: str, kind: str) -> list[Choice]:
    ranks = [*reversed(Rank.choices), *Treasure.choices, (UNESCO, "UNESCO")]
    return _choices(ranks, "rank", rank, kind=kind)


def _choices(given: Iterable[Any], name: str, chosen: str, **kept: str) -> list[Choice]:
    """Each choice with the address that switches it on, or off again."""
    choices = []
    for value, title in given:
        query = {key: text for key, text in kept.items() if text}
        if value != chosen:
            query[name] = value
        address = reverse("portal:heritage") + (f"?{urlencode(query)}" if query else "")
        choices.append(Choice(str(title), address, value == chosen))
    return choices


def timeline(paged: Iterable[tuple[Item, str]]) -> list[Year]:
    """What the register tells by year, the newest first; what has no year is not in it."""
    years: dict[int, list[tuple[Item, str]]] = {}
    for item, path in paged:
        if item["year"] is not None:
            years.setdefault(item["year"], []).append((item, path))
    return [Year(year, years[year]) for year in sorted(years, reverse=True)]


@public_page
def monument(visit: Visit, slug: str) -> Page:
    """All that is public of a monument."""
    language = visit.language
    item, _etag = record("monuments", language, slug)
    ranks = dict(Rank.choices)
    acts = [
        _act(one, str(ranks[one["rank"]]) if one["rank"] else _("Rank withdrawn"))
        for one in item["decisions"]
    ]
    small = None
    if item["lon"] is not None:
        error = float(item["accuracy_m"] or 0) if item["approximate"] else 0.0
        small = _map(item["icon"], item["colour"], item["lon"], item["lat"], error)
    context = {
        **_common(visit, "monuments", item),
        "acts": acts,
        "designated": when_told(item["designated"]),
        "zones": _zones(slug, language),
        "objects": listed("artefacts", language, of=slug).items,
        **_rank_on(visit.request.GET.get("at", ""), item),
        "map": small,
        "map_link": links.record_on_map("monuments", slug, language) if small else "",
    }
    head = _head(visit, item, context, _monument_facts(item))
    return Page("portal/monument.html", head, context, dict(small.csp) if small else {})


def _rank_on(text: str, item: Item) -> dict[str, Any]:
    """The rank on the day that was asked for, in words."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return {"at": ""}
    found = public_standing(item["decisions"], day)
    rank = str(dict(Rank.choices)[found.rank]) if found.rank else _("No rank is known for that day")
    return {"at": text, "on": wording.day(day), "rank_on": rank, "certain": found.certain}


@public_page
def artefact(visit: Visit, slug: str) -> Page:
    """All that is public of an object."""
    language = visit.language
    item, _etag = record("artefacts", language, slug)
    ranks = dict(Treasure.choices)
    context = {
        **_common(visit, "artefacts", item),
        "acts": [
            _act(one, str(ranks[one["rank"]]) if one["rank"] else _("Rank withdrawn"))
            for one in item["recognitions"]
        ],
        "map_link": links.record_on_map("artefacts", slug, language) if item["at"] else "",
    }
    facts: linked_data.Facts = {"@type": "VisualArtwork", "artMedium": item["material"]}
    facts["award"] = item["rank_name"] if item["rank"] else ""
    return Page("portal/artefact.html", _head(visit, item, context, facts), context)


@public_page
def element(visit: Visit, slug: str) -> Page:
    """All that is public of an element of intangible heritage."""
    language = visit.language
    item, _etag = record("intangible", language, slug)
    registers = dict(Register.choices)
    context = {
        **_common(visit, "intangible", item),
        "acts": [_act(one, str(registers[one["register"]])) for one in item["inscriptions"]],
        "held": _events(item["events"], language),
        "map_link": links.record_on_map("intangible", slug, language) if item["at"] else "",
    }
    facts = {"@type": "CreativeWork", "genre": item["type_name"]}
    return Page("portal/intangible.html", _head(visit, item, context, facts), context)


def _common(visit: Visit, name: str, item: Item) -> dict[str, Any]:
    """What both kinds of pages show."""
    language = visit.language
    foreign = in_source_language(name, item, language, TEXTS)
    return {
        "item": item,
        "pictures": pictures.of(name, item["id"], language),
        "enclosed": enclosed.of(name, item["id"], language),
        "foreign": {field: tag(source_language()) for field in foreign},
        "other_names": [
            (tag(code), told)
            for code, told in item["names"].items()
            if told and told != item["name"] and code != language
        ],
        "confidence": str(dict(Confidence.choices)[item["confidence"]]),
        "trail": trails.trail(
            language,
            Step(_("Heritage"), links.named("heritage", language)),
            Step(item["name"]),
        ),
    }


def _act(told: Item, title: str) -> Act:
    return Act(title, told["number"] or "", when_told(told["dated"] or ""), told["authority"] or "")


def when_told(dated: str) -> str:
    """A day, a month or a year in words; empty when nothing is known."""
    parts = [int(part) for part in dated.split("-")] if dated else []
    if len(parts) == 3:
        return wording.day(date(*parts))
    if len(parts) == 2:
        return _("%(month)s %(year)s") % {"month": MONTHS[parts[1]], "year": parts[0]}
    return dated


def _zones(slug: str, language: str) -> Sequence[Item]:
    return listed("protection_zones", language, monument=slug).items


def _events(slugs: Sequence[str], language: str) -> list[Item]:
    """The events it lives in that are public."""
    if not slugs:
        return []
    return [item for item in listed("events", language, limit=ALL).items if item["slug"] in slugs]


@lru_cache(maxsize=256)
def _map(icon: str, colour: str, lon: float, lat: float, error_m: float) -> Fragments:
    """The small map: the same arguments give the same one."""
    return place_map(
        lon=lon, lat=lat, accuracy_m=error_m, icon=icon, colour=colour, approximate=error_m > 0
    )


def _monument_facts(item: Item) -> linked_data.Facts:
    terms = [linked_art.AAT + linked_art.TERMS[k] for k in item["kinds"] if k in linked_art.TERMS]
    facts: linked_data.Facts = {
        "@type": "LandmarksOrHistoricalBuildings",
        "additionalType": terms,
        "address": {
            "@type": "PostalAddress",
            "addressLocality": item["commune_name"],
            "addressCountry": settings.DESTINATION["holidays"],
        },
        "containsPlace": [{"@type": "Place", "name": place["name"]} for place in item["at"]],
    }
    if item["rank"]:
        facts["award"] = item["rank_name"]
    if item["lon"] is not None and not item["approximate"]:
        facts["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": item["lat"],
            "longitude": item["lon"],
        }
    return facts


def _head(visit: Visit, item: Item, context: Mapping[str, Any], facts: linked_data.Facts) -> Head:
    build = visit.request.build_absolute_uri
    photo = pictures.share(context["pictures"])
    names = {name for name in item["names"].values() if name and name != item["name"]}
    whole = {
        **facts,
        "name": item["name"],
        "url": build(visit.request.path),
        "image": build(photo) if photo else "",
        "description": item["description"] or item["teaser"],
        "alternateName": sorted(names),
    }
    told = item["teaser"] or item["description"] or _said(item)
    return Head(
        title=item["name"],
        description=told,
        kind="article",
        photo=photo,
        facts=[
            {key: value for key, value in whole.items() if value},
            trails.facts(visit.request, context["trail"]),
        ],
    )


def _said(item: Item) -> str:
    """A record in one line, of what is known of it."""
    parts = [*item.get("kind_names", []), item.get("rank_name", ""), item.get("type_name", "")]
    parts += [
        item.get("kind_name", ""),
        *item.get("register_names", []),
        item.get("commune_name", ""),
    ]
    return ", ".join(part for part in (item["name"], *parts) if part)
