"""Communes: all of them, and one with its places and the units it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from tourism_backend.portal import linked_data, links, pictures, related, trails, weekly
from tourism_backend.portal.context import destination
from tourism_backend.portal.frame import Commune, frame
from tourism_backend.portal.head import Head
from tourism_backend.portal.pages import Elsewhere, Page, Visit, live_page, public_page
from tourism_backend.portal.reading import Item, listed, record
from tourism_backend.portal.shapes import plan
from tourism_backend.portal.trails import Step
from tourism_backend.portal.views.lists import PAGE, list_facts, next_page

# Wards and special zones before communes: the order in which a visitor meets them.
_KINDS = ("thanh-pho", "phuong", "dac-khu", "xa")


def kind_titles() -> dict[str, str]:
    """What a kind of unit is called, several of them."""
    return {
        "thanh-pho": _("Cities"),
        "phuong": _("Wards"),
        "dac-khu": _("Special zones"),
        "xa": _("Communes"),
    }


def _grouped(communes: Sequence[Commune]) -> list[tuple[str, list[Commune]]]:
    def rank(commune: Commune) -> int:
        return _KINDS.index(commune.kind) if commune.kind in _KINDS else len(_KINDS)

    titles = kind_titles()
    ordered = sorted(communes, key=rank)
    return [
        (titles.get(next(iter(members)).kind, _("Other areas")), members)
        for _rank, group in groupby(ordered, key=rank)
        for members in [list(group)]
    ]


@public_page
def communes(visit: Visit) -> Page:
    """All communes and wards."""
    language = visit.language
    title = _("Communes and wards")
    whole = frame(language, visit.version)
    steps = trails.trail(language, Step(title))
    head = Head(
        title=_("%(title)s of %(name)s") % {"title": title, "name": destination(language)},
        description=_(
            "The %(count)d communes and wards of %(name)s, with the places in each and the units "
            "they were made from."
        )
        % {"count": len(whole.communes), "name": destination(language)},
        facts=[trails.facts(visit.request, steps)],
    )
    return Page(
        "portal/communes.html",
        head,
        {
            "groups": _grouped(whole.communes),
            "total": len(whole.communes),
            "plan": plan(visit.version),
            "trail": steps,
        },
    )


@live_page
def commune(visit: Visit, slug: str) -> Page:
    """One commune: its places, best known first, and what it was made from."""
    language = visit.language
    visit.validate(weekly.today())
    item, _etag = record("areas", language, slug)
    if item["level"] != "commune":
        raise Elsewhere(links.of(language).communes)
    steps = trails.trail(
        language,
        Step(_("Communes and wards"), links.of(language).communes),
        Step(item["full_name"]),
    )
    cursor = visit.request.GET.get("cursor", "")
    found = listed("places", language, commune=slug, limit=PAGE, cursor=cursor)
    head = Head(
        title=item["full_name"],
        description=_("Places in %(area)s, %(name)s: %(places)s")
        % {
            "area": item["full_name"],
            "name": destination(language),
            "places": ", ".join(place["name"] for place in found.items[:6]) or "–",
        },
        facts=[
            trails.facts(visit.request, steps),
            _facts(visit, item),
            list_facts(visit, found.items),
        ],
    )
    return Page(
        "portal/commune.html",
        head,
        {
            "commune": item,
            "former": _former(item),
            "others": [
                name for name in item["names"].values() if name and name != item["full_name"]
            ],
            "places": pictures.covered("places", found.items, language),
            "next": next_page(visit, found),
            "first": not cursor,
            "here": [] if cursor else related.in_area(slug, language),
            "disruptions": listed("disruptions", language, area=slug, limit="20").items,
            "plan": plan(visit.version),
            "trail": steps,
            "map_link": links.around(language, item["lat"], item["lon"], 12),
        },
    )


def _former(item: Item) -> list[tuple[str, list[dict[str, Any]]]]:
    """The former units by the district they were in."""
    units = sorted(item["former_units"], key=lambda unit: (unit["district"], unit["code"]))
    return [(district, list(of)) for district, of in groupby(units, lambda unit: unit["district"])]


def _facts(visit: Visit, item: Item) -> linked_data.Facts:
    return {
        "@type": "AdministrativeArea",
        "name": item["full_name"],
        "url": visit.request.build_absolute_uri(visit.request.path),
        "containedInPlace": {
            "@type": "AdministrativeArea",
            "name": destination(visit.language),
        },
    }
