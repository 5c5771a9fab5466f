"""An event's date for machines: schema.org's Event, Festival and SportsEvent."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from tourism_backend.portal.linked_data import Facts
from tourism_backend.portal.reading import Item

TYPES = {"festival": "Festival", "sport": "SportsEvent"}
STATUS = {
    "scheduled": "https://schema.org/EventScheduled",
    "moved": "https://schema.org/EventRescheduled",
    "cancelled": "https://schema.org/EventCancelled",
}
OFFLINE = "https://schema.org/OfflineEventAttendanceMode"


def event(item: Item, one: Item, *, address: str, image: str, region: str) -> Facts:
    """One date of an event. A day that is not known for certain is not given as one."""
    facts: dict[str, Any] = {
        "@type": TYPES.get(item["kind"], "Event"),
        "name": item["name"],
        "url": address,
        "image": image,
        "description": item["description"] or item["teaser"],
        "eventStatus": STATUS[one["state"]],
        "eventAttendanceMode": OFFLINE,
        "location": _locations(item, region),
        "inLanguage": item["language"],
    }
    names = [name for name in item["names"].values() if name and name != item["name"]]
    facts["alternateName"] = sorted(set(names))
    if not one["approximate"]:
        facts["startDate"] = one["first_on"] if one["all_day"] else one["starts_at"]
        facts["endDate"] = one["last_on"] if one["all_day"] else one["ends_at"]
    if one["state"] == "moved":
        facts["previousStartDate"] = one["on"]
    if item["organiser"]:
        facts["organizer"] = {"@type": "Organization", "name": item["organiser"]}
    if item["fee_vnd"] is not None:
        facts["isAccessibleForFree"] = item["fee_vnd"] == 0
    return {key: value for key, value in facts.items() if value not in (None, "", [])}


def _locations(item: Item, region: str) -> list[Facts]:
    places = [_place(place, region) for place in item["place_list"]]
    if places:
        return places
    where = item["venue"] or item["area_name"] or region
    return [{"@type": "Place", "name": where, "address": _address(item["area_name"], region)}]


def _place(place: Item, region: str) -> Facts:
    facts: Facts = {
        "@type": "Place",
        "name": place["name"],
        "address": _address(place["commune_name"], region),
    }
    if not place["approximate"]:
        geo = {"@type": "GeoCoordinates", "latitude": place["lat"], "longitude": place["lon"]}
        facts["geo"] = geo
    return facts


def _address(locality: str | None, region: str) -> Facts:
    told = {
        "@type": "PostalAddress",
        "addressLocality": locality,
        "addressRegion": region,
        "addressCountry": settings.DESTINATION["holidays"],
    }
    return {key: value for key, value in told.items() if value}
