"""The map page: what it says, how large it is, how it is cached, and what the small map holds."""

import json
import re
from dataclasses import replace

import pytest
from django.test import Client, override_settings

from geo.maps import assets, checks, pages
from geo.maps.checks import check_layers
from geo.maps.layers import layer_of, layers_of
from tests.publishing.scratch.collection import SHOWINGS
from tourism_backend.publishing.checks import check
from tourism_backend.publishing.collection import Layer
from tourism_backend.publishing.registry import registry

LANGUAGES = {"vi": "vi", "en": "en", "zh-hans": "zh-Hans"}


def made(language="vi", nonce=""):
    addresses = [
        pages.Address(code, tag, code, f"/{code}/map/", f"https://x.example/{code}/map/")
        for code, tag in LANGUAGES.items()
    ]
    config = pages.MapConfig(
        language=language,
        addresses=addresses,
        home=f"/{language}/",
        search=f"/{language}/search/",
        api="/api/v1/",
        nonce=nonce,
    )
    return pages.map_page(config, registry)


@pytest.mark.parametrize(("code", "tag"), LANGUAGES.items())
def test_the_page_in_each_language(client, code, tag):
    answer = client.get(f"/{code}/map/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{tag}">' in html
    assert re.search(r"<title>.+</title>", html)
    assert re.search(r'<meta name="description" content=".{30,}"', html)
    assert f'<link rel="canonical" href="http://testserver/{code}/map/">' in html
    for other in LANGUAGES.values():
        assert f'hreflang="{other}"' in html
    assert 'hreflang="x-default"' in html
    assert "user-scalable" not in html
    assert 'class="skip-link"' in html
    assert answer["Content-Language"] == tag


def test_page_is_small():
    assert len(made().html.encode()) < 50_000


def test_nothing_inline_that_the_policy_does_not_name(client):
    answer = client.get("/vi/map/")
    html = answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", html)
    inline = re.findall(r"<script(?![^>]*(?:src=|application/json))[^>]*>", html)
    assert inline == ['<script type="module">']
    assert policy.count("'sha256-") == 1


def test_the_page_links_only_local_files(client):
    html = client.get("/vi/map/").content.decode()
    addresses = re.findall(r'<(?:script|img)[^>]+src="([^"]+)"', html)
    addresses += re.findall(r'<link rel="(?:stylesheet|preload)"[^>]*href="([^"]+)"', html)
    assert len(addresses) >= 5
    assert all(address.startswith("/") and not address.startswith("//") for address in addresses)


def test_whoever_holds_the_page_is_told_so(client):
    first = client.get("/vi/map/")
    again = client.get("/vi/map/", HTTP_IF_NONE_MATCH=first["ETag"])
    assert again.status_code == 304
    assert again.content == b""
    assert client.get("/en/map/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_the_same_arguments_give_the_same_page():
    assert made() == made()
    assert made("en").etag != made("vi").etag


def test_only_the_languages_own_words_are_sent():
    (config,) = re.findall(r'id="tour-config"[^>]*>(.*?)</script>', made("en").html, re.S)
    assert json.loads(config)["text"] == assets.words("en")
    assert "Đang mở cửa" not in made("en").html


@pytest.mark.parametrize("code", ["en", "zh-hans"])
def test_the_dictionaries_have_the_same_texts(code):
    def bare(language):
        return {re.sub(r"\.(one|other)$", "", key) for key in assets.words(language)}

    assert bare(code) == bare("vi")
    for key, text in assets.words("vi").items():
        theirs = assets.words(code).get(key) or assets.words(code)[f"{key}.other"]
        assert set(re.findall(r"{\w+}", theirs)) == set(re.findall(r"{\w+}", text)), key


def test_every_word_that_scripts_ask_for_is_there():
    sources = assets.FRONT_END.rglob("src/**/*.ts")
    asked = {key for path in sources for key in re.findall(r'\bt\("([\w.]+)"', path.read_text())}
    known = {re.sub(r"\.(one|other)$", "", key) for key in assets.words("vi")}
    assert len(asked) > 30
    assert asked <= known


def test_every_collection_with_a_geometry_has_its_layer():
    layers = layers_of(registry, "vi")
    mapped = {one.name for one in registry if one.geometry is not None and not one.told_by}
    assert {layer.collection for layer in layers} == mapped
    assert layers[0].look == "pins"
    html = made().html
    for layer in layers:
        assert f'"collection": "{layer.collection}"' in html
        assert layer.tilejson in html


def test_a_declared_layer_has_its_symbol_and_waits_to_be_switched_on():
    layer = layer_of(SHOWINGS, "en")
    assert layer is not None
    assert (layer.look, layer.shown, layer.dated) == ("records", False, True)
    assert (layer.icon, layer.colour) == ("festival", "#b4245a")
    assert f'"/tiles/{SHOWINGS.name}.json?lang=vi"' in made().html


def test_a_collection_that_another_tells_has_no_layer():
    assert layer_of(replace(SHOWINGS, told_by="places"), "en") is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "ids"),
    [
        ({}, []),
        ({"geometry": None}, ["publishing.E007"]),
        ({"layer": Layer(icon="Confetti!", colour="#b4245a")}, ["publishing.E008"]),
        ({"layer": Layer(icon="festival", colour="red")}, ["publishing.E008"]),
        ({"told_by": "nobody"}, ["publishing.E009"]),
    ],
)
def test_a_wrong_declaration_is_named_at_start(changes, ids):
    assert [message.id for message in check(replace(SHOWINGS, **changes))] == ids


def test_symbols_of_declared_layers_are_in_the_sprite(monkeypatch):
    assert check_layers() == []
    monkeypatch.setattr(checks, "icons", lambda: {"pin"})
    assert {message.id for message in check_layers()} == {"maps.E001"}


def test_a_collection_without_a_geometry_has_none():
    assert layer_of(registry.get("categories"), "vi") is None


@override_settings(BASE_TILES_URL="https://{s}.tiles.example/{z}/{x}/{y}.png")
def test_raster_tiles_are_allowed_by_the_policy_when_set():
    page = made()
    assert page.csp["img-src"] == ["https://*.tiles.example"]
    assert "L.tileLayer(" in page.html
    assert 'TourMap.start(map_1, "pictures")' in page.html


def test_no_raster_tiles_by_default():
    page = made()
    assert "img-src" not in page.csp
    assert "L.tileLayer(" not in page.html


def test_credits_are_on_the_page():
    html = made().html
    for name in ("OpenStreetMap", "GeoNames", "CTU-SematX", "Thang Le Quoc", "Natural Earth"):
        assert name in html


def test_the_small_map():
    parts = pages.place_map(lon=106.7468, lat=21.8556, accuracy_m=60, icon="cave", colour="#2e7d32")
    assert 'id="map_1"' in parts.body
    assert "TourMap.place(map_1" in parts.script
    assert "place-map.js" in parts.head
    assert '"accuracy": 0.0' in parts.script
    assert list(parts.csp) == ["script-src"]


def test_a_rough_position_is_shown_as_a_circle_from_further_away():
    near = pages.place_map(lon=106.7, lat=21.8, accuracy_m=60, icon="cave", colour="#2e7d32")
    far = pages.place_map(
        lon=106.7, lat=21.8, accuracy_m=3000, icon="cave", colour="#2e7d32", approximate=True
    )
    assert '"accuracy": 3000.0' in far.script
    assert zoom(far) < zoom(near)


def zoom(parts):
    (found,) = re.findall(r'"zoom": (\d+)', parts.script)
    return int(found)


def test_the_map_answers_get_and_head_only():
    assert Client().head("/vi/map/").status_code == 200
    assert Client().post("/vi/map/").status_code == 405
