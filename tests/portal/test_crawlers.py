"""robots.txt, the sitemaps, the manifest, the files made of public rows."""

import json
from xml.etree import ElementTree as ET

import pytest

from tests.portal.conftest import LANGUAGES
from tourism_backend.portal.views import crawlers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
X = "{http://www.w3.org/1999/xhtml}"


def locations(get, path):
    return [node.text for node in ET.fromstring(get(path).content).iter(f"{S}loc")]


def test_robots_names_the_sitemap(get):
    text = get("/robots.txt").content.decode()
    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_sitemaps_hold_every_public_page_once_a_language(get, monkeypatch):
    monkeypatch.setattr(crawlers, "PART", 50)
    parts = locations(get, "/sitemap.xml")
    assert len([part for part in parts if "places" in part]) == 4
    pages = [
        url for part in parts for url in locations(get, part.removeprefix("http://testserver"))
    ]
    assert len(pages) == len(set(pages))
    for language in LANGUAGES:
        own = [url for url in pages if url.startswith(f"http://testserver/{language}/")]
        assert len([url for url in own if "/places/" in url]) == 155
        assert len([url for url in own if "/communes/" in url]) == 65 + 1
        assert len([url for url in own if "/categories/" in url]) == 41 + 1


def test_sitemap_names_the_other_languages(get):
    for url in ET.fromstring(get("/sitemap-communes-1.xml").content).iter(f"{S}url"):
        assert {a.get("hreflang") for a in url.iter(f"{X}link")} == {"vi", "en", "zh-Hans"}


@pytest.mark.parametrize("path", ["places-0", "places-2", "users-1", "pages-2"])
def test_sitemap_when_there_is_none_is_404(get, path):
    assert get(f"/sitemap-{path}.xml").status_code == 404


def test_manifest_is_in_the_pages_language(get):
    body = json.loads(get("/manifest.webmanifest?lang=zh-hans").content)
    assert body["start_url"] == "/zh-hans/"
    assert body["lang"] == "zh-Hans"
    assert {icon["purpose"] for icon in body["icons"]} == {"any", "maskable"}


def test_colours_are_kept_for_ever_at_their_versions_address(get):
    from tourism_backend.portal.pages import state

    version, _tick = state()
    answer = get(f"/site/colours.css?v={version}")
    assert '[data-c="cave"]{--c:#2e7d32}' in answer.content.decode()
    assert "immutable" in answer["Cache-Control"]
    assert "immutable" not in get("/site/colours.css?v=1x")["Cache-Control"]


def test_outlines_are_one_path_an_area(get):
    answer = get("/site/areas.svg")
    paths = {node.get("id"): node.get("d") for node in ET.fromstring(answer.content).iter()}
    assert len([name for name in paths if name and name.startswith("area-")]) == 65
    assert (paths["outline"] or "").startswith("M")
    assert len(answer.content) < 100_000
