"""Whatever a place says, it is text on its page."""

import json
import re

import pytest

from tests.portal.conftest import read
from tourism_backend.portal import linked_data

pytestmark = pytest.mark.django_db
HOSTILE = (
    "{{ 7*7 }}{% load x %}",
    "{% include 'portal/about.html' %}",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>",
    "<!--<script>",
    "`${alert(1)}`",
    "]]>&lt;b&gt;",
    "\u2028\u2029",
)
RTL = "\u202egnp.tset\u202c \u2066x\u2069"
# Fields of free text: what a column cannot hold by rule (a URL, a telephone) has its own test.
SHORT = ("name", "teaser", "address", "fee", "accessibility")
PATHS = ("/{}/places/noi-thu/", "/{}/", "/{}/categories/cave/", "/{}/search/?q=noi+thu")


@pytest.fixture(params=HOSTILE)
def hostile(request):
    return request.param


def filled(text, marker="noi thu"):
    values: dict = {}
    for language in ("vi", "en", "zh_hans"):
        values |= {f"{field}_{language}": f"{marker} {text}"[:160] for field in SHORT}
        values[f"description_{language}"] = f"{text}\n\n{text}"
    return values | {
        "other_names": [f"aka {text}"[:160]],
        "sources": [f"source {text}"],
        "former_commune": text[:160],
        "former_district": text[:160],
        "extra": {"elevation_m": text},
        "rank": 1.0,
    }


@pytest.mark.parametrize("path", PATHS)
def test_text_when_hostile_is_shown_as_text(get, place, hostile, path):
    place(**filled(hostile))
    for language in ("vi", "en", "zh-hans"):
        answer = get(path.format(language))
        assert answer.status_code == 200
        page = read(answer)
        assert page.mistakes == []
        assert not [a for _t, a in page.tags if any(name.startswith("on") for name in a)]
        scripts = [a for a in page.all("script") if "src" not in a]
        assert {a.get("type") for a in scripts} <= {"application/ld+json", "module"}
        shown = re.sub(r"\s+", " ", f"noi thu {hostile}"[:160]).strip()
        assert shown in page.text, path


def test_facts_when_hostile_are_json_inside_their_block(get, place, hostile):
    record = place(**filled(hostile))
    html = get("/vi/places/noi-thu/").content.decode()
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    (facts,) = [json.loads(block) for block in blocks]
    (shown,) = [f for f in facts["@graph"] if f.get("name", "").startswith("noi thu")]
    assert shown["name"].split() == record.name_vi.split()
    assert "<" not in blocks[0]


def test_marks_of_direction_are_dropped(get, place):
    place(**filled(RTL))
    html = get("/vi/places/noi-thu/").content.decode()
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", html)


def test_long_texts_are_shown_whole_and_described_in_short(get, place):
    text = "Rất dài. " * 1111 + "hết"
    place(description_vi=text)
    page = read(get("/vi/places/noi-thu/"))
    assert page.text.count("Rất dài.") >= 1111
    assert len(page.one("meta", name="description")["content"]) <= 160


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "data:text/html,x", "//x.example", "https://a b"]
)
def test_website_when_no_web_address_is_no_link(get, place, website):
    place(website=website)
    page = read(get("/vi/places/noi-thu/"))
    assert website not in [a.get("href") for a in page.all("a")]


def test_script_cannot_be_ended_by_any_text():
    block = linked_data.script({"name": "</script><!-- & \u2028", "list": ["<"]})
    inner = block[len('<script type="application/ld+json">') : -len("</script>")]
    assert not set(inner) & {"<", ">", "&", "\u2028"}
    assert json.loads(inner)["name"] == "</script><!-- & \u2028"
