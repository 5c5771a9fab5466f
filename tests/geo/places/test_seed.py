"""The seed as it is shipped: complete, true to its traps, loaded twice without a change."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from geo.areas.models import Area, FormerUnit
from geo.places.models import Category, Place
from tourism_backend.publishing.seeding import seeds

pytestmark = pytest.mark.django_db


def run(*options):
    out, err = StringIO(), StringIO()
    call_command("load_seed", *options, stdout=out, stderr=err)
    return out.getvalue().splitlines(), err.getvalue()


def state():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, version FROM publishing_collection ORDER BY name")
        return cursor.fetchall()


def test_load_seed_when_run_twice_changes_nothing_and_loses_nothing(client):
    out, _ = run()
    assert "places.json: 155 created, 0 changed, 0 same, 0 refused" in out
    assert "communes.geojson: 65 created, 0 changed, 0 same, 0 refused" in out
    before = state()
    out, _ = run()
    assert "places.json: 0 created, 0 changed, 155 same, 0 refused" in out
    assert state() == before
    _places_lie_where_the_source_says()
    _codes_not_names_tell_areas_apart()
    _every_category_is_in_the_tree()
    _museum_hours_are_understood(client)


def _places_lie_where_the_source_says():
    seed = {place["slug"]: place for place in seeds.find()["places.json"]}
    for place in Place.objects.select_related("commune"):
        expected = seed[place.slug]["commune_code"]
        assert place.commune is not None, place.slug
        assert expected in (None, place.commune.code), place.slug


def _codes_not_names_tell_areas_apart():
    assert Area.objects.filter(level="commune").count() == 65
    assert FormerUnit.objects.values("code").distinct().count() == 194
    for former, now in (("06463", "06463"), ("06184", "06184")):
        assert FormerUnit.objects.filter(code=former, area__code=now).exists()
    # The town of Cao Lộc is in Phường Kỳ Lừa now, not in Xã Cao Lộc.
    town = FormerUnit.objects.get(name="Thị trấn Cao Lộc")
    assert town.area.full_name_vi == "Phường Kỳ Lừa"
    # Bính Xá was divided.
    assert FormerUnit.objects.filter(code="06622").count() == 2
    untrusted = FormerUnit.objects.filter(point_trusted=False)
    assert 0 < untrusted.count() < 194


def _every_category_is_in_the_tree():
    assert Category.objects.filter(parent=None).count() == 10
    for category in Category.objects.select_related("parent"):
        assert category.name_en
        assert category.name_zh_hans
        above = category.parent.path if category.parent else []
        assert category.path == [*above, category.slug]
    assert not Place.objects.filter(category__parent=None).exists()


def _museum_hours_are_understood(client):
    museum = client.get("/api/v1/places/bao-tang-tinh-lang-son").json()
    assert museum["opening_hours"].startswith("Mo-Fr 07:30-11:30,13:30-17:00; Sa,Su,PH unknown")
    assert museum["category_path"] == ["museums-culture", "museum"]
    below = client.get("/api/v1/places", {"category": "nature", "limit": 100}).json()["items"]
    assert {item["category"] for item in below} >= {"cave", "mountain", "geosite"}


def test_load_seed_when_dry_keeps_nothing():
    out, _ = run("--dry-run")
    assert "places.json: 155 created, 0 changed, 0 same, 0 refused" in out
    assert not Place.objects.exists()
    assert not Area.objects.exists()


def test_load_seed_when_from_a_folder_names_each_bad_record(tmp_path):
    files = seeds.find()
    places = files["places.json"][:3]
    places[1] = places[1] | {"lon": 21.8, "lat": 106.7}
    (tmp_path / "places.json").write_text(json.dumps(places))
    (tmp_path / "categories.json").write_text(json.dumps(files["categories.json"]))
    err = StringIO()
    with pytest.raises(CommandError, match="nothing was loaded"):
        call_command("load_seed", "--from", str(tmp_path), stdout=StringIO(), stderr=err)
    assert err.getvalue().startswith(f"places.json[1] {places[1]['slug']}: lat: ")
    assert not Place.objects.exists()
    run("--from", str(tmp_path), "--skip-bad", "--provider", "other")
    assert Place.objects.filter(provider="other").count() == 2


def test_load_seed_when_the_folder_has_nothing_says_so(tmp_path):
    with pytest.raises(CommandError, match=r"none of province\.geojson"):
        run("--from", str(tmp_path))


def test_load_seed_when_a_file_is_no_json_says_so(tmp_path):
    for text, says in (("{", "is no JSON"), ("{}", "is not a list"), ("7", "is not a list")):
        (tmp_path / "places.json").write_text(text)
        with pytest.raises(CommandError, match=f"places.json {says}"):
            run("--from", str(tmp_path))
