"""Uploads in parts, by tus: broken off and taken up again, one's own only, forgotten in time."""

import base64
import io
from datetime import timedelta

import pytest
from django.utils import timezone
from tusclient.client import TusClient

from content.media import files
from content.media.models import PartialUpload, Picture
from content.media.tasks import forget_expired_uploads
from tests.content.media.conftest import photo
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role

pytestmark = pytest.mark.django_db
URL = "/api/v1/picture-uploads/resumable"
TUS = {"tus-resumable": "1.0.0"}


@pytest.fixture
def curator(client):
    user = User.objects.create_user("curator", role=Role.CURATOR)
    client.force_login(user)
    return user


@pytest.fixture
def begin(client, curator):
    def announce(length, name="Động Tam Thanh.jpg"):
        told = f"filename {base64.b64encode(name.encode()).decode()},filetype aW1hZ2U="
        headers = TUS | {"upload-length": str(length), "upload-metadata": told}
        return client.post(URL, headers=headers)

    return announce


@pytest.fixture
def send(client):
    def patch(address, offset, body):
        headers = TUS | {"upload-offset": str(offset)}
        kind = "application/offset+octet-stream"
        return client.patch(address, body, content_type=kind, headers=headers)

    return patch


def test_upload_in_parts_becomes_the_same_picture(client, begin, send, media_root):
    body = photo()
    answer = begin(len(body))
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "0")
    address = answer["Location"]
    half = len(body) // 2
    first = send(address, 0, body[:half])
    assert (first.status_code, first["Upload-Offset"]) == (204, str(half))
    held = client.head(address, headers=TUS)
    assert (held["Upload-Offset"], held["Upload-Length"]) == (str(half), str(len(body)))
    assert held["Cache-Control"] == "no-store"
    last = send(address, half, body[half:])
    assert last.status_code == 204
    picture = Picture.objects.get(slug=last["Upload-Picture"])
    assert files.original(picture.sha256).read_bytes() == body
    assert picture.name_vi == "Động Tam Thanh"
    assert client.head(address, headers=TUS).status_code == 404
    assert not [path for path in (media_root / "partial").rglob("*") if path.is_file()]


def test_part_that_is_not_the_next_or_too_long_changes_nothing(client, begin, send):
    address = begin(10)["Location"]
    assert send(address, 3, b"abc").status_code == 409
    assert send(address, 0, b"x" * 11).status_code == 413
    assert send(address, 0, b"abc")["Upload-Offset"] == "3"
    assert send(address, 0, b"abc").status_code == 409
    assert client.head(address, headers=TUS)["Upload-Offset"] == "3"


def test_finished_upload_passes_the_same_intake_and_leaves_nothing(client, begin, send, media_root):
    body = b"<svg onload=x>"
    address = begin(len(body), "x.jpg")["Location"]
    answer = send(address, 0, body)
    assert (answer.status_code, answer.json()["type"]) == (422, "urn:problem:picture-svg")
    assert not PartialUpload.objects.exists()
    assert not [path for path in media_root.rglob("*") if path.is_file()]


@pytest.mark.parametrize("spoken", [{}, {"tus-resumable": "0.2.2"}], ids=["none", "another"])
def test_version_when_none_or_another_is_said_is_refused_naming_ours(client, begin, spoken):
    address = begin(9)["Location"]
    told = client.get("/api/v1/openapi.json").json()["paths"]
    below = {URL: ["post"], f"{URL}/{{key}}": ["head", "patch", "delete"]}
    for path, methods in below.items():
        for method in methods:
            to = address if "{key}" in path else URL
            answer = getattr(client, method)(to, headers=spoken)
            assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0"), method
            assert "Tus-Version" in told[path][method]["responses"]["412"]["headers"]
    assert PartialUpload.objects.count() == 1


@pytest.mark.parametrize("name", ["", ".", "..", "a/..", "/"])
def test_upload_when_its_name_is_none_becomes_a_picture_all_the_same(begin, send, name):
    body = photo()
    last = send(begin(len(body), name)["Location"], 0, body)
    assert last.status_code == 204
    assert Picture.objects.get(slug=last["Upload-Picture"]).name_vi == "picture"


def test_address_of_an_upload_when_asked_by_get_is_refused(client, begin):
    answer = client.get(begin(9)["Location"], headers=TUS)
    assert (answer.status_code, answer["Allow"]) == (405, "HEAD, PATCH, DELETE")


def test_upload_of_another_person_is_not_there(client, begin, send):
    address = begin(10)["Location"]
    client.force_login(User.objects.create_user("other", role=Role.CURATOR))
    assert send(address, 0, b"abc").status_code == 404
    assert client.head(address, headers=TUS).status_code == 404
    assert client.delete(address, headers=TUS).status_code == 404


def test_upload_when_stopped_or_left_is_forgotten(client, begin, send, media_root):
    stopped, left = begin(10)["Location"], begin(10)["Location"]
    for address in (stopped, left):
        send(address, 0, b"abc")
    assert client.delete(stopped, headers=TUS).status_code == 204
    assert client.head(stopped, headers=TUS).status_code == 404
    assert forget_expired_uploads() == 0
    PartialUpload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.head(left, headers=TUS).status_code == 410
    assert forget_expired_uploads() == 1
    assert not [path for path in media_root.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 412),
        (TUS, 400),
        (TUS | {"upload-length": "-1"}, 400),
        (TUS | {"upload-length": "0"}, 400),
        (TUS | {"upload-length": str(10**9)}, 413),
        (TUS | {"upload-length": "5", "upload-metadata": "filename %%%"}, 400),
    ],
)
def test_announcement_that_is_not_right_is_refused(client, curator, headers, status):
    answer = client.post(URL, headers=headers)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert not PartialUpload.objects.exists()


def test_upload_is_for_curators_and_a_few_at_a_time(client, begin):
    assert [begin(10).status_code for _n in range(21)] == [201] * 20 + [429]
    client.force_login(User.objects.create_user("tourist"))
    assert client.post(URL, headers=TUS | {"upload-length": "9"}).status_code == 403
    client.logout()
    assert client.post(URL, headers=TUS | {"upload-length": "9"}).status_code == 401
    spoken = client.options(URL)
    assert (spoken.status_code, spoken["Tus-Version"]) == (204, "1.0.0")
    assert spoken["Tus-Extension"] == "creation,termination,expiration"


def test_openapi_when_read_tells_of_every_method(client):
    document = client.get("/api/v1/openapi.json").json()
    paths = {name: each for name, each in document["paths"].items() if "resumable" in name}
    told = {name: set(each) - {"parameters"} for name, each in paths.items()}
    assert told == {URL: {"options", "post"}, f"{URL}/{{key}}": {"head", "patch", "delete"}}
    assert "SessionAuth" in document["components"]["securitySchemes"]


@pytest.mark.django_db(transaction=True)
def test_upload_by_somebody_elses_client_is_broken_off_and_taken_up(client, curator, live_server):
    token = "a" * 32
    cookies = {"sessionid": client.cookies["sessionid"].value, "csrftoken": token}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": token,
    }
    body = photo()
    sender = TusClient(f"{live_server}{URL}", headers=headers)
    told = {"metadata": {"filename": "Động.jpg"}, "chunk_size": len(body) // 3 + 1}
    first = sender.uploader(file_stream=io.BytesIO(body), **told)
    first.upload_chunk()
    second = sender.uploader(file_stream=io.BytesIO(body), url=first.url, **told)
    assert second.offset == len(body) // 3 + 1
    second.upload()
    picture = Picture.objects.get()
    assert files.original(picture.sha256).read_bytes() == body
    assert picture.name_vi == "Động"
