"""Curating by program: the walk of a record from a draft to the public and back."""

import json
from typing import Any

import orjson
import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.content.specialities.conftest import commune, orchard, speciality  # noqa: F401
from tests.content.tours.conftest import cave, place, places, published, tour  # noqa: F401
from tests.publishing.test_moves import person
from tourism_backend.accounts.models import Scope
from tourism_backend.publishing import snapshots, working
from tourism_backend.publishing.linkhistory import is_tracked
from tourism_backend.publishing.moves import Name
from tourism_backend.publishing.registry import registry

pytestmark = pytest.mark.django_db
URL = "/api/v1/curation"


class Browser:
    """Somebody who has signed in."""

    def __init__(self, user):
        self.user, self.client = user, Client(headers={"accept-language": "en"})
        self.client.force_login(user)

    def get(self, path, **given):
        return self.client.get(f"{URL}{path}", given)

    def send(self, verb, path, body, **headers):
        call = getattr(self.client, verb)
        body = json.dumps(body)
        return call(f"{URL}{path}", body, content_type="application/json", headers=headers)

    def move(self, path, move, etag=None, **given):
        """A step, taken with the version there is."""
        body, etag = {"move": move, **given}, etag or self.get(path).headers.get("ETag", '"0"')
        return self.send("post", f"{path}/moves", body, **{"If-Match": etag})

    def change(self, path, why="", etag=None, **members):
        etag = etag or self.get(path)["ETag"]
        return self.send("patch", path, {"members": members, "why": why}, **{"If-Match": etag})


@pytest.fixture
def staff(db):
    return Browser(person("staff", "contributor"))


@pytest.fixture
def curator(db):
    return Browser(person("curator", "curator"))


def errors(answer, status=422):
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    return {error["field"]: error["reason"] for error in answer.json()["errors"]}


@pytest.mark.django_db(transaction=True)  # each step has a moment of its own
def test_a_record_walks_from_a_draft_to_the_public_and_back(staff, curator, orchard, client):  # noqa: F811
    orchard("vuon")
    members = {"slug": "na", "name_vi": "Na dai", "kind": "fruit", "places": ["vuon"]}
    made = staff.send("post", "/specialities", {"members": members})
    assert made.status_code == 201, made.content
    path = made["Location"].removeprefix(URL)
    told = made.json()
    assert (told["stage"], told["members"]["places"]) == ("draft", ["vuon"])
    assert "submit" in told["moves"]
    assert "approve" not in told["moves"]
    public = "/api/v1/specialities/na"
    assert client.get(public).status_code == 404

    assert staff.move(path, "submit", comment="Please look").json()["stage"] == "in_review"
    (waiting,) = curator.get("/reviews").json()
    assert (waiting["id"], waiting["submitted_by"]) == (told["id"], "staff")
    assert staff.move(path, "approve").status_code == 403
    assert "comment" in errors(curator.move(path, "ask_changes"))
    asked = curator.move(path, "ask_changes", comment="Which season?")
    assert asked.json()["stage"] == "changes_asked"
    assert staff.change(path, season_months=[8, 9]).json()["members"]["season_months"] == [8, 9]
    staff.move(path, "submit")
    assert curator.move(path, "approve").json()["stage"] == "published"
    assert client.get(public).json()["name"] == "Na dai"

    changed = staff.change(path, why="Spelling", name_vi="Na dai Chi Lăng", places=[])
    assert (changed.json()["stage"], changed.json()["status"]) == ("pending", "published")
    assert client.get(public).json()["name"] == "Na dai"
    difference = {one["member"]: one for one in staff.get(f"{path}/difference").json()}
    assert (difference["places"]["before"], difference["places"]["after"]) == (["vuon"], [])
    assert difference["name_vi"]["after"] == "Na dai Chi Lăng"
    assert staff.move(path, "discard").json()["members"]["places"] == ["vuon"]
    assert curator.move(path, "withdraw").json()["stage"] == "withdrawn"
    assert client.get(public).status_code == 410

    newest = staff.get(f"{path}/versions").json()[0]
    assert newest["path"].startswith("/api/v1/curation/specialities/")
    assert newest["address"] == "127.0.0.1"
    moves = [note["move"] for note in staff.get(f"{path}/notes").json()]
    assert moves == [
        "submit", "ask_changes", "submit", "approve", "discard", "withdraw",
    ]  # fmt: skip
    assert staff.send("post", f"{path}/notes", {"comment": "Why?"}).json()[-1]["text"] == "Why?"


def test_two_who_change_the_same_record_are_both_shown_and_lose_nothing(staff, curator, published):  # noqa: F811
    path = f"/tours/{published.uuid}"
    read = staff.get(path)
    assert curator.change(path, name_en="Theirs").status_code == 200
    refused = staff.change(path, etag=read["ETag"], name_en="Mine")
    told = refused.json()
    assert (refused.status_code, told["yours"]["name_en"]) == (412, "Mine")
    assert told["current"]["name_en"] == "Theirs"
    assert staff.change(path, etag=refused["ETag"], name_en="Mine").json()["pending"]


@pytest.mark.parametrize(
    ("verb", "below", "body"),
    [
        ("patch", "", {"members": {"name_en": "Blind"}}),
        *(("post", "/moves", {"move": move, "comment": "x"}) for move in Name.values),
    ],
    ids=lambda given: given.get("move", "change") if isinstance(given, dict) else given,
)
def test_a_write_when_it_says_no_version_is_refused(curator, published, verb, below, body):  # noqa: F811
    path = f"/tours/{published.uuid}"
    before = curator.get(path)
    blind = curator.send(verb, path + below, body)
    assert (blind.status_code, blind["Content-Type"]) == (428, "application/problem+json")
    stale = curator.send(verb, path + below, body, **{"If-Match": '"0123"'})
    assert (stale.status_code, stale["ETag"]) == (412, before["ETag"])
    assert stale.json()["current"] == before.json()["members"]
    assert curator.get(path).json() == before.json()


def test_an_approval_when_what_was_read_is_old_is_refused(staff, curator, published, client):  # noqa: F811
    path, public = f"/tours/{published.uuid}", f"/api/v1/tours/{published.slug}"
    staff.change(path, name_vi="Once")
    staff.move(path, "submit")
    read = curator.get(path)
    staff.change(path, name_vi="Twice")
    staff.move(path, "submit")
    assert curator.move(path, "approve", etag=read["ETag"]).status_code == 412
    assert client.get(public).json()["name"] != "Twice"
    assert curator.move(path, "approve").json()["stage"] == "published"
    assert client.get(public).json()["name"] == "Twice"


def test_parts_when_given_are_kept_by_id_changed_added_and_removed(staff, published):  # noqa: F811
    path = f"/tours/{published.uuid}"
    one, two, three = staff.get(path).json()["members"]["stops"]
    assert (one["place"], one["minutes"]) == ("dong-mot", 45)
    wanted = [{"id": two["id"], "minutes": 90}, {"place": "dong-ba", "day": 2, "order": 7}]
    answer = staff.change(path, stops=wanted)
    kept, fresh = answer.json()["members"]["stops"]
    assert (kept["id"], kept["place"], kept["minutes"]) == (two["id"], two["place"], 90)
    assert (fresh["place"], fresh["day"]) == ("dong-ba", 2)
    assert fresh["id"] not in {one["id"], two["id"], three["id"]}
    assert set(errors(staff.change(path, stops=[{"id": one["id"]}]))) == {"stops"}
    twice = [{"place": "dong-ba", "day": 1, "order": 1}] * 2
    assert "tours_tourstop_order" in errors(staff.change(path, stops=twice))
    assert len(staff.get(path).json()["members"]["stops"]) == 2


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"name_vi": ""}, "name_vi"),
        ({"theme": "shopping"}, "theme"),
        ({"days": "many"}, "days"),
        ({"days": 0}, "days"),
        ({"months": [13]}, "months"),
        ({"nonsense": 1}, "nonsense"),
        ({"status": "published"}, "status"),
        ({"provider": "me"}, "provider"),
        ({"stops": "none"}, "stops"),
        ({"stops": [{"place": "nowhere"}]}, "stops"),
        ({"stops": [{"nonsense": 1}]}, "stops"),
        ({"stops": [7]}, "stops"),
        ({"name_vi": "\x00"}, "name_vi"),
        ({"slug": {"a": 1}}, "slug"),
    ],
)
def test_members_that_cannot_be_are_refused_by_name(staff, published, members, field):  # noqa: F811
    assert field in errors(staff.change(f"/tours/{published.uuid}", **members))
    published.refresh_from_db()
    assert not published.pending


@pytest.mark.parametrize(
    "point",
    [{"type": "Point"}, {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "POINT(1 2)", 7],
)
def test_a_geometry_that_is_none_is_refused(staff, place, point):  # noqa: F811
    record = place("hang")
    assert "point" in errors(staff.change(f"/places/{record.uuid}", point=point))
    good = {"type": "Point", "coordinates": [106.7, 21.8]}
    assert staff.change(f"/places/{record.uuid}", point=good).json()["members"]["point"] == good


def test_who_is_not_signed_in_has_no_right_or_no_token_is_refused(client, published):  # noqa: F811
    path = f"/tours/{published.uuid}"
    assert client.get(f"{URL}{path}").status_code == 401
    operator = Browser(person("o", "operator"))
    for answer in (operator.get(path), operator.get("/reviews"), operator.move(path, "withdraw")):
        assert answer.status_code == 403
        assert answer["Content-Type"] == "application/problem+json"
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(person("c", "curator"))
    body = json.dumps({"move": "withdraw"})
    answer = careful.post(f"{URL}{path}/moves", body, content_type="application/json")
    assert answer.status_code == 403
    published.refresh_from_db()
    assert published.status == "published"


def test_what_lies_outside_a_persons_limits_is_read_and_not_changed(staff, published):  # noqa: F811
    Scope.objects.create(user=staff.user, facet="collection", value="places")
    path = f"/tours/{published.uuid}"
    assert staff.get(path).json()["moves"] == []
    assert staff.change(path, name_en="Mine").status_code == 403
    made = staff.send("post", "/tours", {"members": {"slug": "x", "name_vi": "X"}})
    assert made.status_code == 403


@pytest.mark.parametrize("path", ["/nothing/{id}", "/places/{id}", "/tours/{none}"])
def test_what_is_not_there_is_not_found(staff, published, path):  # noqa: F811
    none = "00000000-0000-4000-8000-000000000000"
    assert staff.get(path.format(id=published.uuid, none=none)).status_code == 404


def test_a_record_when_read_asks_no_statement_a_row(staff, published, place):  # noqa: F811
    def statements():
        with CaptureQueriesContext(connection) as captured:
            assert staff.get(f"/tours/{published.uuid}").status_code == 200
        return len(captured)

    before = statements()
    for n in range(5):
        published.stops.create(place=place(f"hang-{n}"), day=1, order=20 + n)
    assert statements() == before <= 22


def test_what_people_write_keeps_versions_and_only_dates_of_events_are_computed():
    rooms = [one for one in registry if not one.model.__module__.startswith("tests.")]
    assert [one.name for one in rooms if not is_tracked(one.model)] == ["occurrences"]


def test_what_is_malformed_is_refused(staff, published):  # noqa: F811
    assert {"slug", "name_vi"} <= set(errors(staff.send("post", "/tours", {"members": {}})))
    path = f"{URL}/tours/{published.uuid}"
    odd = staff.client.get(f"{path}/versions", {"before": "0308-11-02T18:44:07+21:43"})
    assert (odd.status_code, odd.json()) == (200, [])
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(staff.user)
    careful.cookies["csrftoken"] = "a" * 32
    broken = careful.post(f"{path}/notes", b"x", content_type="multipart/form-data")
    assert broken.status_code in (400, 403)


@pytest.mark.parametrize("moment", ["0.5", "1700000000", "2027-02-14"])
def test_moment_when_it_is_a_number_or_a_day_is_refused(curator, published, moment):  # noqa: F811
    path = f"/tours/{published.uuid}"
    for below, name in (("versions", "before"), ("difference", "older")):
        told = errors(curator.get(f"{path}/{below}", **{name: moment}), 400)
        assert told == {name: "give a moment such as 2027-02-14T08:00:00+07:00"}
    body = {"move": "submit", "publish_at": 1700000000}
    told = errors(curator.send("post", f"{path}/moves", body, **{"If-Match": '"0"'}), 400)
    assert list(told) == ["given.publish_at"]


DEEP: list[Any] = []
for _level in range(300):
    DEEP = [DEEP]
ANY_JSON: tuple[Any, ...] = (
    DEEP,
    *(0.5, -1, 10**30, True, float("nan"), "x", "", "\x00", "\ud800", "9" * 5000, "2027-13-45"),
    *([], [[]], [0.5], ["a"], [None], ["\ud800"], [10**30], {}, {"a": "\x00"}),
    *({"type": "Point", "coordinates": ["a"]}, {"type": "Polygon", "coordinates": []}),
    "9999-12-31T23:59:59-23:59",
)


def read_or_refused(collection, member, value):
    """Whether it is refused; else a record has it."""
    record = collection.model()
    try:
        snapshot = working.read(collection, record, {member: value})
    except ValidationError:
        return True
    snapshots.apply(collection, record, snapshot["fields"])
    assert orjson.dumps(snapshot), member
    return False


@pytest.mark.parametrize(
    "collection", [c for c in registry if is_tracked(c.model)], ids=lambda c: c.name
)
def test_member_when_given_any_json_value_is_read_or_refused(collection, db):
    told = working.told(collection, snapshots.take(collection, collection.model(pk=0)))
    refused = {
        (member, repr(value)): read_or_refused(collection, member, value)
        for member in told
        for value in ANY_JSON
    }
    for part in collection.parts:
        fields = [f.name for f in snapshots.fields_of(part.model) if f.name != part.owner]
        refused |= {
            (f"{part.name}.{name}", repr(value)): read_or_refused(
                collection, part.name, [{name: value}]
            )
            for name in fields
            for value in ANY_JSON
        }
    bad = {
        repr(value)
        for value in (DEEP, float("nan"), 10**30, "\x00", "\ud800", ["\ud800"], {"a": "\x00"})
    }
    assert all(no for (_member, value), no in refused.items() if value in bad)


def test_member_when_it_is_no_list_or_no_unicode_is_refused_and_nothing_is_written(
    curator,
    speciality,  # noqa: F811
):
    path = f"/specialities/{speciality().uuid}"
    before = curator.get(path).json()
    for given in ({"season_months": 0.5}, {"name_en": "\ud800"}):
        answer = curator.change(path, **given)
        assert list(errors(answer)) == list(given)
    assert curator.get(path).json() == before
