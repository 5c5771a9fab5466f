"""The register in the portal: filters, timeline, a monument, an element, facts for machines."""

import pytest

from content.heritage.collection import MONUMENTS
from content.heritage.models import Monument
from tests.portal.conftest import LANGUAGES, ROBOT, facts, read
from tourism_backend.publishing import services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]


def records(page, language="en"):
    starts = tuple(f"/{language}/{kind}/" for kind in ("monuments", "intangible", "artefacts"))
    return {a["href"] for a in page.all("a") if a.get("href", "").startswith(starts)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_holds_the_whole_register(get, language):
    page = read(get(f"/{language}/heritage/"))
    assert page.mistakes == []
    assert len(records(page, language)) == 25 + 12 + 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("rank=special_national", 2),
        ("rank=provincial", 2),
        ("rank=unesco", 3),
        ("kind=archaeological", 8),
        ("kind=archaeological&rank=national", 8),
        ("kind=performing", 2),
        ("kind=performing&rank=provincial", 0),
        ("kind=castle&rank=royal", 38),
        ("kind=objects", 1),
        ("rank=national_treasure", 1),
        ("kind=objects&rank=national", 0),
    ],
)
def test_list_when_filtered_holds_what_fits(get, query, count):
    assert len(records(read(get(f"/en/heritage/?{query}")))) == count


def test_filter_when_on_leads_back_to_the_list_without_it(get):
    page = read(get("/en/heritage/?rank=national&kind=scenic"))
    on = [a["href"] for a in page.all("a", **{"aria-current": "true"}) if a.get("class") == "chip"]
    assert on == ["/en/heritage/?kind=scenic", "/en/heritage/?rank=national"]


def test_timeline_when_told_runs_back_to_the_first_year_and_counts_the_undated(get):
    page = read(get("/en/heritage/"))
    timeline = page.text.split("Timeline of the register")[1]
    assert timeline.index("2025") < timeline.index("2019") < timeline.index("1962")
    assert "The years of 7 entries are not established." in timeline


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("monuments/thuy-mon-dinh/", "1992/QĐ-BVHTTDL"),
        ("intangible/le-hoi-na-nhem/", "1877/QĐ-BVHTTDL"),
        ("artefacts/bia-thuy-mon-dinh/", "53/QĐ-TTg"),
    ],
)
def test_record_when_shown_tells_its_decisions_and_sources(get, language, path, number):
    page = read(get(f"/{language}/{path}"))
    assert page.mistakes == []
    assert number in page.text
    assert "github" in page.text or "web pages" in page.text


def test_monument_when_its_rank_is_not_known_says_so(get):
    page = read(get("/en/monuments/den-bac-le/"))
    assert "Rank not established" in page.text
    assert "No ranking decision is established." in page.text


def test_element_when_it_lives_in_a_festival_leads_to_it(get):
    page = read(get("/en/intangible/le-hoi-ky-cung-ta-phu/"))
    assert page.all("a", href="/en/events/ky-cung-ta-phu/")


def test_facts_of_a_monument_name_its_type_and_rank(get):
    told = facts(get("/en/monuments/chua-thanh/"), "LandmarksOrHistoricalBuildings")
    assert told["name"] == "Thanh Pagoda"
    assert told["additionalType"] == ["http://vocab.getty.edu/aat/300004792"]
    assert told["award"].startswith("National monument")
    assert told["address"]["addressLocality"]


def test_place_page_of_a_monument_leads_to_it(get):
    assert read(get("/en/places/chua-thanh/")).all("a", href="/en/monuments/chua-thanh/")


def test_monument_when_withdrawn_is_gone_from_page_and_list(get):
    record = Monument.objects.get(slug="minh-dan")
    services.withdraw(ROBOT, MONUMENTS, [record.uuid])
    assert get("/en/monuments/minh-dan/").status_code == 410
    assert "/en/monuments/minh-dan/" not in records(read(get("/en/heritage/")))


@pytest.mark.parametrize(
    ("at", "told"),
    [
        ("1950-01-01", "No rank is known for that day."),
        ("1990-01-01", "National monument (quốc gia)."),
        ("2020-01-01", "Special national monument (quốc gia đặc biệt)."),
        ("never", None),
    ],
)
def test_monument_when_asked_for_a_day_tells_its_rank_then(get, at, told):
    page = read(get(f"/en/monuments/chi-lang/?at={at}"))
    shown = page.all("p", role="status")
    assert bool(shown) == bool(told)
    assert told is None or told in page.text


def test_object_and_its_monument_and_place_lead_to_each_other(get):
    stele = read(get("/en/artefacts/bia-thuy-mon-dinh/"))
    assert stele.all("a", href="/en/monuments/thuy-mon-dinh/")
    assert stele.all("a", href="/en/places/bao-tang-tinh-lang-son/")
    for path in ("monuments/thuy-mon-dinh/", "places/bao-tang-tinh-lang-son/"):
        assert read(get(f"/en/{path}")).all("a", href="/en/artefacts/bia-thuy-mon-dinh/")
