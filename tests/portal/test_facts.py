"""Facts for machines: schema.org in JSON-LD."""

import json
import re

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def facts(answer):
    (block,) = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', answer.content.decode(), re.DOTALL
    )
    found = json.loads(block)
    assert found["@context"] == "https://schema.org"
    return {one["@type"]: one for one in found.get("@graph", [found])}


def test_place_is_described(get):
    found = facts(get("/en/places/dong-tam-thanh/"))
    place = found["TouristAttraction"]
    assert place["name"] == "Tam Thanh Cave and Pagoda"
    assert place["geo"] == {
        "@type": "GeoCoordinates", "latitude": 21.855567, "longitude": 106.746798
    }  # fmt: skip
    assert place["address"]["addressCountry"] == "VN"
    assert place["address"]["addressLocality"]
    assert "三青洞" in place["alternateName"]
    assert "https://www.openstreetmap.org/node/5602133184" in place["sameAs"]
    assert "isAccessibleForFree" not in place
    trail = found["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in trail] == list(range(1, len(trail) + 1))
    assert all(step["item"].startswith("http://testserver/en/") for step in trail)


def test_rough_position_is_not_told(get):
    assert "geo" not in facts(get("/en/places/dong-nhi-thanh/"))["TouristAttraction"]


def test_hours_and_fee_are_told(get, place):
    place(opening_hours="Mo-Fr 08:00-12:00,13:30-24:00; Sa off; Su unknown", fee_vnd=0)
    found = facts(get("/en/places/noi-thu/"))["TouristAttraction"]
    assert found["isAccessibleForFree"] is True
    hours = found["openingHoursSpecification"]
    days = {h["dayOfWeek"].rsplit("/")[-1] for h in hours}
    assert days <= {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday"}
    assert {(h["opens"], h["closes"]) for h in hours} == {("08:00", "12:00"), ("13:30", "23:59")}


def test_lists_and_home_are_described(get):
    assert {"WebSite", "TouristDestination"} <= set(facts(get("/vi/")))
    items = facts(get("/vi/categories/cave/"))["ItemList"]["itemListElement"]
    assert len(items) == 3
    assert items[0]["url"].startswith("http://testserver/vi/places/")
    assert "AdministrativeArea" in facts(get("/vi/communes/xa-mau-son/"))
