"""The shipped seed, asked as visitors and locals ask."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from geo.places.loading import SEED
from tourism_backend.common.text import fold

pytestmark = pytest.mark.django_db
CAVE = ("places", "dong-tam-thanh")
# What is typed, and what must be among the first three.
QUESTIONS = {
    "dong tam thanh": CAVE,
    "Động Tam Thanh": CAVE,
    "tam thanh cave": CAVE,
    "Tam Thah": CAVE,
    "三青洞": CAVE,
    "三青": CAVE,
    "nhi thanh": ("places", "dong-nhi-thanh"),
    "cho ky lua": ("places", "cho-ky-lua"),
    "KY LUA": ("places", "cho-ky-lua"),
    "mau son": ("places", "khu-du-lich-mau-son"),
    "lang son": ("areas", "tinh-lang-son"),
    "huu nghi": ("places", "cua-khau-huu-nghi"),
}


@pytest.fixture
def seed(db):
    call_command("load_seed", stdout=StringIO(), stderr=StringIO())
    return json.loads((SEED / "places.json").read_text())


@pytest.fixture
def found(client):
    def _found(q, **given):
        answer = client.get("/api/v1/search", {"q": q, **given})
        assert answer.status_code == 200, answer.content
        return [(item["collection"], item["slug"]) for item in answer.json()["items"]]

    return _found


def test_seed_is_found_as_people_ask(client, seed, found):
    wrong = {}
    for typed, wanted in QUESTIONS.items():
        first = found(typed)[:3]
        if wanted not in first:
            wrong[typed] = first
    assert not wrong
    _every_place_is_found_by_each_of_its_names(seed, found)
    _former_districts_and_communes_find_what_lies_there(seed, found)
    _pages_and_addresses_lead_somewhere(client)


def _every_place_is_found_by_each_of_its_names(seed, found):
    for place in seed:
        for name in (place["name_vi"], place.get("name_en"), place.get("name_zh")):
            for typed in {name, fold(name)} if name else ():
                assert ("places", place["slug"]) in found(typed), typed


def _former_districts_and_communes_find_what_lies_there(seed, found):
    for old in ("district_pre2025", "commune_pre2025"):
        for name in {place[old] for place in seed if place.get(old)}:
            there = {("places", place["slug"]) for place in seed if place.get(old) == name}
            hits = found(name, collection="places", limit=50)
            assert set(hits) & there, name
            assert len(hits) == 50 or there <= set(hits), name


def _pages_and_addresses_lead_somewhere(client):
    (item, *_) = client.get("/api/v1/search", {"q": "dong tam thanh", "lang": "en"}).json()["items"]
    assert client.get(item["url"]).status_code == 200
    assert item["page"] == "/en/places/dong-tam-thanh/"
    assert item["icon"]
    assert item["colour"].startswith("#")
    assert item["category"] == "cave"
