"""Tours in the portal: the list, a tour with and without a track, its printed page."""

import ctypes
import json
import re

import pypdfium2
import pytest
from django.core.cache import cache
from pypdfium2 import raw

from content.tours.collection import TOURS
from content.tours.models import Tour, TrackSource
from content.tours.services import save_track
from content.tours.tracks import read as read_track
from tests.content.tours.conftest import gpx_of, wave
from tests.portal.conftest import LANGUAGES, ROBOT, read
from tourism_backend.portal import heights, printing
from tourism_backend.portal.views import tours
from tourism_backend.publishing import reads, services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
SLUG = "bac-son-hai-ngay"


@pytest.fixture(autouse=True)
def fresh():
    """One version stands for several in these tests, and printed pages outlive them."""
    tours.tally.cache_clear()
    cache.clear()


@pytest.fixture
def walked():
    """A tour with a track that has heights."""
    tour = Tour.objects.get(slug=SLUG)
    save_track(ROBOT, tour, read_track(gpx_of(list(wave(500))).encode()), TrackSource.FILE)
    services.publish(ROBOT, TOURS, [tour.uuid])
    return tour


def facts(page):
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1]
    whole = json.loads(block)
    return {fact["@type"]: fact for fact in whole.get("@graph", [whole])}


@pytest.mark.parametrize("language", LANGUAGES)
def test_list_has_every_tour_with_its_theme_and_says_sample(get, language):
    page = read(get(f"/{language}/tours/"))
    assert page.mistakes == []
    links = {a["href"] for a in page.all("a") if re.search(r"/tours/[a-z-]+/$", a.get("href", ""))}
    assert len(links) == 11
    assert page.text.count({"vi": "Mẫu", "en": "Sample", "zh-hans": "示例"}[language]) >= 11


@pytest.mark.parametrize(
    ("query", "count"),
    [("theme=railway", 1), ("days=3", 1), ("theme=nature&days=1", 0), ("days=x", 0)],
)
def test_list_when_filtered_has_what_fits(get, query, count):
    html = get(f"/en/tours/?{query}").content.decode()
    assert html.count('<article class="place-card') == count
    assert ("No tour fits" in html) is (count == 0)


def test_list_when_a_chosen_filter_is_pressed_again_leads_back(get):
    page = read(get("/en/tours/?theme=railway"))
    (chosen,) = page.all("a", **{"class": "chip", "aria-current": "true"})
    assert chosen["href"] == "/en/tours/"


@pytest.mark.parametrize("language", LANGUAGES)
def test_tour_when_it_has_no_track_says_schematic_and_which_stops_are_vague(get, language):
    response = get(f"/{language}/tours/{SLUG}/")
    page = read(response)
    assert page.mistakes == []
    assert len(page.all("li", **{"class": "stop"})) == 8
    words = {
        "vi": "Sơ đồ: đường chấm",
        "en": "Schematic: the dotted line",
        "zh-hans": "示意图：虚线",
    }
    assert words[language] in page.text
    assert '"schematic": true' in response.content.decode()
    assert len(page.all("span", **{"class": "stop__rough"})) == 7
    assert not page.all("figure", **{"class": "profile"})


def test_tour_when_it_has_a_track_shows_it_with_heights_and_length(get, walked):
    response = get(f"/en/tours/{SLUG}/")
    page = read(response)
    assert page.mistakes == []
    assert "Schematic" not in page.text
    assert page.all("figure", **{"class": "profile"})
    assert "The stops and the whole track: 500 points." in page.text
    assert '"schematic": false' in response.content.decode()
    length = Tour.objects.get(pk=walked.pk).track.length_m
    assert f"{length / 1000:.1f} km" in page.text


def test_tour_has_downloads_in_the_language_of_the_page(get):
    hrefs = [a["href"] for a in read(get(f"/zh-hans/tours/{SLUG}/")).all("a", download=None)]
    assert hrefs == [
        f"/api/v1/tours/{SLUG}/tour.{f}?lang=zh-hans" for f in ("gpx", "kml", "geojson")
    ]
    assert "北山金色稻谷两日游" in b"".join(get(hrefs[0])).decode()


def test_tour_tells_machines_its_stops_in_order(get):
    told = facts(get(f"/en/tours/{SLUG}/").content.decode())["TouristTrip"]
    items = told["itinerary"]["itemListElement"]
    assert [item["position"] for item in items] == list(range(1, 9))
    # What is known roughly only has no coordinates: nobody shall be led there.
    assert sum("geo" in item["item"] for item in items) == 1
    assert items[0]["item"]["url"].endswith("/en/places/lang-quynh-son/")


def test_tour_when_not_translated_says_which_language_a_text_is_in(get):
    tour = Tour.objects.get(slug=SLUG)
    tour.name_en = tour.description_en = ""
    services.save(ROBOT, tour)
    services.publish(ROBOT, TOURS, [tour.uuid])
    page = read(get(f"/en/tours/{SLUG}/"))
    assert page.one("h1", lang="vi")
    assert "There is no translation yet" in page.text
    teasers = read(get(f"/zh-hans/tours/{SLUG}/")).all("p", **{"class": "stop__text"})
    assert {teaser.get("lang") for teaser in teasers} == {"vi"}


def test_tour_when_texts_are_hostile_shows_them_as_text(get):
    tour = Tour.objects.get(slug=SLUG)
    evil = "</script><script>alert(1)</script>{{ 7*7 }}{% if %}`${1}"
    for field in ("name", "description", "departure", "transport", "advice"):
        setattr(tour, f"{field}_vi", evil[:160])
    services.save(ROBOT, tour)
    services.publish(ROBOT, TOURS, [tour.uuid])
    response = get(f"/vi/tours/{SLUG}/")
    assert read(response).mistakes == []
    assert b"<script>alert" not in response.content
    assert b"49" not in re.findall(rb"<h1.*?</h1>", response.content)[0]
    assert get(f"/vi/tours/{SLUG}/tour.pdf").status_code == 200


def test_tour_when_draft_withdrawn_or_renamed_is_answered_as_such(get):
    tour = Tour.objects.get(slug=SLUG)
    assert get("/en/tours/nowhere/").status_code == 404
    tour.slug = "ten-moi"
    services.save(ROBOT, tour)
    services.publish(ROBOT, TOURS, [tour.uuid])
    assert get(f"/en/tours/{SLUG}/")["Location"] == "/en/tours/ten-moi/"
    assert get(f"/en/tours/{SLUG}/tour.pdf")["Location"] == "/en/tours/ten-moi/tour.pdf"
    services.withdraw(ROBOT, TOURS, [tour.uuid])
    assert get("/en/tours/ten-moi/").status_code == 410
    assert get("/en/tours/ten-moi/tour.pdf").status_code == 410


@pytest.mark.parametrize("path", [f"/en/tours/{SLUG}/", f"/en/tours/{SLUG}/tour.pdf", "/en/tours/"])
def test_page_when_held_is_not_sent_again(get, path):
    etag = get(path)["ETag"]
    assert get(path, **{"if-none-match": etag}).status_code == 304


@pytest.mark.parametrize(("path", "most"), [("/vi/tours/", 3), (f"/en/tours/{SLUG}/", 5)])
def test_page_costs_few_statements(get, monkeypatch, path, most):
    get(path)
    said = []
    real = reads.fetch
    monkeypatch.setattr(reads, "fetch", lambda *a, **k: said.append(a) or real(*a, **k))
    get(path)
    assert len(said) <= most, said


# --- printed


def text_of(body):
    document = pypdfium2.PdfDocument(body)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("vi", ["Bắc Sơn mùa lúa vàng (2 ngày)", "Ngày 2", "Đồn Mỏ Nhài", "Hưng Vũ"]),
        ("en", ["Bac Son golden valley, two days", "Day 2", "Mo Nhai Post"]),
        ("zh-hans", ["北山金色稻谷两日游", "第2天", "每日行程"]),
    ],
)
def test_pdf_holds_the_tour_in_each_language_with_its_letters(get, language, words):
    response = get(f"/{language}/tours/{SLUG}/tour.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-")
    text = text_of(response.content)
    for word in words:
        assert word in text, text
    assert f"/{language}/tours/{SLUG}/" in text
    assert len(response.content) < 400_000


def fonts_of(body):
    document = pypdfium2.PdfDocument(body)
    found = set()
    for page in document:
        for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(drawn)
            buffer = ctypes.create_string_buffer(200)
            raw.FPDFFont_GetBaseFontName(font, buffer, 200)
            found.add(buffer.value.decode().partition("+")[2] or buffer.value.decode())
    return found


def test_pdf_has_no_letters_but_our_own_fonts(get, walked):
    for language in LANGUAGES:
        fonts = fonts_of(get(f"/{language}/tours/{SLUG}/tour.pdf").content)
        assert fonts
        # The families of its own style sheet; a letter that none has would come from the system.
        assert {name.partition("-")[0] for name in fonts} <= {"Text", "Marks", "Han"}, fonts


def test_pdf_is_not_blank_where_the_map_and_the_code_are(get, walked):
    page = pypdfium2.PdfDocument(get(f"/vi/tours/{SLUG}/tour.pdf").content)[0]
    picture = page.render(scale=1).to_pil().convert("RGB")
    colours = {colour for _count, colour in picture.getcolors(1_000_000)}
    assert (176, 48, 36) in colours  # the way
    corner = picture.crop((480, 40, 560, 120)).convert("L").histogram()
    assert sum(corner[:60]) > 1000  # the code to scan


def test_pdf_is_made_once_for_what_it_shows(get, monkeypatch, walked):
    made = []
    real = printing.pdf
    monkeypatch.setattr(printing, "pdf", lambda html: made.append(html) or real(html))
    first = get(f"/en/tours/{SLUG}/tour.pdf").content
    assert get(f"/en/tours/{SLUG}/tour.pdf").content == first
    assert len(made) == 1
    save_track(ROBOT, walked, None, TrackSource.FILE)
    services.publish(ROBOT, TOURS, [walked.uuid])
    assert get(f"/en/tours/{SLUG}/tour.pdf").content != first
    assert len(made) == 2


def test_pdf_when_another_is_being_made_asks_to_come_back(get):
    cache.add("printing", "another", 10)
    response = get(f"/en/tours/{SLUG}/tour.pdf")
    assert response.status_code == 503
    assert cache.get("printing") == "another"


def test_pdf_when_making_fails_lets_the_next_one_begin(get, monkeypatch):
    def broken(html):
        raise ZeroDivisionError

    monkeypatch.setattr(printing, "pdf", broken)
    with pytest.raises(ZeroDivisionError):
        get(f"/en/tours/{SLUG}/tour.pdf")
    assert cache.get("printing") is None


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x.png", "file:///etc/passwd", "own:../../x", "own:site.css"]
)
def test_pdf_when_a_page_asks_for_other_files_gets_none(address):
    with_it = printing.pdf(f'<style>@font-face{{font-family:x;src:url("{address}")}}</style>a')
    assert with_it.startswith(b"%PDF-")
    assert printing.font(address.partition(":")[2].rsplit("/")[-1]) == b""


# --- the drawing of heights


@pytest.mark.parametrize("samples", [[], [(0, 5)], [(0, 5), (0, 9)]])
def test_profile_when_there_is_no_way_is_none(samples):
    assert heights.profile(samples) is None


def test_profile_when_drawn_stays_on_its_sheet():
    drawn = heights.profile([(0, -20), (500, 1480), (12_345, 700)])
    points = [tuple(map(float, pair.split(","))) for pair in drawn.line.split()]
    assert all(drawn.left <= x <= drawn.width and drawn.top <= y <= drawn.floor for x, y in points)
    assert [rule.text for rule in drawn.down][:2] == ["0 km", "5 km"]
    assert len(drawn.across) <= 6
