"""What the feed tells of public rows."""

import io

import jsonschema
import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.db import connection

from geo.sync import openapi
from tests.geo.sync.conftest import URL, Copy, public_rows
from tests.publishing.conftest import ROBOT
from tests.publishing.scratch.collection import VIEWPOINTS
from tests.publishing.scratch.models import Viewpoint
from tourism_backend.publishing import services

pytestmark = pytest.mark.django_db(transaction=True)
BOX = "106.85,21.80,106.95,21.90"  # around the viewpoints that ``make`` makes


def changes(client, **given):
    answer = client.get(URL, given)
    assert answer.status_code == 200, answer.content
    jsonschema.validate(answer.json(), openapi.PAGE)
    return answer.json()


def move(view, publish, lon):
    Viewpoint.objects.filter(pk=view.pk).update(point=Point(lon, 21.85, srid=4326))
    publish(view)


def withdraw(*views):
    services.withdraw(ROBOT, VIEWPOINTS, [view.uuid for view in views])


def test_first_copy_has_what_is_public_and_no_tombstones(client, make, publish):
    kept, gone, draft = make("Giữ"), make("Bỏ"), make("Nháp")
    publish(kept, gone)
    withdraw(gone)
    told = changes(client, lang="vi")
    assert [change["id"] for change in told["changes"]] == [str(kept.uuid)]
    assert told["changes"][0]["record"]["name"] == "Giữ"
    assert told["next"] is None
    assert str(draft.uuid) not in str(told)


def test_changes_after_a_version_are_what_happened_since(client, make, publish):
    still, renamed, gone = make("A"), make("B"), make("C")
    publish(still, renamed, gone)
    before = changes(client)["version"]
    Viewpoint.objects.filter(pk=renamed.pk).update(slug="moved", name_vi="B2")
    publish(renamed)
    withdraw(gone)
    told = changes(client, since=before, lang="vi")
    first, second = told["changes"]
    assert (first["id"], first["record"]["slug"]) == (str(renamed.uuid), "moved")
    assert first["record"]["name"] == "B2"
    assert second == {
        "collection": "viewpoints",
        "id": str(gone.uuid),
        "version": told["version"],
        "deleted": True,
    }
    assert before < first["version"] < second["version"]


def test_changes_when_edits_are_pending_show_none(client, make, publish):
    view = make("Duyệt rồi")
    publish(view)
    before = changes(client)["version"]
    view.refresh_from_db()
    view.name_vi = "Chưa duyệt"
    services.save(ROBOT, view, ["name_vi"])
    assert changes(client, since=before)["changes"] == []
    assert "Chưa duyệt" not in str(changes(client, include="detail"))


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
@pytest.mark.parametrize("include", ["summary", "detail"])
def test_records_are_those_of_list_and_detail_in_each_language(
    client, make, publish, language, include
):
    view = make("Đỉnh", name_en="Peak", name_zh_hans="山顶", text_vi="Cao", slug="dinh")
    publish(view)
    answer = client.get(URL, {"lang": language, "include": include})
    assert answer["Content-Language"] == language
    (change,) = answer.json()["changes"]
    if include == "detail":
        assert change["record"] == client.get("/api/v1/viewpoints/dinh?lang=" + language).json()
    else:
        listed = public_rows(client, "viewpoints", lang=language)
        assert {("viewpoints", change["id"]): change["record"]} == listed


def test_records_as_geojson_are_the_lists_features(client, make, publish):
    publish(make())
    (change,) = changes(client, format="geojson")["changes"]
    listed = client.get("/api/v1/viewpoints?format=geojson").json()
    assert [change["record"]] == listed["features"]


def test_changes_of_some_collections_leave_the_others_out(client, make, publish):
    publish(make())
    assert changes(client, collections="showings")["changes"] == []
    assert len(changes(client, collections="showings,viewpoints")["changes"]) == 1


class TestInABox:
    def test_first_copy_has_what_lies_there(self, client, make, publish):
        inside, outside = make("Trong"), make("Ngoài", lon=105.5)
        publish(inside, outside)
        told = changes(client, bbox=BOX)["changes"]
        assert [change["id"] for change in told] == [str(inside.uuid)]

    def test_row_that_moves_out_is_told_as_gone_and_comes_back(self, client, make, publish):
        view = make()
        publish(view)
        copy = Copy(client, bbox=BOX)
        assert len(copy.bring_up_to_date()) == 1
        before = copy.version
        move(view, publish, 105.5)
        (change,) = changes(client, since=before, bbox=BOX)["changes"]
        assert (change["deleted"], change["outside"]) == (True, True)
        assert "record" not in change
        assert copy.bring_up_to_date() == {}
        move(view, publish, 106.9)
        assert copy.bring_up_to_date() == public_rows(client, "viewpoints", bbox=BOX) != {}


def test_copy_when_a_row_is_withdrawn_between_its_first_pages_loses_it(client, make, publish):
    """The first copy leaves tombstones out, but not of what it has already been given."""
    views = [make(f"Điểm {n}") for n in range(4)]
    for view in views:
        publish(view)
    copy = Copy(client, limit=2)
    copy.page()
    withdraw(views[0], views[3])
    copy.bring_up_to_date()
    assert {row for _, row in copy.records} == {str(views[1].uuid), str(views[2].uuid)}


def test_copy_in_a_box_when_a_row_leaves_between_its_first_pages_loses_it(client, make, publish):
    views = [make(f"Điểm {n}") for n in range(3)]
    for view in views:
        publish(view)
    copy = Copy(client, limit=1, bbox=BOX)
    copy.page()
    move(views[0], publish, 105.5)
    assert len(copy.bring_up_to_date()) == 2


def test_page_when_it_ends_within_a_transaction_tells_the_version_before(client, make, publish):
    publish(first := make())
    before = changes(client)["version"]
    publish(*(make(f"Cùng lúc {n}") for n in range(5)))
    told = changes(client, limit=3)
    assert told["changes"][0]["id"] == str(first.uuid)
    assert told["version"] == before
    assert len({change["version"] for change in told["changes"][1:]}) == 1
    assert len(changes(client, since=told["version"])["changes"]) == 5


class TestNothingNew:
    def test_answer_when_held_is_a_304(self, client, make, publish):
        publish(view := make())
        asked = {"since": changes(client)["version"]}
        etag = client.get(URL, asked)["ETag"]
        held = client.get(URL, asked, headers={"if-none-match": etag})
        assert (held.status_code, held.content) == (304, b"")
        withdraw(view)
        assert client.get(URL, asked, headers={"if-none-match": etag}).status_code == 200

    def test_answer_when_another_pages_tag_is_sent_is_whole(self, client, make, publish):
        publish(make("A"), make("B"))
        first = client.get(URL, {"limit": 1})
        headers = {"if-none-match": first["ETag"]}
        assert client.get(first.json()["next"], headers=headers).status_code == 200
        asked = {"since": first.json()["version"]}
        assert client.get(URL, asked, headers=headers).status_code == 200

    def test_answer_without_validator_is_empty_and_keeps_the_version(self, client, make, publish):
        publish(make())
        version = changes(client)["version"]
        assert changes(client, since=version) == {"version": version, "changes": [], "next": None}

    def test_version_when_only_others_change_stays_valid(self, client, make, publish):
        publish(make())
        version = changes(client, collections="viewpoints")["version"]
        told = changes(client, since=version, collections="showings")
        assert told == {"version": version, "changes": [], "next": None}


def beginning():
    with connection.cursor() as cursor:
        cursor.execute("SELECT start_value FROM pg_sequences WHERE sequencename ~ '^publishing_v'")
        return cursor.fetchone()[0]


class TestAnotherDatabase:
    """A copy of a database that is no more must be thrown away: it holds what nobody takes out."""

    @pytest.mark.parametrize("held", [False, True])
    def test_version_that_is_newer_is_told_to_begin_anew(self, client, make, publish, held):
        publish(make())
        answer = client.get(URL)
        headers = {"if-none-match": answer["ETag"]} if held else {}
        newer = answer.json()["version"] + 1
        refused = client.get(URL, {"since": newer, "lang": "en"}, headers=headers)
        assert refused.status_code == 410
        assert refused["Content-Type"] == "application/problem+json"
        assert refused.json()["type"] == "urn:problem:sync-restart"
        assert [error["field"] for error in refused.json()["errors"]] == ["since"]

    def test_version_from_before_this_database_is_told_to_begin_anew(self, client, make, publish):
        publish(make())
        assert client.get(URL, {"since": beginning() - 1}).status_code == 410
        assert client.get(URL, {"since": beginning()}).status_code == 200

    def test_versions_when_begun_anew_tell_followers_to_begin_anew(self, client, make, publish):
        """As after a restore: yesterday's numbers would be drawn again, for other changes."""
        publish(view := make())
        before = changes(client)["version"]
        etag = client.get(URL, {"since": before})["ETag"]
        call_command("begin_versions", stdout=io.StringIO())
        asked, headers = {"since": before}, {"if-none-match": etag}
        assert client.get(URL, asked, headers=headers).status_code == 410
        copy = Copy(client, limit=1)
        assert copy.bring_up_to_date() == public_rows(client, "viewpoints")
        assert copy.version > before
        withdraw(view)
        assert copy.bring_up_to_date() == {}

    def test_next_page_when_the_database_was_made_anew_begins_anew(self, client, make, publish):
        publish(make("A"), make("B"))
        address = changes(client, limit=1)["next"]
        token = address.split("cursor=")[1]
        *position, _base = token.split(".")
        assert client.get(address).status_code == 200
        other = ".".join([*position, str(beginning() - 1)])
        assert client.get(URL, {"limit": 1, "cursor": other}).status_code == 410

    def test_reason_is_told_in_the_callers_language(self, client, db):
        told = {
            client.get(URL, {"since": 1, "lang": language}).json()["detail"]
            for language in ("vi", "en", "zh-hans")
        }
        assert len(told) == 3


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"since": "-1"}, "since"),
        ({"since": "x"}, "since"),
        ({"since": "9" * 19}, "since"),
        ({"since": "²"}, "since"),
        ({"collections": "nothing"}, "collections"),
        ({"collections": ""}, "collections"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"limit": "1001"}, "limit"),
        ({"include": "secret"}, "include"),
        ({"format": "xml"}, "format"),
        ({"lang": "xx"}, "lang"),
        ({"cursor": "broken"}, "cursor"),
        ({"cursor": "1.places.x.2"}, "cursor"),
        ({"kind": "tower"}, "kind"),
    ],
)
def test_feed_when_a_parameter_is_wrong_names_it(client, db, given, field):
    answer = client.get(URL, given)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_feed_answers_any_origin_and_can_be_compressed(client, make, publish):
    publish(*(make(f"Điểm {n}") for n in range(20)))
    headers = {"origin": "https://app.example", "accept-encoding": "gzip"}
    answer = client.get(URL, headers=headers)
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Content-Encoding"] == "gzip"
