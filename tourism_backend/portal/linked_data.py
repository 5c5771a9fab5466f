"""Facts for machines: schema.org in JSON-LD, written so that no text can end the script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

_TYPE = re.compile(r"^[A-Z][A-Za-z]{2,60}$")
_UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
_UNSAFE |= {0x2028: "\\u2028", 0x2029: "\\u2029"}

Facts = dict[str, Any]


def script(facts: Mapping[str, Any]) -> SafeString:
    """The facts as a data block. It is no script, so it needs no nonce, and the page can be kept.

    ``<``, ``>`` and ``&`` only ever stand inside strings of JSON, where an escape means the same.
    """
    text = json.dumps({"@context": "https://schema.org", **facts}, ensure_ascii=False)
    block = f'<script type="application/ld+json">{text.translate(_UNSAFE)}</script>'
    return mark_safe(block)  # noqa: S308  every character that could end it is escaped


def breadcrumbs(trail: Sequence[tuple[str, str]]) -> Facts:
    """The way from the home page: (name, absolute address) of each step."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "item": address}
            for n, (name, address) in enumerate(trail, 1)
        ],
    }


def schema_type(declared: object, default: str = "Place") -> str:
    """A type of schema.org, as its category names it."""
    return declared if isinstance(declared, str) and _TYPE.match(declared) else default


def site(name: str, home: str, search: str, language: str) -> Facts:
    """The site itself, with its search."""
    return {
        "@type": "WebSite",
        "name": name,
        "url": home,
        "inLanguage": language,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search + "?q={search_term_string}"},
            "query-input": "required name=search_term_string",
        },
    }


def item_list(items: Sequence[tuple[str, str]]) -> Facts:
    """A list of pages: (name, absolute address)."""
    return {
        "@type": "ItemList",
        "itemListElement": [
            {"@type": "ListItem", "position": n, "name": name, "url": address}
            for n, (name, address) in enumerate(items, 1)
        ],
    }


def place(
    item: Mapping[str, Any], *, address: str, image: str, region: str, hours: Sequence[Facts]
) -> Facts:
    """A place. A position too vague to lead anyone there is left out."""
    names = [name for name in item.get("names", {}).values() if name and name != item["name"]]
    facts: Facts = {
        "@type": schema_type(item.get("schema_type")),
        "name": item["name"],
        "url": address,
        "image": image,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": item.get("address"),
            "addressLocality": item.get("commune_name"),
            "addressRegion": region,
            "addressCountry": settings.DESTINATION["holidays"],
        },
        "alternateName": sorted({*names, *item.get("other_names", [])}),
        "description": item.get("description") or item.get("teaser"),
        "telephone": item.get("phone"),
        "sameAs": _same_as(item),
        "openingHoursSpecification": hours,
    }
    if not item.get("approximate"):
        facts["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": item["lat"],
            "longitude": item["lon"],
        }
    if item.get("fee_vnd") is not None:
        facts["isAccessibleForFree"] = item["fee_vnd"] == 0
    facts["address"] = _told(facts["address"])
    return _told(facts)


def tour(
    item: Mapping[str, Any],
    *,
    address: str,
    image: str,
    suits: Sequence[str],
    place: Callable[[str], str],
) -> Facts:
    """A tour with its stops in order; ``place`` gives a place's page by its slug."""
    stops = [stop for day in item["itinerary"] for stop in day["stops"]]
    return _told(
        {
            "@type": "TouristTrip",
            "name": item["name"],
            "description": item["description"],
            "url": address,
            "image": image,
            "touristType": list(suits),
            "itinerary": {
                "@type": "ItemList",
                "numberOfItems": len(stops),
                "itemListElement": [_stop(stop, place(stop["place"])) for stop in stops],
            },
        }
    )


def _stop(stop: Mapping[str, Any], address: str) -> Facts:
    attraction: Facts = {"@type": "TouristAttraction", "name": stop["name"], "url": address}
    if not stop["approximate"]:
        attraction["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": stop["lat"],
            "longitude": stop["lon"],
        }
    return {"@type": "ListItem", "position": stop["number"], "item": attraction}


def _same_as(item: Mapping[str, Any]) -> list[str]:
    same = []
    if item.get("wikidata"):
        same.append(f"https://www.wikidata.org/entity/{item['wikidata']}")
    if item.get("osm_id"):
        same.append(f"https://www.openstreetmap.org/{item['osm_id']}")
    if item.get("geonames"):
        same.append(f"https://sws.geonames.org/{item['geonames']}/")
    return same


def _told(facts: Facts) -> Facts:
    """Without what is not known."""
    return {key: value for key, value in facts.items() if value not in (None, "", [])}
