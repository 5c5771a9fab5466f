"""Pictures on the page of a place: chosen by the browser, told, credited, shared."""

import pytest

from content.events.models import Event
from content.heritage.models import Intangible, Monument
from content.media import making, services
from content.media.collection import PICTURES
from content.media.models import Consent
from content.specialities.models import Speciality
from content.tours.models import Tour
from geo.places.models import Place
from tests.content.media.conftest import ALT, attach, media_root, photo, upload  # noqa: F401  fixture
from tests.portal.conftest import ROBOT, read
from tests.portal.test_statements import counting
from tourism_backend.publishing import services as publishing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def shown(record, seed, collection="places", **fields):
    picture = services.take(ROBOT, upload(photo((1000, 700), seed=seed)))
    making.make(picture.pk)
    picture.refresh_from_db()
    told = {"author": "Nguyễn <An>", "licence": "CC-BY-4.0", "consent": Consent.NOBODY} | ALT
    for name, value in (told | fields).items():
        setattr(picture, name, value)
    services.save_picture(ROBOT, picture, [])
    making.make(picture.pk)  # the cut for sharing follows the focal point
    picture.refresh_from_db()
    attach(picture, [(collection, record.uuid)])
    publishing.publish(ROBOT, PICTURES, [picture.uuid])
    return picture


def test_place_with_pictures_shows_them_in_order_with_text_and_credit(get, place):
    record = place()
    first = shown(record, 2, caption_en="At dawn")
    second = shown(record, 1)
    answer = get("/en/places/noi-thu/")
    page = read(answer)
    assert page.mistakes == []
    images = [a for a in page.all("img") if a["src"].startswith("/media/")]
    assert [a["src"].split("/")[2] for a in images] == [first.sha256, second.sha256]
    assert images[0]["alt"] == "A hill and the sun"
    assert (images[0]["width"], images[0]["height"]) == ("960", "672")
    types = [a["type"] for a in page.all("source")]
    assert types == ["image/avif", "image/webp", "image/jpeg"] * 2
    assert page.all("source")[0]["srcset"].count("w, ") == 3
    assert "At dawn" in page.text
    assert "Photo: Nguyễn <An>" in page.text
    og = page.one("meta", property="og:image")["content"]
    assert og == f"http://testserver/media/{first.sha256}/share-50-50.jpg"
    assert b"Nguy\xe1\xbb\x85n <An>" not in answer.content
    zooms = [a["data-picture"] for a in page.all("a") if "data-picture" in a]
    assert zooms == [f"/iiif/3/{picture.uuid}" for picture in (first, second)]
    assert "data-zoom-dialog" in page.one("dialog")


def test_place_without_pictures_shows_its_drawing(get, place):
    place()
    page = read(get("/en/places/noi-thu/"))
    assert not [a for a in page.all("img") if a["src"].startswith("/media/")]
    assert "/static/" in page.one("meta", property="og:image")["content"]


PAGES = {
    "places": (Place, "/en/places/{}/", "/en/categories/{category}/"),
    "tours": (Tour, "/en/tours/{}/", "/en/tours/"),
    "specialities": (Speciality, "/en/specialities/{}/", "/en/specialities/"),
    "monuments": (Monument, "/en/monuments/{}/", "/en/heritage/"),
    "intangible": (Intangible, "/en/intangible/{}/", "/en/heritage/"),
    "events": (Event, "/en/events/{}/", None),
}


@pytest.mark.parametrize("collection", PAGES)
def test_record_with_pictures_shows_them_on_its_page_and_its_card(get, collection):
    model, page, cards = PAGES[collection]
    record = model.objects.filter(status="published").order_by("pk").first()
    first = shown(record, 3, collection=collection, focus_x=24, focus_y=88)
    shown(record, 4, collection)
    read_page = read(get(page.format(record.slug)))
    assert read_page.mistakes == []
    images = [a for a in read_page.all("img") if "photo__image" in a.get("class", "")]
    assert len(images) == 2
    assert images[0]["src"].startswith(f"/media/{first.sha256}/")
    assert images[0]["class"].endswith("focus-x-20 focus-y-90")
    og = read_page.one("meta", property="og:image")["content"]
    assert og.endswith(f"/media/{first.sha256}/share-24-88.jpg")
    if cards:
        category = getattr(record, "category", None)
        listed = read(get(cards.format(category=category and category.slug)))
        assert listed.mistakes == []
        covers = [a for a in listed.all("img") if "cover" in a.get("class", "").split()]
        assert {a["src"].split("/")[2] for a in covers} == {first.sha256}


def test_list_with_more_pictures_asks_no_more_questions(get, monkeypatch):
    get("/en/tours/")
    with counting(monkeypatch) as before:
        get("/en/tours/")
    for number, record in enumerate(Tour.objects.filter(status="published")[:3]):
        shown(record, 10 + number, collection="tours")
    get("/en/tours/")
    with counting(monkeypatch) as after:
        page = read(get("/en/tours/"))
    assert len([a for a in page.all("img") if "cover" in a.get("class", "")]) == 3
    assert len(after) == len(before) > 1
