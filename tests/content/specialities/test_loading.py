"""The seed's specialities: complete, loaded twice without a change; what is refused."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from content.specialities import loading
from content.specialities.models import Speciality
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing.records import LoadRefused, Report
from tourism_backend.publishing.seeding import Load

pytestmark = pytest.mark.django_db
GOOD = {"slug": "na", "name_vi": "Na dai", "desc_vi": "Ngọt. Thơm.", "kind": "fruit"}


def load(*records, **options):
    report = Report()
    asked = Load(ROBOT, "p", {"specialities.json": list(records)}, report, **options)
    loading.load(asked)
    return report.tallies["specialities.json"]


def version():
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM publishing_collection WHERE name = 'specialities'")
        return cursor.fetchone()[0]


def test_seed_when_loaded_is_complete_in_three_languages(seed, client):
    items = client.get("/api/v1/specialities", {"limit": 100}).json()["items"]
    assert len(items) == 20
    for language in ("vi", "en", "zh-hans"):
        answer = client.get(
            "/api/v1/specialities", {"lang": language, "limit": 100, "card": "true"}
        )
        for item in answer.json()["items"]:
            assert item["language"] == language, item
            assert item["teaser"]
            assert item["card"]["hint"]
    features = client.get("/api/v1/specialities", {"format": "geojson", "limit": 100}).json()
    assert all(feature["geometry"] for feature in features["features"])
    assert all(item["places"] or item["areas"] for item in items)


def test_seed_when_loaded_again_changes_nothing(seed):
    before = version()
    out = StringIO()
    call_command("load_seed", stdout=out, stderr=StringIO())
    assert "specialities.json: 0 created, 0 changed, 20 same, 0 refused" in out.getvalue()
    assert version() == before


def test_load_when_links_change_shows_it(client, orchard):
    orchard("mot"), orchard("hai")
    load(GOOD | {"places": ["mot"]})
    assert str(load(GOOD | {"places": ["mot"]})) == "0 created, 0 changed, 1 same, 0 refused"
    assert str(load(GOOD | {"places": ["hai"]})) == "0 created, 1 changed, 0 same, 0 refused"
    assert client.get("/api/v1/specialities/na").json()["places"] == ["hai"]


def test_load_when_a_curator_owns_the_places_leaves_them(orchard):
    mot = orchard("mot")
    load(GOOD | {"places": ["mot"]})
    Speciality.objects.update(own_fields=["places"])
    orchard("hai")
    load(GOOD | {"places": ["hai"]})
    assert list(Speciality.objects.get().places.all()) == [mot]


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        ({"kind": "car"}, "kind"),
        ({"kind": ""}, "kind"),
        ({"ocop_stars": 6}, "ocop_stars"),
        ({"ocop_stars": True}, "ocop_stars"),
        ({"season_months": [0]}, "season_months"),
        ({"season_months": [True]}, "season_months"),
        ({"places": ["nowhere"]}, "places"),
        ({"areas": "xa-tay"}, "areas"),
        ({"name_vi": ""}, "name_vi"),
        ({"confidence": "sure"}, "confidence"),
        ({"retrieved_on": "24/11/2026"}, "retrieved_on"),
        ({"place_slug": "mot"}, "place_slug"),
    ],
)
def test_load_when_a_record_is_bad_names_it_and_takes_nothing(bad, field):
    with pytest.raises(LoadRefused) as caught:
        load(GOOD | {"slug": "tot"}, GOOD | bad)
    assert [(r.index, r.field) for r in caught.value.report.refusals] == [(1, field)]
    assert not Speciality.objects.exists()


def test_load_when_skipping_takes_the_good_ones():
    assert load(GOOD, GOOD | {"slug": "xau", "kind": "car"}, skip_bad=True).refused == 1
    assert [record.slug for record in Speciality.objects.all()] == ["na"]


def test_load_seed_when_a_folder_has_only_this_file_loads_it(tmp_path):
    (tmp_path / "specialities.json").write_text(json.dumps([GOOD]))
    out = StringIO()
    call_command("load_seed", "--from", str(tmp_path), "--provider", "other", stdout=out)
    assert "specialities.json: 1 created, 0 changed, 0 same, 0 refused" in out.getvalue()
    (tmp_path / "specialities.json").write_text(json.dumps([GOOD | {"kind": "car"}]))
    with pytest.raises(CommandError, match="nothing was loaded"):
        call_command("load_seed", "--from", str(tmp_path), stderr=StringIO())
