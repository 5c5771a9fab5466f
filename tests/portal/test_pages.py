"""Every page, in every language: well formed, addressed, kept by caches, without a cookie."""

import json
from urllib.parse import unquote

import pytest
from django.test import Client

from tests.portal.conftest import LANGUAGES, TAGS, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
PAGES = (
    "", "categories/", "categories/nature/", "categories/cave/", "communes/",
    "communes/phuong-tam-thanh/", "places/dong-tam-thanh/", "places/dong-nhi-thanh/",
    "disruptions/", "search/?q=tam+thanh", "search/", "about/",
)  # fmt: skip
KEPT = "public, max-age=0, must-revalidate"


@pytest.fixture(params=LANGUAGES)
def language(request):
    return request.param


@pytest.mark.parametrize("path", PAGES)
def test_page_when_asked_for_is_whole(get, language, path):
    answer = get(f"/{language}/{path}")
    assert answer.status_code == 200
    page = read(answer)
    assert page.mistakes == []
    assert page.one("html")["lang"] == TAGS[language]
    assert len(page.all("h1")) == 1
    assert len(page.all("main")) == 1
    assert all("alt" in image for image in page.all("img"))
    ids = [a["id"] for _tag, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)


@pytest.mark.parametrize("path", PAGES)
def test_page_when_asked_for_may_be_kept_by_anyone(get, language, path):
    answer = get(f"/{language}/{path}")
    assert answer["Cache-Control"] == KEPT
    assert answer["ETag"].startswith('W/"')
    assert answer["Content-Language"] == language
    assert not answer.cookies
    assert "cookie" not in answer.get("Vary", "").lower()
    assert "accept-language" not in answer.get("Vary", "").lower()


@pytest.mark.parametrize("path", PAGES)
def test_page_when_same_is_not_sent_again(get, path):
    first = get(f"/vi/{path}")
    again = get(f"/vi/{path}", **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert get(f"/en/{path}")["ETag"] != first["ETag"]


@pytest.mark.parametrize("path", [page for page in PAGES if not page.startswith("search")])
def test_head_names_the_page_in_every_language(get, language, path):
    page = read(get(f"/{language}/{path}"))
    here = f"http://testserver/{language}/{path}"
    assert page.one("link", rel="canonical")["href"] == here
    alternates = {a["hreflang"]: a["href"] for a in page.all("link", rel="alternate")}
    expected = {TAGS[code]: f"http://testserver/{code}/{path}" for code in LANGUAGES}
    assert alternates == expected | {"x-default": f"http://testserver/{path}"}
    assert page.one("meta", name="description")["content"]
    assert page.one("meta", property="og:title")["content"]
    assert page.one("meta", property="og:image")["content"].startswith("http://testserver/static/")


def test_search_is_not_for_search_engines(get):
    page = read(get("/vi/search/?q=tam"))
    assert page.one("meta", name="robots")["content"] == "noindex"
    assert page.all("link", rel="canonical") == []


def test_language_switch_keeps_page_and_question(get):
    page = read(get("/vi/search/?q=tam+thanh"))
    links = {a["hreflang"]: a["href"] for a in page.all("a") if "hreflang" in a}
    assert links["zh-Hans"] == "/zh-hans/search/?q=tam+thanh"


def test_entrance_leads_to_the_visitors_language(get):
    answer = get("/", **{"accept-language": "zh-CN,zh;q=0.9"})
    assert (answer.status_code, answer["Location"]) == (302, "/zh-hans/")
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in answer["Vary"].split(",")}
    assert get("/", **{"accept-language": "fr"})["Location"] == "/vi/"
    chosen = Client()
    chosen.cookies["django_language"] = "en"
    assert chosen.get("/")["Location"] == "/en/"


def test_address_without_language_leads_to_one(get):
    answer = get("/places/dong-tam-thanh/", **{"accept-language": "en"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/places/dong-tam-thanh/")


def test_links_lead_somewhere(get):
    seen: set = set()
    todo = ["/vi/", "/en/places/dong-tam-thanh/", "/zh-hans/communes/xa-mau-son/"]
    while todo and len(seen) < 60:
        path = todo.pop(0)
        if path in seen:
            continue
        seen.add(path)
        answer = get(path)
        assert answer.status_code in (200, 301, 302), path
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found = {a["href"].split("#")[0] for a in read(answer).all("a") if "href" in a}
            own = sorted(h for h in found if h.startswith("/") and "/docs" not in h)
            todo += [href for href in own if unquote(href) not in seen]
    assert len(seen) == 60


def test_category_page_goes_on_where_it_ended(get):
    names, path = [], "/vi/categories/nature/"
    while path:
        page = read(get(path))
        names += [a["href"] for a in page.all("a") if "/places/" in a.get("href", "")]
        following = [a for a in page.all("a") if a.get("rel") == "next"]
        path = following[0]["href"] if following else ""
    assert len(names) == len(set(names)) == 39


def test_commune_page_names_the_units_it_was_made_from(get):
    text = read(get("/vi/communes/phuong-tam-thanh/")).text
    assert "Xã Hoàng Đồng" in text
    assert "Thành phố Lạng Sơn" in text


def test_province_is_shown_as_its_communes(get, django_assert_max_num_queries):
    (province,) = [a for a in _areas(get) if a["level"] == "province"]
    answer = get(f"/vi/communes/{province['slug']}/")
    assert (answer.status_code, answer["Location"]) == (301, "/vi/communes/")


def _areas(get):
    return json.loads(get("/api/v1/areas?limit=1000").content)["items"]


def test_search_finds_without_accents_across_kinds(get):
    text = read(get("/vi/search/?q=mau+son")).text
    assert "Xã Mẫu Sơn" in text
    assert "Linh địa cổ Mẫu Sơn" in text


@pytest.mark.parametrize("words", ["%00", "x" * 5000, "'%22<script>", "%F0%9F%8F%94", "\u202e"])
def test_search_when_odd_answers(get, words):
    assert get(f"/vi/search/?q={words}").status_code == 200


def test_page_when_compressed_is_the_same(get):
    plain = get("/vi/")
    packed = get("/vi/", **{"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(plain.content) / 3
    assert packed["ETag"] == plain["ETag"]
