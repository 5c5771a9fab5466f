"""Recordings and documents: uploaded, described, published, played from the middle."""

import hashlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from content.media import enclosing, files, views
from content.media.enclosures import ENCLOSURES
from content.media.models import Consent, Enclosure, Kept
from tests.admin.conftest import cast, sign_in  # noqa: F401  fixtures
from tests.content.media.conftest import attach
from tests.content.media.recordings import SECRET, document, sound
from tests.content.specialities.conftest import commune, orchard  # noqa: F401  fixtures
from tests.geo.places.conftest import ROBOT
from tests.publishing.contract import CollectionContract
from tourism_backend.accounts.models import User
from tourism_backend.common.problems import Problem
from tourism_backend.publishing import services as publishing

pytestmark = pytest.mark.django_db
SAID = {
    "transcript_vi": "Bài then cổ", "transcript_en": "An old then song",
    "transcript_zh_hans": "古老的天琴歌",
}  # fmt: skip
TOLD = {"author": "Nguyễn An", "licence": "CC-BY-4.0", "consent": Consent.GIVEN} | SAID


class TestEnclosures(CollectionContract):
    collection = ENCLOSURES

    def make(self, name, slug):
        return Enclosure.objects.create(
            slug=slug, name_vi=name, kind=Kept.AUDIO, seconds=61.5, format="mp3", size_bytes=9,
            sha256=hashlib.sha256(slug.encode()).hexdigest(),
            renditions=[{"name": "copy.mp3", "type": "audio/mpeg", "bytes": 8}],
            **TOLD,
        )  # fmt: skip


def upload(body, name="Hát then_02.mp3"):
    return SimpleUploadedFile(name, body)


@pytest.fixture
def published(db):
    """A public recording or document; ``published(body, of=[(collection, uuid)], **fields)``."""

    def make(body=None, of=(), **fields):
        enclosure = enclosing.take(ROBOT, upload(sound() if body is None else body))
        for name, value in (TOLD | fields).items():
            setattr(enclosure, name, value)
        publishing.save(ROBOT, enclosure, [*TOLD, *fields])
        attach(enclosure, of)
        publishing.publish(ROBOT, ENCLOSURES, [enclosure.uuid])
        enclosure.refresh_from_db()
        return enclosure

    return make


@pytest.fixture
def listed(client):
    """What the public is told of the one that is there."""

    return lambda: client.get("/api/v1/enclosures", {"lang": "en"}).json()["items"][0]


def test_take_keeps_the_original_to_the_byte_and_makes_its_copy(media_root):
    body = sound()
    found = enclosing.take(ROBOT, upload(body))
    assert files.original(found.sha256).read_bytes() == body
    assert (found.kind, found.status, found.name_vi) == ("audio", "draft", "Hát then 02")
    assert abs(found.seconds - 2) < 0.2
    assert SECRET.encode() not in files.rendition(found.sha256, "copy.mp3").read_bytes()
    assert not list((media_root / "tmp").iterdir())


def test_take_of_the_same_bytes_or_of_others_is_refused_and_keeps_nothing(media_root):
    body = document()
    first = enclosing.take(ROBOT, upload(body))
    assert (first.kind, first.pages, first.seconds) == ("document", 2, None)
    before = {path for path in media_root.rglob("*") if path.is_file()}
    with pytest.raises(Problem) as refused:
        enclosing.take(ROBOT, upload(body))
    assert (refused.value.status, refused.value.code) == (409, "enclosure-known")
    with pytest.raises(Problem) as refused:
        enclosing.take(ROBOT, upload(b"%PDF-1.7 cut"))
    assert (refused.value.status, refused.value.code) == (422, "enclosure-broken")
    assert {path for path in media_root.rglob("*") if path.is_file()} == before


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"transcript_en": ""}, "every language"),
        ({"author": ""}, "author"),
        ({"licence": ""}, "licence"),
        ({"consent": Consent.MISSING}, "agreed"),
    ],
)
def test_publish_when_something_is_lacking_is_refused_by_service_and_database(
    published, lacking, said
):
    with pytest.raises(ValidationError, match=said):
        published(**lacking)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enclosure.objects.update(status="published")


def test_public_recording_is_played_from_the_middle(client, published, listed):
    published()
    item = listed()
    assert item["transcript"] == "An old then song"
    assert (item["kind"], item["pages"], item["preview"]) == ("audio", None, None)
    whole = client.get(item["file"]["url"])
    body = b"".join(whole.streaming_content)
    assert len(body) == item["file"]["bytes"] == int(whole["Content-Length"])
    assert (whole["Content-Type"], whole["Accept-Ranges"]) == ("audio/mpeg", "bytes")
    assert whole["X-Content-Type-Options"] == "nosniff"
    assert whole["Content-Disposition"].startswith('inline; filename="hat-then-02-')
    for asked, first, last in (
        ("bytes=100-199", 100, 200), ("bytes=500-", 500, None), ("bytes=-50", -50, None),
    ):  # fmt: skip
        part = client.get(item["file"]["url"], headers={"range": asked})
        assert part.status_code == 206
        assert b"".join(part.streaming_content) == body[first:last]
        start = first % len(body)
        assert part["Content-Range"].startswith(f"bytes {start}-")
        assert part["Content-Range"].endswith(f"/{len(body)}")
    assert client.get(item["file"]["url"], headers={"range": "bytes=99999999-"}).status_code == 416
    stale = {"range": "bytes=1-2", "if-range": '"another"'}
    for headers in (stale, *({"range": n} for n in ("bytes=9-2", "lines=1-2", "bytes=0-1,4-5"))):
        answer = client.get(item["file"]["url"], headers=headers)
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content) == body


def test_public_document_is_shown_by_its_first_page(client, published, listed):
    enclosure = published(document(3))
    item = listed()
    assert (item["kind"], item["pages"], item["seconds"]) == ("document", 3, None)
    copy = client.get(item["file"]["url"])
    assert copy["Content-Type"] == "application/pdf"
    assert SECRET.encode() not in b"".join(copy.streaming_content)
    preview = client.get(item["preview"])
    assert preview["Content-Type"] == "image/jpeg"
    assert b"".join(preview.streaming_content).startswith(b"\xff\xd8")
    publishing.withdraw(ROBOT, ENCLOSURES, [enclosure.uuid])
    for address in (item["file"]["url"], item["preview"]):
        assert client.get(address).status_code == 404


def test_copy_of_a_draft_is_had_by_its_signed_address_only(client):
    draft = enclosing.take(ROBOT, upload(sound()))
    assert client.get(f"/media/{draft.sha256}/copy.mp3").status_code == 404
    answer = client.get(views.signed_address(draft.sha256, "copy.mp3"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/mpeg")
    assert SECRET.encode() not in b"".join(answer.streaming_content)


def test_api_takes_a_recording_from_a_curator_only(client, django_user_model):
    url = "/api/v1/enclosure-uploads"
    assert client.post(url, {"file": upload(sound())}).status_code == 401
    client.force_login(User.objects.create_user("tourist"))
    assert client.post(url, {"file": upload(sound())}).status_code == 403
    client.force_login(User.objects.create_user("curator", role="curator"))
    answer = client.post(url, {"file": upload(sound())})
    assert answer.status_code == 201, answer.content
    assert answer.json()["kind"] == "audio"
    refused = client.post(url, {"file": upload(b"MZ\x90\0")}, headers={"accept-language": "vi"})
    assert refused.json()["type"] == "urn:problem:enclosure-unknown"
    assert "PDF" in refused.json()["errors"][0]["reason"]


@pytest.mark.usefixtures("english")
def test_curator_uploads_and_sees_it_beside_its_record(sign_in, orchard):  # noqa: F811
    browser, place = sign_in("curator"), orchard()
    address = reverse("admin:media_enclosure_upload") + f"?for=places/{place.uuid}"
    sent = [upload(sound()), upload(document(), "b.pdf"), upload(b"x", "c.mp3")]
    page = browser.post(address, {"file": sent}).content.decode()
    assert page.count("Taken in as a draft</a>") == 2
    assert "This is neither a recording" in page
    for each in Enclosure.objects.all():
        shown = browser.get(reverse("admin:media_enclosure_change", args=[each.pk]))
        assert shown.status_code == 200
        assert ("<audio" in shown.content.decode()) is (each.kind == "audio")
    assert browser.get(reverse("admin:media_enclosure_changelist")).status_code == 200
    beside = browser.get(reverse("admin:places_place_change", args=[place.pk])).content.decode()
    assert "Hát then 02" in beside
