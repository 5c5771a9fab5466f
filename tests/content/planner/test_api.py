"""Plans over HTTP: made, read, changed, shared, exported, deleted; and refused."""

import hashlib
import json
from datetime import timedelta
from xml.etree import ElementTree

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from content.planner import saved, services
from content.planner.asking import PlanRequest
from content.planner.models import SavedPlan
from tests.content.planner.conftest import a_monday

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
MUSEUM, CAVE = "bao-tang-tinh-lang-son", "dong-tam-thanh"
GPX = {"g": "http://www.topografix.com/GPX/1/1"}


def send(method, path, body=None, **headers):
    call = getattr(Client(headers={"accept-language": "en"} | headers), method)
    return call(path, json.dumps(body) if body is not None else None, "application/json")


@pytest.fixture(scope="module")
def planned(seeded, django_db_blocker):
    """A two-day plan, searched for once."""
    with django_db_blocker.unblock():
        asked = PlanRequest(first=a_monday(), days=2, must_see=(MUSEUM,))
        return asked, services.plan(asked)


@pytest.fixture
def made(planned, monkeypatch):
    """That plan, made by a visitor: what the API says of it."""
    asked, plan = planned
    with monkeypatch.context() as patch:
        patch.setattr(services, "plan", lambda _asked: plan)
        record, secret = saved.make(asked, title="Đi chơi")
    told = send("get", f"/api/v1/plans/{record.uuid}").json()
    return told | {"edit_secret": secret}


@pytest.fixture
def path(made):
    return f"/api/v1/plans/{made['id']}"


@pytest.fixture
def key(made):
    return {"x-edit-secret": made["edit_secret"], "if-match": '"1"'}


def arranged(plan, change=lambda days: None):
    days = [[{"place": stop["place"]} for stop in day["stops"]] for day in plan["days"]]
    change(days)
    return {"days": days}


def test_plan_when_made_says_where_it_is_and_is_never_cached(monday):
    answer = send("post", "/api/v1/plans", {"date": monday.isoformat()})
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"/plans/{answer.json()['id']}")
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex"


def test_plan_when_read_holds_no_secret_and_is_in_the_readers_language(made, path):
    assert made["edit_secret"] not in send("get", path).content.decode()
    names = {
        language: Client().get(path, {"lang": language}).json()["days"][0]["stops"][0]["name"]
        for language in ("vi", "en")
    }
    assert names["vi"] != names["en"]


def test_secret_is_kept_as_a_hash_and_nothing_of_the_visitor_is_kept(made):
    record = SavedPlan.objects.get(uuid=made["id"])
    assert record.secret_hash == hashlib.sha256(made["edit_secret"].encode()).hexdigest()
    kept = {field.name for field in SavedPlan._meta.fields}
    assert kept == {
        "id", "uuid", "secret_hash", "title", "request", "result", "revision", "kept",
        "created_at", "edited_at", "expires_at",
    }  # fmt: skip


def test_change_reorders_retimes_and_counts(made, path, key):
    answer = send("patch", path, arranged(made, lambda days: days[0].reverse()), **key)
    assert answer.status_code == 200
    assert answer["ETag"] == '"2"'
    before = [stop["place"] for stop in made["days"][0]["stops"]]
    after = answer.json()["days"][0]["stops"]
    assert [stop["place"] for stop in after] == before[::-1]
    assert [stop["arrive"] for stop in after] == sorted(stop["arrive"] for stop in after)


def test_change_adds_removes_and_keeps_a_day_more(made, path, key):
    def change(days):
        days[0] = [{"place": "chua-thanh", "stay_min": 90, "locked": True}]
        days[1] = []
        days.append([{"place": CAVE}])

    plan = send("patch", path, arranged(made, change), **key).json()
    assert [len(day["stops"]) for day in plan["days"]] == [1, 0, 1]
    assert plan["days"][0]["stops"][0]["stay_min"] == 90
    assert plan["request"]["days"] == 3
    assert [out["code"] for out in plan["left_out"]] == ["removed"]


def test_replan_keeps_what_is_locked_on_its_day(made, path, key):
    days = {"days": [[], [{"place": CAVE, "locked": True}]], "replan": True, "day_until": "16:00"}
    plan = send("patch", path, days, **key).json()
    assert CAVE in [stop["place"] for stop in plan["days"][1]["stops"]]
    assert CAVE not in [stop["place"] for stop in plan["days"][0]["stops"]]
    assert len(plan["days"][0]["stops"]) > 0
    assert all(day["end"] <= "16:00" for day in plan["days"])


def test_change_of_hours_that_no_longer_hold_warns(made, path, key):
    plan = send("patch", path, {"day_from": "08:00", "day_until": "10:00"}, **key).json()
    assert len(plan["days"][0]["stops"]) == len(made["days"][0]["stops"])
    assert [one["code"] for one in plan["days"][0]["warnings"]] == ["day_too_long"]


def test_second_of_two_changes_is_refused(path, key):
    assert send("patch", path, {"title": "one"}, **key).status_code == 200
    answer = send("patch", path, {"title": "two"}, **key)
    assert (answer.status_code, answer["Content-Type"]) == (412, "application/problem+json")
    assert SavedPlan.objects.get().title == "one"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"x-edit-secret": "wrong", "if-match": '"1"'}, 403),
        ({"if-match": '"1"'}, 403),
        ({"x-edit-secret": None}, 428),
        ({"x-edit-secret": None, "if-match": "*"}, 412),
        ({"x-edit-secret": None, "if-match": '"x"'}, 412),
    ],
)
def test_change_without_right_or_version_is_refused(made, path, headers, status):
    given = {k: made["edit_secret"] if v is None else v for k, v in headers.items()}
    assert send("patch", path, {"title": "x"}, **given).status_code == status
    assert SavedPlan.objects.get().title == "Đi chơi"


@pytest.mark.parametrize(
    "body",
    [
        {"days": [[{"place": "nowhere"}]]},
        {"days": [[{"place": CAVE}, {"place": CAVE}]]},
        {"days": [[{"place": CAVE}] for _ in range(8)]},
        {"days": []},
        {"days": [[{"place": f"p{n}"} for n in range(16)]]},
        {"days": [[{"place": CAVE, "stay_min": 1}]]},
        {"day_until": "25:00"},
        {"day_from": "17:30"},
        {"date": "1999-01-01"},
        {"title": "x" * 121},
        {"days": "all"},
    ],
)
def test_change_when_not_right_is_a_problem_and_changes_nothing(path, key, body):
    answer = send("patch", path, body, **key)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"]
    assert SavedPlan.objects.get().revision == 1


def test_plan_asked_for_ten_thousand_places_gets_its_refusal(monday):
    body = {"date": monday.isoformat(), "must_see": [f"place-{n}" for n in range(10_000)]}
    answer = send("post", "/api/v1/plans", body)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"field": "trip.must_see", "reason": "at most 20"}]
    assert not SavedPlan.objects.exists()


@pytest.mark.parametrize("body", ["{", "[]", '"x"', '{"date": 5}', '{"date": "2027-02-30"}', ""])
def test_body_when_hostile_is_a_problem(body):
    answer = Client().post("/api/v1/plans", body, "application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_clients_have_a_number_of_plans_a_minute(monday, settings):
    settings.API_RATE_PER_MINUTE, settings.PLANNER_RATE_PER_MINUTE = 600, 2
    client = Client(REMOTE_ADDR="203.0.113.9")
    body = json.dumps({"date": monday.isoformat(), "day_until": "10:00"})
    answers = [client.post("/api/v1/plans", body, "application/json") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert int(answers[2]["Retry-After"]) <= 60
    other = Client(REMOTE_ADDR="203.0.113.10").post("/api/v1/plans", body, "application/json")
    assert other.status_code == 201


def test_delete_is_for_who_holds_the_secret_and_for_good(made, path):
    assert send("delete", path, **{"x-edit-secret": "no"}).status_code == 403
    assert send("delete", path, **{"x-edit-secret": made["edit_secret"]}).status_code == 204
    assert send("get", path).status_code == 404


def test_plan_nobody_keeps_goes_after_two_days_and_a_kept_one_stays(made, path, key):
    record = SavedPlan.objects.get()
    assert record.expires_at - record.edited_at == saved.DRAFT
    send("patch", path, {"keep": True}, **key)
    record.refresh_from_db()
    assert record.expires_at - record.edited_at >= saved.KEPT
    assert saved.remove_expired(timezone.now() + timedelta(days=3)) == 0
    assert saved.remove_expired(timezone.now() + timedelta(days=800)) == 1


def test_expired_plan_is_not_shown_before_it_is_removed(path):
    long_ago = timezone.now() - timedelta(days=9)
    SavedPlan.objects.update(created_at=long_ago, expires_at=timezone.now())
    assert send("get", path).status_code == 404


def test_place_withdrawn_since_is_said(made, path):
    from geo.places.models import Place
    from geo.places.services import withdraw_places
    from tourism_backend.common.actors import SystemActor

    withdraw_places(SystemActor("test"), [Place.objects.get(slug=MUSEUM).uuid])
    plan = send("get", path).json()
    (stop,) = [s for d in plan["days"] for s in d["stops"] if s["place"] == MUSEUM]
    assert [one["code"] for one in stop["warnings"]] == ["withdrawn"]
    assert stop["lon"] is None
    for form in ("gpx", "geojson", "ics"):
        assert send("get", f"{path}/export?format={form}").status_code == 200


def test_gpx_holds_the_stops_in_order(made, path):
    root = ElementTree.fromstring(send("get", f"{path}/export?format=gpx&lang=vi").content)
    routes = root.findall("g:rte", GPX)
    assert len(routes) == 2
    points = routes[0].findall("g:rtept", GPX)
    first = made["days"][0]["stops"][0]
    assert len(points) == len(made["days"][0]["stops"])
    assert float(points[0].get("lon")) == pytest.approx(first["lon"], abs=1e-6)


def test_geojson_lines_say_that_they_are_schematic(made, path):
    features = send("get", f"{path}/export?format=geojson").json()["features"]
    lines = [f for f in features if f["geometry"]["type"] == "LineString"]
    assert len(lines) == 2
    assert all(line["properties"]["schematic"] for line in lines)
    assert len(features) - 2 == made["totals"]["stops"]


def test_calendar_is_read_back_with_the_same_times(made, path):
    text = send("get", f"{path}/export?format=ics").content
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    zone = timezone.get_default_timezone()
    read = [event["DTSTART"].dt.astimezone(zone).strftime("%Y-%m-%d %H:%M") for event in events]
    told = [f"{day['date']} {s['arrive']}" for day in made["days"] for s in day["stops"]]
    assert read == told


def test_title_when_hostile_is_text_in_every_file(made, path, key):
    hostile = "</name><script>&\"'\\n;,\u202e"
    send("patch", path, {"title": hostile}, **key)
    gpx = ElementTree.fromstring(send("get", f"{path}/export?format=gpx").content)
    assert gpx.find("g:metadata/g:name", GPX).text.startswith("</name><script>&")
    calendar = icalendar.Calendar.from_ical(send("get", f"{path}/export?format=ics").content)
    assert "<script>" in calendar["X-WR-CALNAME"]


def test_export_in_an_unknown_format_is_refused(path):
    assert send("get", f"{path}/export?format=exe").status_code == 400


def test_unknown_plan_is_404():
    assert send("get", "/api/v1/plans/11111111-1111-4111-8111-111111111111").status_code == 404
