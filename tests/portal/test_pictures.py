"""Pictures on the page of a place: chosen by the browser, told, credited, shared."""

import pytest

from content.media import making, services
from content.media.models import Consent
from tests.content.media.conftest import ALT, media_root, photo, upload  # noqa: F401  fixture
from tests.portal.conftest import ROBOT, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def shown(place, seed, order_first=(), **fields):
    picture = services.take(ROBOT, upload(photo((1000, 700), seed=seed)))
    making.make(picture.pk)
    picture.refresh_from_db()
    told = {"author": "Nguyễn <An>", "licence": "CC-BY-4.0", "consent": Consent.NOBODY} | ALT
    for name, value in (told | fields).items():
        setattr(picture, name, value)
    services.save_picture(ROBOT, picture, [])
    services.attach(ROBOT, picture, [*order_first, ("places", place.uuid)])
    services.publish_pictures(ROBOT, [picture.uuid])
    return picture


def test_place_with_pictures_shows_them_in_order_with_text_and_credit(get, place):
    record = place()
    second = shown(record, 1, order_first=[("places", "00000000-0000-0000-0000-000000000001")])
    first = shown(record, 2, caption_en="At dawn")
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
