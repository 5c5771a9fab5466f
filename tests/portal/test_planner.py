"""The planner's pages: a form without script, a plan that can be changed, shared and printed."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from content.planner.models import SavedPlan
from tests.portal.conftest import LANGUAGES, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
MUSEUM = "bao-tang-tinh-lang-son"


def form(**changes):
    day = timezone.localdate() + timedelta(days=14)
    given = {
        "date": day.isoformat(), "days": "2", "opens": "8", "closes": "17", "pace": "relaxed",
        "mode": "driving", "midday": "on", "place": [MUSEUM],
    }  # fmt: skip
    return given | changes


def send(path, data):
    return Client(headers={"accept-language": "en"}).post(path, data)


@pytest.fixture
def made(get):
    """The address at which a new plan is changed, and its page."""
    answer = send("/en/planner/", form())
    assert answer.status_code == 303
    return answer["Location"]


@pytest.fixture
def shared(made):
    return made.split("edit/")[0]


def revision(page):
    return page.all("input", name="revision")[0]["value"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_form_is_a_plain_form_and_leaves_no_cookie(get, language):
    answer = get(f"/{language}/planner/")
    page = read(answer)
    assert answer.status_code == 200
    assert page.mistakes == []
    assert not answer.cookies
    assert page.one("input", name="date")["type"] == "date"
    assert len(page.all("input", name="interest")) > 4
    assert page.all("meta", name="robots") == []


def test_form_when_led_to_from_a_place_ticks_it(get):
    page = read(get(f"/en/planner/?place={MUSEUM}"))
    ticked = [box["value"] for box in page.all("input", name="place") if "checked" in box]
    assert ticked == [MUSEUM]


@pytest.mark.parametrize("language", LANGUAGES)
def test_plan_is_shown_in_each_language_and_found_by_no_search_engine(get, shared, language):
    answer = get(shared.replace("/en/", f"/{language}/"))
    page = read(answer)
    assert answer.status_code == 200
    assert page.mistakes == []
    assert page.one("meta", name="robots")["content"] == "noindex"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert re.search(r"\d\d:\d\d–\d\d:\d\d", page.text)


def test_shared_page_shows_no_way_to_change_and_no_secret(get, made, shared):
    secret = made.rstrip("/").split("/")[-1]
    answer = get(shared)
    assert secret not in answer.content.decode()
    assert read(answer).all("button", name="do") == []
    assert send(shared, {"do": "delete"}).status_code == 405


def test_plan_says_why_each_stop_is_there(get, shared):
    page = read(get(shared))
    assert "You asked for it" in page.text
    stops = page.all("li", **{"class": "stop trip-stop"})
    assert len(page.all("ul", **{"class": "trip-why"})) == len(stops) > 3


@pytest.mark.parametrize("action", ["down:0:0", "up:0:1", "remove:0:0", "lock:0:1", "down:0:1"])
def test_button_changes_the_plan_and_leads_back(get, made, action):
    before = SavedPlan.objects.get().result
    answer = send(made, {"do": action, "revision": "1"})
    assert answer.status_code == 303
    assert urlsplit(answer["Location"]).path == made
    record = SavedPlan.objects.get()
    assert record.revision == 2
    assert record.result != before


def test_last_stop_of_a_day_moved_down_opens_the_next(get, made):
    days = SavedPlan.objects.get().result["days"]
    last, moved = len(days[0]["stops"]) - 1, days[0]["stops"][-1]["place"]
    send(made, {"do": f"down:0:{last}", "revision": "1"})
    assert SavedPlan.objects.get().result["days"][1]["stops"][0]["place"] == moved


def planned():
    days = SavedPlan.objects.get().result["days"]
    return [stop["place"] for day in days for stop in day["stops"]]


def test_hours_place_title_and_new_search_are_taken(get, made):
    absent = "cua-khau-chi-ma"
    assert (
        send(made, {"do": "hours", "revision": "1", "opens": "9", "closes": "15"}).status_code
        == 303
    )
    assert absent not in planned()
    add = {"do": "add", "day": "1", "name": "Cửa khẩu Chi Ma"}
    assert send(made, add | {"revision": "2"}).status_code == 303
    assert planned()[-1] == absent
    assert send(made, add | {"revision": "3"}).status_code == 409
    assert send(made, {"do": "replan", "revision": "3"}).status_code == 303
    assert send(made, {"do": "keep", "revision": "4", "title": "Tết"}).status_code == 303
    record = SavedPlan.objects.get()
    assert (record.title, record.kept, record.request["closes"]) == ("Tết", True, "15:00")
    assert "Tết" in read(get(made)).text


def test_second_change_of_an_old_page_is_told_and_loses_nothing(get, made):
    send(made, {"do": "keep", "revision": "1", "title": "one"})
    answer = send(made, {"do": "keep", "revision": "1", "title": "two"})
    assert answer.status_code == 412
    assert "changed elsewhere" in read(answer).text
    assert SavedPlan.objects.get().title == "one"


@pytest.mark.parametrize(
    "post",
    [
        {"do": "up:9:9"},
        {"do": "explode"},
        {"do": ""},
        {"do": "add", "name": "zzzzqqqq xxxx"},
        {"do": "hours", "opens": "9", "closes": "9"},
        {"do": "hours", "date": "2001-01-01"},
    ],
)
def test_button_when_not_understood_is_refused_on_the_page(made, post):
    answer = send(made, post | {"revision": "1"})
    assert answer.status_code == 400
    assert read(answer).all("div", role="alert")
    assert SavedPlan.objects.get().revision == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"date": "tomorrow"},
        {"date": "1999-01-01"},
        {"place": [f"place-{n}" for n in range(21)]},
        {"place": ["nowhere"]},
        {"interest": ["nothing"]},
        {"other": ["qqqqzzzz xxxx"]},
        {"position": "51.5, -0.12"},
        {"opens": "13", "closes": "11"},
    ],
)
def test_form_when_not_right_says_why_and_keeps_what_was_given(changes):
    answer = send("/en/planner/", form(**changes))
    page = read(answer)
    assert answer.status_code == 400
    assert page.mistakes == []
    assert page.all("div", role="alert")
    assert page.all("option", value="2", selected=None)
    assert not SavedPlan.objects.exists()


def test_form_with_ten_thousand_places_is_refused():
    many = form(place=[f"place-{n}" for n in range(10_000)])
    assert send("/en/planner/", many).status_code == 400
    assert not SavedPlan.objects.exists()


def test_form_without_anything_is_refused_and_no_fault():
    assert send("/en/planner/", {}).status_code == 400


def test_wrong_secret_and_unknown_plan_are_refused(get, made):
    wrong = made.rstrip("/").rsplit("/", 1)[0] + "/nosecret/"
    assert get(wrong).status_code == 403
    assert send(wrong, {"do": "delete"}).status_code == 403
    assert get("/en/planner/11111111-1111-4111-8111-111111111111/").status_code == 404


def test_deleted_plan_is_gone_for_everybody(get, made, shared):
    assert send(made, {"do": "delete"})["Location"] == "/en/planner/"
    assert get(shared).status_code == get(made).status_code == 404


def test_title_when_hostile_is_text(get, made, shared):
    hostile = "</script><img src=x onerror=alert(1)>{{ 7*7 }}"
    send(made, {"do": "keep", "revision": "1", "title": hostile})
    for path in (made, shared):
        page = read(get(path))
        assert page.mistakes == []
        assert hostile in page.text
        assert page.all("img", src="x") == []


def test_qr_code_and_link_are_those_of_the_shared_page(get, made, shared):
    page = read(get(made))
    assert page.all("a", href=shared)
    assert page.one("button", **{"data-share": f"http://testserver{shared}"})
    assert len(page.all("svg", **{"class": "qr"})) == 1
