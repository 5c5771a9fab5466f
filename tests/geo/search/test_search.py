"""What is typed finds what is meant."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db
CAVE = "Động và chùa Tam Thanh"


@pytest.mark.parametrize(
    "typed",
    [
        "dong tam thanh",
        "Động Tam Thanh",
        "ĐỘNG TAM THANH",
        "Đo\u0323\u0302ng Tam Thanh",  # decomposed accents
        "tam thanh cave",
        "Tam-Thanh cave",
        "tam thanh ca",
        "三青",
        "三青洞",
        "thanh tam chua",
        "chua thanh dong",
    ],
)
def test_search_finds_the_cave_first(ask, caves, typed):
    assert ask(typed, lang="vi")[0] == CAVE


@pytest.mark.parametrize("typed", ["Tam Thah", "tan thanh cave", "tamthanh cave", "atm thanh"])
def test_search_when_mistyped_finds_what_was_meant_and_says_so(client, caves, typed):
    answer = client.get("/api/v1/search", {"q": typed}).json()
    assert CAVE in [item["name"] for item in answer["items"]]
    assert answer["corrected"] is True


def test_search_when_found_as_typed_corrects_nothing(client, caves):
    answer = client.get("/api/v1/search", {"q": "tam thanh"}).json()
    assert {item["name"] for item in answer["items"]} == {CAVE, "Phường Tam Thanh"}
    assert answer["corrected"] is False


@pytest.mark.parametrize("typed", ["na duong", "Na-Dương", "na-duong", "mo na duong", "Na Dương?"])
def test_hyphens_and_signs_make_no_difference(ask, caves, typed):
    assert ask(typed) == ["Mỏ Na Dương"]


def test_d_with_and_without_bar_are_one_letter(ask, caves):
    assert set(ask("dong dang")) == {"Pháo đài Đồng Đăng", "Đền Mẫu Đồng Đăng"}


def test_syllables_match_from_their_beginning_only(client, ask, caves):
    assert ask("ang") == []
    assert client.get("/api/v1/search", {"q": "hanh cave"}).json()["corrected"] is True


def test_what_only_a_text_tells_is_found_when_no_name_is(ask, caves):
    assert ask("a di đà") == [CAVE]


def test_nearer_ones_come_first(ask, make, publish):
    publish(*(make(f"Cầu Treo {n}", 106.0 + n / 10, 21.8) for n in range(6)))
    assert ask("cau treo", lon=106.4, lat=21.8)[0] == "Cầu Treo 4"


def test_better_known_ones_come_first(ask, make, publish):
    publish(*(make(f"Cầu Treo {n}", rank=0.1 + abs(n - 3) / 10) for n in range(9)))
    assert ask("cau treo")[:2] == ["Cầu Treo 8", "Cầu Treo 7"]


def test_the_name_itself_comes_before_longer_and_better_known_ones(ask, make, publish):
    publish(make("Chợ Kỳ Lừa", rank=0.2), make("Chợ Kỳ Lừa ban đêm", rank=1.0))
    assert ask("chợ kỳ lừa") == ["Chợ Kỳ Lừa", "Chợ Kỳ Lừa ban đêm"]


def test_order_is_the_same_each_time(ask, make, publish):
    publish(*(make("Chùa Một Cột") for _ in range(40)))
    views = [make("Chùa Một Cột", slug=f"chua-{n}") for n in range(40)]
    publish(*views)
    first = ask("chua mot cot", limit=50)
    assert len(first) == 50
    assert all(ask("chua mot cot", limit=50) == first for _ in range(3))


def test_answers_in_the_callers_language_and_says_in_which(client, caves):
    (item,) = client.get("/api/v1/search", {"q": "三青", "lang": "en"}).json()["items"]
    assert item["name"] == "Tam Thanh Cave and Pagoda"
    assert item["language"] == "en"
    (item,) = client.get("/api/v1/search", {"q": "na duong", "lang": "en"}).json()["items"]
    assert (item["name"], item["language"]) == ("Mỏ Na Dương", "vi")


def test_item_tells_where_it_is_and_what_was_found(client, caves):
    given = {"q": "tam thanh", "lang": "en", "lon": 106.7468, "lat": 21.8556, "limit": 1}
    (item,) = client.get("/api/v1/search", given).json()["items"]
    assert item["marked"] == [
        {"text": "Tam Thanh", "hit": True},
        {"text": " Cave and Pagoda", "hit": False},
    ]
    assert (item["lon"], item["lat"], item["distance_m"]) == (106.7468, 21.8556, 0.0)
    assert item["url"] == "/api/v1/viewpoints/dong-tam-thanh"
    assert client.get(item["url"]).status_code == 200
    assert item["collection"] == "viewpoints"


def test_search_in_a_collection(ask, caves):
    assert ask("tam thanh", collection="viewpoints")[0] == CAVE


def test_withdrawn_is_not_found(ask, caves):
    from tests.publishing.conftest import ROBOT
    from tests.publishing.scratch.collection import VIEWPOINTS
    from tourism_backend.publishing import services

    services.withdraw(ROBOT, VIEWPOINTS, [caves["cave"].uuid])
    assert ask("tam thanh") == ["Phường Tam Thanh"]


def test_suggest_gives_few(ask, make, publish):
    publish(*(make(f"Đền Mẫu {n}") for n in range(30)))
    assert len(ask("den m", path="suggest")) == 8
    assert len(ask("den m")) == 20


@pytest.mark.parametrize("path", ["search", "suggest"])
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "  "}, "q"),
        ({"q": "x" * 201}, "q"),
        ({"q": "a\x00b"}, "q"),
        ({"q": "a", "lon": "nan", "lat": "21"}, "lon"),
        ({"q": "a", "lon": "181", "lat": "21"}, "lon"),
        ({"q": "a", "lon": "106"}, "lat"),
        ({"q": "a", "lat": "21"}, "lon"),
        ({"q": "a", "limit": "1000"}, "limit"),
        ({"q": "a", "limit": "0"}, "limit"),
        ({"q": "a", "limit": "٣"}, "limit"),
        ({"q": "a", "collection": "nothing"}, "collection"),
        ({"q": "a", "collection": ""}, "collection"),
        ({"q": "a", "lang": "xx"}, "lang"),
        ({"q": "a", "colour": "red"}, "colour"),
    ],
)
def test_search_when_a_parameter_is_wrong_names_it(client, db, path, given, field):
    answer = client.get(f"/api/v1/{path}", given)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("typed", ["...", "' | & ! :*", "\\", "🏞", "\u0301", "()", "a:b\\'c"])
def test_signs_alone_find_nothing(ask, caves, typed):
    assert ask(typed) == []


def test_search_when_held_answers_304_until_something_is_published(client, caves, make, publish):
    url = "/api/v1/search?q=tam&collection=viewpoints"
    answer = client.get(url)
    assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
    held = {"if-none-match": answer["ETag"]}
    assert client.get(url, headers=held).status_code == 304
    with connection.cursor() as cursor:  # as another transaction's publication would
        cursor.execute("UPDATE publishing_collection SET version = version + 1")
    assert client.get(url, headers=held).status_code == 200


def test_lists_take_the_same_words(client, caves):
    for typed in ("Tam-Thanh", "三青", "dong dan"):
        items = client.get("/api/v1/viewpoints", {"q": typed}).json()["items"]
        assert items, typed
