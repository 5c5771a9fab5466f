"""Specialities in the portal: the list by kind and season, one record, its facts for machines."""

from datetime import date

import pytest

from content.specialities.collection import SPECIALITIES
from content.specialities.models import Speciality
from tests.portal.conftest import LANGUAGES, ROBOT, facts, read
from tourism_backend.portal import weekly
from tourism_backend.publishing import services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
TANGERINE = "specialities/quyt-vang-bac-son/"


@pytest.fixture
def today(monkeypatch):
    def _today(month):
        monkeypatch.setattr(weekly, "today", lambda: date(2026, month, 15))

    return _today


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_holds_all_of_the_seed_by_kind(get, language):
    page = read(get(f"/{language}/specialities/"))
    assert page.mistakes == []
    hrefs = {a["href"] for a in page.all("a") if a.get("href", "").count("/") == 4}
    assert len([href for href in hrefs if href.startswith(f"/{language}/specialities/")]) == 20
    assert [h["id"] for h in page.all("h2") if h.get("id") not in (None, "now")] == [
        "fruit", "dish", "drink", "produce", "spice",
    ]  # fmt: skip


def test_list_says_what_is_in_season_this_month(get, today):
    today(12)
    page = read(get("/en/specialities/"))
    assert "In season now (December)" in page.text
    assert len(page.all("a", href=f"/en/{TANGERINE}")) == 2
    today(6)
    page = read(get("/en/specialities/"))
    assert "In season now" not in page.text
    assert len(page.all("a", href=f"/en/{TANGERINE}")) == 1


def test_list_when_the_month_changes_is_another_page(get, today):
    today(12)
    etag = get("/en/specialities/")["ETag"]
    assert get("/en/specialities/", **{"if-none-match": etag}).status_code == 304
    today(1)
    assert get("/en/specialities/", **{"if-none-match": etag}).status_code == 200


def test_record_says_season_stars_origin_and_sources(get, today):
    today(1)
    answer = get(f"/en/{TANGERINE}")
    page = read(answer)
    assert page.mistakes == []
    for words in (
        *("Bac Son golden tangerine", "Quýt vàng Bắc Sơn", "OCOP 4 stars", "November – February"),
        *("In season now", "Origin known roughly", "Vietnamese news", "still to be checked"),
    ):
        assert words in page.text, words
    assert page.one("a", href="/en/places/vuon-quyt-hang-hu/")
    assert page.one("a", href="/api/v1/specialities/quyt-vang-bac-son?lang=en")
    assert "show=specialities/quyt-vang-bac-son" in answer.content.decode()
    told = facts(answer, "Product")
    assert told["award"] == "OCOP 4 stars"
    assert told["additionalProperty"]["value"] == "November – February"
    assert told["url"] == f"http://testserver/en/{TANGERINE}"


def test_record_of_communes_and_of_the_province_says_so(get):
    page = read(get("/en/specialities/hong-vanh-khuyen-van-lang/"))
    assert page.one("a", href="/en/communes/xa-na-sam/")
    assert "from these communes" in page.text
    assert "the whole province" in read(get("/en/specialities/khau-nhuc/")).text


def test_record_without_translation_says_so(get):
    record = Speciality.objects.create(
        slug="thu", name_vi="Thử", description_vi="Chỉ có <i>tiếng Việt</i>.", kind="craft"
    )
    services.publish(ROBOT, SPECIALITIES, [record.uuid])
    page = read(get("/en/specialities/thu/"))
    assert "no translation yet" in page.text
    assert "Chỉ có <i>tiếng Việt</i>." in page.text
    assert page.one("h1")["lang"] == "vi"


def test_record_when_there_is_none_is_404_and_gone_when_withdrawn(get):
    assert get("/en/specialities/nowhere/").status_code == 404
    record = Speciality.objects.get(slug="khau-nhuc")
    services.withdraw(ROBOT, SPECIALITIES, [record.uuid])
    assert get("/en/specialities/khau-nhuc/").status_code == 410


def test_place_and_commune_show_what_comes_from_there(get):
    page = read(get("/en/places/khu-du-lich-mau-son/"))
    assert page.one("h2", id="here-specialities")
    assert page.one("a", href="/en/specialities/dao-mau-son/")
    page = read(get("/en/communes/xa-na-sam/"))
    assert page.one("a", href="/en/specialities/hong-vanh-khuyen-van-lang/")


def test_home_and_navigation_lead_to_them(get):
    page = read(get("/en/"))
    assert page.one("h2", id="featured-specialities")
    assert page.all("a", href="/en/specialities/")
