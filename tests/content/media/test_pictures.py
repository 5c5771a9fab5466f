"""From an upload to what the public sees: drafts, renditions, addresses, no camera's secret."""

import subprocess
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.gis.geos import Point
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from content.media import files, making, renditions, services, views
from content.media.collection import PICTURES
from content.media.models import Consent, Making, Picture
from content.media.tasks import make_overdue, make_renditions
from tests.content.media.conftest import ALT, SECRET, image_of, opened, photo, upload
from tests.content.media.corpus import saved, scene
from tests.content.specialities.conftest import commune, orchard  # noqa: F401  fixtures
from tests.geo.places.conftest import ROBOT
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role
from tourism_backend.common.actors import Forbidden
from tourism_backend.common.problems import Problem
from tourism_backend.publishing import services as publishing

pytestmark = pytest.mark.django_db


def test_take_keeps_the_original_to_the_byte_and_reads_the_camera(media_root):
    body = photo()
    picture = services.take(ROBOT, upload(body))
    assert files.original(picture.sha256).read_bytes() == body
    assert (picture.status, picture.making, picture.name_vi) == (
        "draft", "waiting", "Động Tam Thanh 01",
    )  # fmt: skip
    assert picture.slug.startswith("dong-tam-thanh-01-")
    assert picture.taken_at.isoformat() == "2026-02-14T07:30:00+07:00"
    assert (round(picture.point.x, 3), round(picture.point.y, 3)) == (106.747, 21.856)
    assert not list((media_root / "tmp").iterdir())


def test_take_of_the_same_bytes_again_names_the_picture_that_is_there(media_root):
    first = services.take(ROBOT, upload())
    with pytest.raises(Problem) as refused:
        services.take(ROBOT, upload(name="other.jpg"))
    assert refused.value.status == 409
    assert first.slug in str(refused.value.errors[0].reason)
    assert Picture.objects.count() == 1


def test_take_when_refused_keeps_nothing(media_root):
    with pytest.raises(Problem) as refused:
        services.take(ROBOT, upload(b"<svg onload=x>"))
    assert (refused.value.status, refused.value.code) == (422, "picture-svg")
    assert not Picture.objects.exists()
    assert not [path for path in media_root.rglob("*") if path.is_file()]


def test_take_by_who_may_not_is_forbidden():
    with pytest.raises(Forbidden):
        services.take(User(username="x", role=Role.OPERATOR), upload())


def test_make_writes_every_format_and_width_upright_in_srgb(taken):
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = taken(saved(scene((1000, 700)), exif=exif))
    assert (picture.making, picture.width, picture.height) == ("ready", 700, 1000)
    names = {each["name"] for each in picture.renditions}
    assert names == {
        *(f"w{w}.{s}" for w in (320, 640, 700) for s in ("avif", "webp", "jpg")),
        "share-50-50.jpg",
    }
    for each in picture.renditions:
        with image_of(files.rendition(picture.sha256, each["name"])) as image:
            assert image.size == (each["width"], each["height"])
            assert image.mode == "RGB"
    assert picture.placeholder.startswith("data:image/webp;base64,")
    assert len(picture.placeholder) < 600


def test_make_again_writes_nothing_and_a_lost_file_only(taken):
    picture = taken()
    assert make_renditions(picture.pk) == 0
    files.rendition(picture.sha256, "w640.webp").delete()
    assert make_renditions(picture.pk) == 1
    assert make_renditions(0) == 0


def test_make_of_a_damaged_original_says_failed(tmp_path):
    picture = services.take(ROBOT, upload())
    (tmp_path / "cut").write_bytes(b"\xff\xd8\xff")
    files.original(picture.sha256).put(tmp_path / "cut")
    make_renditions(picture.pk)
    picture.refresh_from_db()
    assert picture.making == Making.FAILED


def test_overdue_pictures_are_asked_for_again(taken, monkeypatch):
    asked = []
    monkeypatch.setattr(
        make_renditions, "apply_async", lambda arguments, **_options: asked.extend(arguments)
    )
    picture = services.take(ROBOT, upload())
    assert make_overdue() == 0
    Picture.objects.update(uploaded_at="2026-01-01T00:00Z")
    assert make_overdue() == 1
    assert asked == [picture.pk]


@given(width=st.integers(64, 20_000), height=st.integers(64, 20_000))
def test_planned_renditions_are_never_larger_and_keep_the_shape(width, height):
    wanted = renditions.planned(width, height)
    assert len({each.name for each in wanted}) == len(wanted)
    for each in wanted:
        assert each.width <= width
        assert abs(each.height - height * each.width / width) <= 1
        assert files.NAME.match(each.name)


def test_cut_for_sharing_keeps_the_focal_point_in_sight(taken):
    image = Image.new("RGB", (600, 1800), "white")
    image.paste("red", (0, 1700, 600, 1800))
    picture = taken(saved(image), focus_x=50, focus_y=100)
    making.make(picture.pk)
    with image_of(files.rendition(picture.sha256, "share-50-100.jpg")) as shared:
        red, green, _blue = shared.getpixel((600, 620))
    assert red > 200
    assert green < 60


def test_same_picture_saved_otherwise_is_found_and_another_one_is_not(taken):
    first = taken(photo())
    smaller = taken(photo((450, 320), "WEBP", seed=3, quality=40))
    taken(saved(scene((800, 600)).transpose(Image.Transpose.FLIP_LEFT_RIGHT)))
    assert services.alike(first) == [smaller]


GPANO = b'<x:xmpmeta><rdf:Description GPano:ProjectionType="equirectangular"/></x:xmpmeta>'


@pytest.mark.parametrize(
    ("size", "xmp", "kind"),
    [
        ((900, 500), GPANO, "panorama"),
        ((2048, 1024), b"", "panorama"),
        ((2048, 1023), b"", "image"),
        ((800, 400), b"", "image"),
        ((900, 500), GPANO.replace(b"equirectangular", b"cylindrical"), "image"),
    ],
)
def test_take_of_a_picture_all_round_knows_it_as_a_panorama(size, xmp, kind):
    assert services.take(ROBOT, upload(saved(scene(size), xmp=xmp))).kind == kind


def test_panorama_has_all_of_its_width_and_loses_it_as_a_picture(taken):
    picture = taken(saved(scene((3000, 1500))))
    assert max(each["width"] for each in picture.renditions) == 3000
    services.save_picture(ROBOT, picture, ["kind"])
    picture.kind = "image"
    services.save_picture(ROBOT, picture, ["kind"])
    making.make(picture.pk)
    picture.refresh_from_db()
    assert max(each["width"] for each in picture.renditions) == 2560


def test_upload_tells_at_once_what_looks_the_same_and_what_is_near(
    client,
    curator,
    orchard,  # noqa: F811
):
    client.force_login(curator)
    there = orchard("tam-thanh", point=Point(106.7485, 21.856, srid=4326))
    orchard("far", point=Point(106.76, 21.856, srid=4326))
    first = client.post(UPLOADS, {"file": upload()}).json()
    assert first["alike"] == []
    (near,) = first["near"]
    assert (near["id"], near["slug"]) == (str(there.uuid), "tam-thanh")
    assert 100 < near["metres"] < 300
    smaller = photo((450, 320), "WEBP", seed=3, quality=40)
    again = client.post(UPLOADS, {"file": upload(smaller, "b.webp")}).json()
    assert [each["id"] for each in again["alike"]] == [first["id"]]


# --- what the public sees


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"alt_en": ""}, "every language"),
        ({"author": ""}, "author"),
        ({"licence": ""}, "licence"),
        ({"consent": Consent.MISSING}, "agreed"),
    ],
)
def test_publish_when_something_is_lacking_is_refused_by_service_and_database(taken, lacking, said):
    told = {"author": "An", "licence": "CC0-1.0", "consent": Consent.NOBODY} | ALT
    picture = taken(**told | lacking)
    with pytest.raises(ValidationError, match=said):
        publishing.publish(ROBOT, PICTURES, [picture.uuid])
    with pytest.raises(IntegrityError), transaction.atomic():
        Picture.objects.filter(pk=picture.pk).update(status="published")


def test_public_row_has_credit_renditions_and_what_it_shows(client, published, orchard):  # noqa: F811
    place = orchard().uuid
    picture = published(of=[("places", place)], caption_en="At dawn")
    answer = client.get("/api/v1/pictures", {"of": f"places:{place}", "lang": "en"}).json()
    (item,) = answer["items"]
    assert (item["alt"], item["caption"]) == ("A hill and the sun", "At dawn")
    assert (item["author"], item["licence"]) == ("Nguyễn An", "CC-BY-4.0")
    assert item["of"] == [{"collection": "places", "id": str(place), "order": 1}]
    assert item["renditions"][0]["type"] == "image/avif"
    assert not [r for r in item["renditions"] if "share" in r["url"]]
    detail = client.get(f"/api/v1/pictures/{picture.slug}").json()
    assert detail["taken_on"] == "2026-02-14"
    assert client.get("/api/v1/pictures", {"of": f"places:{uuid4()}"}).json()["items"] == []


def test_every_public_byte_is_without_the_cameras_secrets(client, published):
    body = photo()
    assert body.count(SECRET.encode()) >= 6
    picture = published(body)
    urls = [f"/api/v1/pictures/{picture.slug}", "/api/v1/pictures", "/api/v1/search?q=tam+thanh"]
    for url in urls:
        said = client.get(url).content
        assert SECRET.encode() not in said
        assert b"106.74" not in said
        assert b"21.85" not in said
    item = client.get(urls[0]).json()
    addresses = [each["url"] for each in item["renditions"]] + [item["share"]]
    assert len(addresses) == len(picture.renditions)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        said = b"".join(answer.streaming_content)
        assert SECRET.encode() not in said
        assert b"Exif" not in said
        with image_of(files.rendition(picture.sha256, address.rsplit("/", 1)[1])) as image:
            assert not image.getexif()
            assert not {"xmp", "icc_profile", "comment", "exif"} & set(image.info)


def test_rendition_is_kept_for_good_and_revalidates(client, published):
    address = client.get(f"/api/v1/pictures/{published().slug}").json()["share"]
    answer = client.get(address)
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Type"] == "image/jpeg"
    assert opened(answer).size == (1200, 630)
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.post(address).status_code == 405


def test_rendition_of_what_is_not_public_is_not_there(client, taken, published):
    draft, public = taken(photo(seed=1)), published()
    address = f"/media/{public.sha256}/w640.webp"
    assert client.get(f"/media/{draft.sha256}/w640.webp").status_code == 404
    assert opened(client.get(address)).format == "WEBP"
    publishing.withdraw(ROBOT, PICTURES, [public.uuid])
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["original", "../../../etc/passwd", "w9.webp", "..%2f..%2foriginal.jpg", "w640.webp/", ".jpg"],
)
def test_other_names_lead_nowhere(client, published, path):
    picture = published()
    for base in (f"/media/{picture.sha256}", "/media/originals", "/media"):
        assert client.get(f"{base}/{path}").status_code == 404


def test_private_file_is_had_by_its_signed_address_for_five_minutes(client, taken, monkeypatch):
    picture = taken()
    address = views.signed_address(picture.sha256)
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == files.original(picture.sha256).read_bytes()
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    small = client.get(views.signed_address(picture.sha256, "w320.jpg"))
    assert opened(small).size[0] == 320
    forged = signing.dumps([picture.sha256, ""], salt="another")
    assert client.get(f"/media/private/{forged}").status_code == 404
    assert client.get(f"{address[:-2]}xx").status_code == 404
    later = time.time() + views.SIGNED_S + 5
    monkeypatch.setattr(time, "time", lambda: later)
    assert client.get(address).status_code == 404


# --- by program


@pytest.fixture
def curator():
    user = User(username="curator", role=Role.CURATOR)
    user.set_unusable_password()
    user.save()
    return user


UPLOADS = "/api/v1/picture-uploads"


def test_api_takes_a_picture_from_a_curator_only(client, curator):
    assert client.post(UPLOADS, {"file": upload()}).status_code == 401
    client.force_login(User.objects.create_user("tourist"))
    assert client.post(UPLOADS, {"file": upload()}).status_code == 403
    client.force_login(curator)
    answer = client.post(UPLOADS, {"file": upload()})
    assert answer.status_code == 201, answer.content
    assert answer.json()["making"] == "waiting"
    again = client.post(UPLOADS, {"file": upload()})
    assert again.status_code == 409


def test_api_when_it_refuses_says_why_in_the_callers_language(client, curator):
    client.force_login(curator)
    answer = client.post(UPLOADS, {"file": upload(b"%PDF-1.7")}, headers={"accept-language": "vi"})
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["type"] == "urn:problem:picture-pdf"
    assert problem["errors"] == [
        {"field": "file", "reason": "Đây là tài liệu PDF, không phải ảnh."}
    ]
    assert client.post(UPLOADS).status_code == 400


# --- a worker that is killed

KILLED = """
import os, signal, sys, time
import django; django.setup()
from django.conf import settings
settings.MEDIA_ROOT = sys.argv[1]
from content.media import files, making
from content.media.models import Picture
picture = Picture(sha256=sys.argv[2], format="JPEG", width=1500, height=1100)
for _number in range(5):
    before = files.made(picture.sha256)
    worker = os.fork()
    if not worker:
        making.write(picture, making.lacking(picture))
        os._exit(0)
    while files.made(picture.sha256) == before:
        time.sleep(0.002)
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
"""


@pytest.mark.slow
def test_worker_killed_on_the_way_leaves_whole_files_only(media_root):
    picture = services.take(ROBOT, upload(photo((1500, 1100))))
    subprocess.run(
        [sys.executable, "-W", "ignore", "-c", KILLED, str(media_root), picture.sha256],
        cwd=Path(__file__).resolve().parents[3], check=True,
    )  # fmt: skip
    left = list((media_root / "renditions").rglob("*.*"))
    for path in left:
        with Image.open(path) as image:
            image.load()
    assert 0 < len(left) < 17
    assert making.make(picture.pk) == 17 - len(left)
    picture.refresh_from_db()
    assert picture.making == Making.READY


def test_picture_when_saved_from_a_copy_read_before_its_files_were_made_keeps_them(db):
    stale = services.take(ROBOT, upload())
    making.make(stale.pk)
    made = Picture.objects.get()
    stale.author = "Nguyễn An"
    services.save_picture(ROBOT, stale, ["author"])
    kept = Picture.objects.get()
    assert (kept.author, kept.making, kept.dhash) == ("Nguyễn An", Making.READY, made.dhash)
    assert kept.renditions == made.renditions != []
