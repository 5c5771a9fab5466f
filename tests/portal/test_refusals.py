"""What is not there, not there any more, elsewhere, or out of reach."""

import pytest
from django.test import Client, override_settings

from geo.places.services import publish_places, save_place, withdraw_places
from tests.portal.conftest import ROBOT, read
from tourism_backend.common.problems import unavailable
from tourism_backend.portal import pages
from tourism_backend.publishing import reads

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["nope/", "places/nope/", "communes/nope/", "categories/nope/", "places/nope/position/"]
)
@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
def test_missing_is_404_in_the_pages_language_with_a_search(get, seeded, language, path):
    answer = get(f"/{language}/{path}")
    assert answer.status_code == 404
    assert answer["Content-Language"] == language
    assert "no-store" in answer["Cache-Control"]
    page = read(answer)
    assert page.mistakes == []
    assert page.one("form")["action"] == f"/{language}/search/"
    assert page.one("meta", name="robots")["content"] == "noindex"


def test_missing_without_language_follows_the_browser(get, seeded):
    answer = get("/nowhere", **{"accept-language": "zh-CN"})
    assert (answer.status_code, answer["Content-Language"]) == (404, "zh-hans")


def test_missing_for_programs_is_a_problem(get):
    assert get("/api/v1/nothing")["Content-Type"] == "application/problem+json"


def test_draft_is_nowhere(get, place):
    from geo.places.models import Category, Place

    like = Place.objects.get(slug="dong-tam-thanh")
    Place.objects.create(
        slug="ban-nhap", name_vi="Bản nháp bí mật", category=Category.objects.get(slug="cave"),
        point=like.point, accuracy_m=30, position_method="survey",
    )  # fmt: skip
    assert get("/vi/places/ban-nhap/").status_code == 404
    for path in ("/vi/", "/vi/categories/cave/", "/vi/search/?q=bí+mật", "/sitemap-places-1.xml"):
        assert "ban-nhap" not in get(path).content.decode(), path


def test_withdrawn_is_410_and_leaves_every_list(get, place):
    record = place()
    assert get("/vi/places/noi-thu/").status_code == 200
    withdraw_places(ROBOT, [record.uuid])
    assert get("/vi/places/noi-thu/").status_code == 410
    assert "noi-thu" not in get("/vi/categories/cave/").content.decode()
    assert "noi-thu" not in get("/sitemap-places-1.xml").content.decode()


def test_old_slug_leads_to_the_new_one(get, place):
    record = place()
    record.slug = "noi-moi"
    save_place(ROBOT, record, ["slug"])
    publish_places(ROBOT, [record.uuid])
    answer = get("/en/places/noi-thu/?x=1")
    assert (answer.status_code, answer["Location"]) == (301, "/en/places/noi-moi/?x=1")
    form = get("/en/places/noi-thu/position/")
    assert (form.status_code, form["Location"]) == (301, "/en/places/noi-moi/position/")


@pytest.mark.parametrize(
    "path", ["categories/cave/?cursor=nonsense", "communes/xa-mau-son/?cursor=[]"]
)
def test_cursor_when_not_ours_is_400(get, seeded, path):
    assert get(f"/en/{path}").status_code == 400


def test_unread_parameters_do_no_harm(get, seeded):
    assert get("/en/?utm_source=x&fbclid=y").status_code == 200


@pytest.mark.parametrize(
    "path", ["/vi/", "/vi/places/x/", "/vi/search/?q=x", "/site/colours.css", "/sitemap.xml"]
)
def test_database_away_is_503_without_one(get, monkeypatch, path, django_assert_num_queries):
    def away(*arguments):
        raise unavailable()

    monkeypatch.setattr(reads, "fetch", away)
    with django_assert_num_queries(0):
        answer = get(path)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"


def test_fault_is_a_page_that_tells_nothing(monkeypatch):
    def broken():
        raise RuntimeError("secret detail")

    monkeypatch.setattr(pages, "state", broken)
    answer = Client(raise_request_exception=False).get("/en/")
    assert answer.status_code == 500
    assert b"secret detail" not in answer.content
    assert read(answer).one("html")["lang"] == "en"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_writing_to_a_page_is_405(method):
    assert getattr(Client(), method)("/vi/about/").status_code == 405


@override_settings(ALLOWED_HOSTS=["good.example"])
def test_unknown_host_is_400(get):
    assert Client(headers={"host": "evil.example"}).get("/vi/").status_code == 400
