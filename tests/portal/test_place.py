"""The page of a place: practical information, position, texts in another language."""

from datetime import UTC, datetime, timedelta

import pytest

from geo.places.models import Disruption
from tests.portal.conftest import ROBOT, read
from tourism_backend.publishing import services
from tourism_backend.publishing.registry import registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def test_exact_place_offers_directions(get):
    page = read(get("/en/places/dong-tam-thanh/"))
    links = [a["href"] for a in page.all("a") if "dir/?api=1" in a.get("href", "")]
    assert links == ["https://www.google.com/maps/dir/?api=1&destination=21.855567%2C106.746798"]


def test_rough_place_says_so_and_leads_nobody_there(get):
    page = read(get("/en/places/dong-nhi-thanh/"))
    assert not [a for a in page.all("a") if "dir/?api=1" in a.get("href", "")]
    assert "Approximate position" in page.text
    assert "somewhere in" in page.text
    assert "1.7 km" in page.text


def test_untranslated_text_is_marked(get):
    page = read(get("/zh-hans/places/dong-nhi-thanh/"))
    assert page.all("div", lang="vi")
    assert "Động có dòng suối" in page.text
    assert not read(get("/en/places/dong-nhi-thanh/")).all("div", lang="vi")


def test_name_in_other_languages_has_its_language(get):
    page = read(get("/en/places/dong-tam-thanh/"))
    assert {a["lang"] for a in page.all("span") if "lang" in a} >= {"vi", "zh-Hans"}


def test_practical_information_is_shown(get, place):
    place(
        opening_hours="Mo-Su 08:00-17:30",
        fee_vnd=20000,
        phone="+84 205 3812 345; 0205 111 222",
        website="https://example.org/x?a=1&b=2",
        wheelchair="limited",
        accessibility_vi="Có đường dốc",
        best_months=[12, 1, 2, 10],
        features=["parking"],
    )
    page = read(get("/en/places/noi-thu/"))
    assert page.text.count("08:00–17:30") == 7
    assert "20,000" in page.text
    assert page.one("a", href="tel:+842053812345")
    assert "ugc" in page.one("a", href="https://example.org/x?a=1&b=2")["rel"]
    assert "October, December – February" in page.text
    assert "Parking" in page.text
    assert "Có đường dốc" in page.text


def test_free_place_says_so(get, place):
    place(fee_vnd=0)
    assert "Free" in read(get("/en/places/noi-thu/")).text


def test_disruption_is_shown_where_it_lies(get, place):
    closed = place()
    now = datetime.now(UTC)
    disruption = Disruption.objects.create(
        slug="sat-lo", name_vi="Sạt lở đường vào", kind="landslide", severity=3, closes=True,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=3),
    )  # fmt: skip
    disruption.places.add(closed)
    services.publish(ROBOT, registry.get("disruptions"), [disruption.uuid])
    for path in ("/en/places/noi-thu/", "/en/", "/en/disruptions/"):
        assert "Sạt lở đường vào" in read(get(path)).text, path


def test_nearby_places_do_not_hold_the_place_itself(get):
    page = read(get("/vi/places/dong-tam-thanh/"))
    hrefs = [a["href"] for a in page.all("a")]
    assert hrefs.count("/vi/places/dong-tam-thanh/") == 2  # the language in header and footer


def test_etag_changes_with_the_place(get, place):
    record = place()
    before = get("/vi/places/noi-thu/")["ETag"]
    record.teaser_vi = "Khác"
    record.save()
    services.publish(ROBOT, registry.get("places"), [record.uuid])
    assert get("/vi/places/noi-thu/", **{"if-none-match": before}).status_code == 200
