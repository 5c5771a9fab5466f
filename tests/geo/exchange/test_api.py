"""Exchange by program: the whole walk of a file, exports, and who may."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from geo.exchange import working
from geo.exchange.models import Import
from geo.places.models import Place
from tests.publishing.test_moves import person
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import services as publishing
from tourism_backend.publishing.registry import registry

pytestmark = pytest.mark.django_db
URL = "/api/v1/exchange"
TABLE = """Tên,Loại hình,Kinh độ,Vĩ độ,Số máy
Động Nhị Thanh,Hang động,106.752,21.851,0205 3 870 111
Chùa Tiên,hang-dong,106.761,21.845,0205 3 870 112
Chùa Thành,không có,106.762,21.846,
Giếng Tiên,hang-dong,21.845,106.761,
"""


class Program:
    """Somebody who has signed in, with the CSRF token of the session."""

    def __init__(self, user):
        self.client = Client(headers={"accept-language": "en"}, enforce_csrf_checks=True)
        self.client.force_login(user)
        self.client.get("/admin/")
        self.token = {"x-csrftoken": self.client.cookies["csrftoken"].value}

    def get(self, path, **given):
        return self.client.get(f"{URL}{path}", given)

    def send(self, verb, path, body=None):
        call, body = getattr(self.client, verb), json.dumps(body or {})
        return call(f"{URL}{path}", body, content_type="application/json", headers=self.token)

    def upload(self, content, collection="places", name="điểm.csv"):
        given = {"file": SimpleUploadedFile(name, content.encode()), "collection": collection}
        return self.client.post(f"{URL}/imports", given, headers=self.token)

    def worked(self, path):
        """The import, after a worker did what it waits for."""
        job = Import.objects.get(uuid=path.rpartition("/")[2])
        assert job.busy
        working.run(job.pk)
        return self.get(path).json()


@pytest.fixture
def program(curator):
    return Program(curator)


def errors(answer, status=422):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return {error["field"]: error["reason"] for error in answer.json()["errors"]}


def test_a_file_walks_from_upload_to_records_and_back(program, category):
    made = program.upload(TABLE)
    assert made.status_code == 201, made.content
    path = made["Location"].removeprefix(URL)
    told = made.json()
    assert (told["state"], told["steps"]) == ("reading", [])
    assert told["progress"] == {"done": 0, "total": 0, "silent": False}

    told = program.worked(path)
    assert (told["state"], told["progress"]) == ("mapping", None)
    assert told["steps"] == ["assign", "discard"]
    (table,) = told["tables"]
    assert (table["count"], table["samples"][0][0]) == (4, "Động Nhị Thanh")
    proposed = {"Tên": "name_vi", "Loại hình": "category", "Kinh độ": "x", "Vĩ độ": "y"}
    assert told["mapping"] == proposed
    assert program.send("post", f"{path}/apply").status_code == 409

    wrong = program.send("put", f"{path}/mapping", {"mapping": {"Tên": "nope", "Ten": "phone"}})
    assert errors(wrong) == {
        "Tên": "“nope” is no column of these records.",
        "Ten": "The file has no such column.",
        "slug": "Nothing names the records: assign a name or an id.",
    }
    given = {"mapping": proposed | {"Số máy": "phone"}, "source": "Sở VHTTDL", "licence": "own"}
    assert program.send("put", f"{path}/mapping", given).status_code == 202
    told = program.worked(path)
    assert told["counts"] == {"new": 2, "changed": 0, "same": 0, "refused": 2}
    assert told["steps"] == ["assign", "apply", "discard"]

    first = program.get(f"{path}/rows", limit=1).json()
    assert (first["items"][0]["action"], first["next"]) == ("new", 2)
    assert first["items"][0]["position"] == [106.752, 21.851]
    rest = program.get(f"{path}/rows", after=first["next"]).json()
    assert [row["line"] for row in rest["items"]] == [3, 4, 5]
    assert rest["next"] is None
    refused = program.get(f"{path}/rows", action="refused").json()["items"]
    assert [(row["line"], row["reasons"][0]["column"]) for row in refused] == [
        (4, "category"), (5, "point"),
    ]  # fmt: skip
    assert refused[1]["reasons"][0]["reason"] == "longitude and latitude are swapped"

    assert program.send("post", f"{path}/apply").json()["type"] == "urn:problem:rows-refused"
    assert not Place.objects.exists()
    assert program.send("post", f"{path}/apply", {"good_rows": True}).status_code == 202
    told = program.worked(path)
    assert (told["state"], told["steps"]) == ("applied", ["undo"])
    place = Place.objects.get(slug="chua-tien")
    assert (place.phone, place.sources, place.status) == (
        "0205 3 870 112", ["Sở VHTTDL"], "draft",
    )  # fmt: skip
    assert errors_of(program.send("delete", path), 409) == "wrong-state"
    assert program.send("post", f"{path}/undo").status_code == 202
    assert program.worked(path)["state"] == "undone"
    assert not Place.objects.exists()
    assert [one["state"] for one in program.get("/imports").json()] == ["undone"]


def errors_of(answer, status):
    assert answer.status_code == status, answer.content
    return answer.json()["type"].rpartition(":")[2]


def test_import_that_wrote_nothing_when_discarded_is_gone(program, category):
    path = program.upload(TABLE).headers["Location"].removeprefix(URL)
    assert errors_of(program.send("post", f"{path}/restart"), 409) == "busy"
    program.worked(path)
    assert program.send("delete", path).status_code == 204
    assert program.get(path).status_code == 404


def test_upload_when_the_file_or_collection_is_not_taken_says_why(program, category):
    assert "file" in errors(program.upload("%PDF-1.7\n", name="a.csv"))
    assert errors_of(program.upload(TABLE, "nothing"), 404) == "not-found"
    nothing = program.client.post(f"{URL}/imports", {}, headers=program.token)
    assert set(errors(nothing, 400)) == {"file", "collection"}


def test_export_gives_the_selection_in_each_format_and_reads_back(program, make_place, category):
    shown, _hidden = make_place("tam-thanh"), make_place("nhi-thanh", "Động Nhị Thanh")
    publishing.publish(SystemActor("t"), registry.get("places"), [shown.uuid])
    (places,) = (c for c in program.get("/collections").json() if c["collection"] == "places")
    assert {"name": "category", "label": "category", "required": True} in places["columns"]
    for format in places["formats"]:
        given = {"collection": "places", "format": format, "statuses": ["published"]}
        file = program.send("post", "/exports", given)
        assert file.status_code == 200, file.content
        assert file["Content-Disposition"].startswith('attachment; filename="places.')
        assert file["Cache-Control"] == "private, no-store"
        if format == "csv":
            text = file.content.decode("utf-8-sig")
            assert "tam-thanh" in text
            assert "nhi-thanh" not in text
    for chosen in ({"ids": [str(shown.uuid)]}, {"slugs": ["tam-thanh"]}):
        file = program.send("post", "/exports", {"collection": "places", "format": "csv", **chosen})
        assert file.content.decode().count("\n") == 2
    path = program.upload(text).headers["Location"].removeprefix(URL)
    told = program.worked(path)
    program.send("put", f"{path}/mapping", {"mapping": told["mapping"]})
    assert program.worked(path)["counts"]["same"] == 1
    since = {"edited_since": "2100-01-01T00:00:00Z", "collection": "places", "format": "geojson"}
    assert errors(program.send("post", "/exports", since)) == {
        "collection": "No records are selected."
    }


def test_export_in_a_format_that_does_not_fit_is_refused(program):
    given = {"collection": "specialities", "format": "gpx"}
    assert "format" in errors(program.send("post", "/exports", given))
    assert program.send("post", "/exports", given | {"collection": "no"}).status_code == 404


OPERATIONS = [
    ("get", "/collections"), ("get", "/imports"), ("post", "/imports"), ("post", "/exports"),
    ("get", "/imports/{}"), ("delete", "/imports/{}"), ("put", "/imports/{}/mapping"),
    ("get", "/imports/{}/rows"), ("post", "/imports/{}/apply"), ("post", "/imports/{}/undo"),
    ("post", "/imports/{}/restart"),
]  # fmt: skip


def test_operations_are_all_in_the_table_of_rights(client):
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    told = {
        (verb, path.removeprefix(URL).replace("{job}", "{}"))
        for path, verbs in paths.items()
        if path.startswith(f"{URL}/")
        for verb in verbs
    }
    assert told == set(OPERATIONS)


@pytest.mark.parametrize(("verb", "path"), OPERATIONS)
def test_operation_when_nobody_signed_in_or_without_right_or_token_is_refused(
    program, category, verb, path
):
    made = program.upload(TABLE).headers["Location"].rpartition("/")[2]
    sent = {"collection": "places", "format": "csv", "mapping": {}}
    path = path.format(made)
    if (verb, path) == ("post", "/imports"):
        stranger, staff = Client(), Program(person("staff", "contributor"))
        assert stranger.post(f"{URL}{path}").status_code == 401
        assert staff.upload(TABLE).status_code == 403
        return
    asked = json.dumps(sent)
    address, kind = (verb.upper(), f"{URL}{path}"), "application/json"
    stranger = Client().generic(*address, asked, kind)
    assert stranger.status_code == 401
    assert stranger["Content-Type"] == "application/problem+json"
    staff = Program(person("staff", "operator"))
    answer = staff.get(path) if verb == "get" else staff.send(verb, path, sent)
    assert errors_of(answer, 403) == "forbidden"
    if verb != "get":
        assert program.client.generic(*address, asked, kind).status_code == 403
    assert Import.objects.count() == 1


def test_lists_ask_as_often_for_many_rows_as_for_few(program, checked):
    def asked(count):
        rows = "".join(f"Điểm {count} {n},hang-dong,106.7,21.8\n" for n in range(count))
        job = checked(f"name,category,x,y\n{rows}", f"{count}.csv")
        with CaptureQueriesContext(connection) as queries:
            assert len(program.get(f"/imports/{job.uuid}/rows").json()["items"]) == count
            program.get("/imports")
        return len(queries)

    assert asked(2) == asked(40)
