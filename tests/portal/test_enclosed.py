"""Recordings and documents on the page of what they belong to: heard, read, credited."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from content.heritage.models import Intangible
from content.media import enclosing
from content.media.enclosures import ENCLOSURES
from tests.content.media.conftest import attach, media_root  # noqa: F401  fixture
from tests.content.media.recordings import document, sound
from tests.content.media.test_enclosures import TOLD
from tests.portal.conftest import ROBOT, read
from tourism_backend.publishing import services as publishing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def enclosed(record, collection, body, name):
    found = enclosing.take(ROBOT, SimpleUploadedFile(name, body))
    for field, value in TOLD.items():
        setattr(found, field, value)
    publishing.save(ROBOT, found, TOLD)
    attach(found, [(collection, record.uuid)])
    publishing.publish(ROBOT, ENCLOSURES, [found.uuid])
    return found


def test_page_with_a_recording_and_a_document_offers_both_with_their_texts(get):
    record = Intangible.objects.filter(status="published").order_by("pk")[0]
    song = enclosed(record, "intangible", sound(seconds=2), "Hát then.mp3")
    paper = enclosed(record, "intangible", document(3), "Hồ sơ.pdf")
    answer = get(f"/en/intangible/{record.slug}/")
    page = read(answer)
    assert page.mistakes == []
    (source,) = (a for a in page.all("source") if a["type"] == "audio/mpeg")
    assert source["src"] == f"/media/{song.sha256}/copy.mp3"
    links = [a["href"] for a in page.all("a")]
    assert f"/media/{paper.sha256}/copy.pdf" in links
    assert page.text.count("An old then song") == 2
    assert "0:02" in page.text
    assert "PDF · 3 pages" in page.text
    assert page.text.count("Nguyễn An · CC-BY-4.0") == 2
    assert "media-src 'self'" in answer["Content-Security-Policy"]


def test_page_without_any_says_nothing_of_them(get, place):
    place()
    assert b"enclosed" not in get("/en/places/noi-thu/").content
