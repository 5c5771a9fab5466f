"""The sample tours: loaded whole, once, without overwriting a curator; and files that are wrong."""

import json

import pytest
from django.core.management import call_command

from content.tours import loading
from content.tours.models import Tour, TourStop, TrackSource
from content.tours.services import save_track
from content.tours.tracks import read
from tests.content.tours.conftest import ROBOT, gpx_of, wave
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role
from tourism_backend.publishing import seeding, services
from tourism_backend.publishing.records import LoadRefused
from tourism_backend.publishing.registry import registry

pytestmark = pytest.mark.django_db
TOUR = {
    "slug": "thu", "name_vi": "Thử", "days": 2, "theme": "nature",
    "plan": [{"day": 1, "stops": [{"order": 1, "place_slug": "mot", "minutes": 30}]},
             {"day": 2, "title_vi": "Ngày hai", "stops": [{"order": 1, "place_slug": "hai"}]}],
}  # fmt: skip


@pytest.fixture
def load(tmp_path, place):
    place("mot")
    place("hai")

    def _load(*records):
        (tmp_path / "tours.json").write_text(json.dumps(records))
        return seeding.load(ROBOT, "test", tmp_path).tallies["tours.json"]

    return _load


def counts(tally):
    return tally.created, tally.changed, tally.same, tally.refused


def test_seed_when_loaded_is_public_in_three_languages(seed, client):
    for language, name in (("vi", "Một ngày vùng biên"), ("zh-hans", "边境口岸一日游")):
        items = client.get("/api/v1/tours", {"lang": language}).json()["items"]
        assert len(items) == 11
        assert all(item["language"] == language for item in items)
        assert name in {item["name"] for item in items}
    assert all(item["sample"] and item["schematic"] for item in items)
    wanted = json.loads((loading.SEED / "tours.json").read_text())
    stops = {t["slug"]: sum(len(day["stops"]) for day in t["plan"]) for t in wanted}
    assert {item["slug"]: item["stops"] for item in items} == stops
    call_command("load_seed", verbosity=0)
    assert TourStop.objects.count() == sum(stops.values())


def test_load_when_done_again_changes_nothing(load):
    assert counts(load(TOUR)) == (1, 0, 0, 0)
    assert counts(load(TOUR)) == (0, 0, 1, 0)


def test_load_when_only_the_plan_differs_publishes_it(load, client):
    load(TOUR)
    plan = [{"day": 1, "stops": [{"order": 1, "place_slug": "hai", "note_vi": "Nghỉ"}]}]
    assert counts(load(TOUR | {"plan": plan})) == (0, 1, 0, 0)
    told = client.get("/api/v1/tours/thu").json()
    assert told["itinerary"][0]["stops"][0]["note"] == "Nghỉ"
    assert told["itinerary"][1]["title"] == ""


def test_load_when_a_curator_owns_stops_name_or_track_leaves_them(load, client):
    load(TOUR)
    curator = User.objects.create_user("c", "c@example.org", "x", role=Role.CURATOR)
    tour = Tour.objects.get()
    tour.stops.filter(day=2).delete()
    services.save(curator, tour, ["stops"])
    save_track(curator, tour, read(gpx_of(list(wave(20))).encode()), TrackSource.FILE)
    services.publish(ROBOT, registry.get("tours"), [tour.uuid])
    assert counts(load(TOUR | {"difficulty": "hard"})) == (0, 1, 0, 0)
    told = client.get("/api/v1/tours/thu").json()
    assert (told["stops"], told["difficulty"], told["schematic"]) == (1, "hard", False)


def test_load_when_edits_wait_for_approval_does_not_show_them(load, client):
    load(TOUR)
    tour = Tour.objects.get()
    tour.name_vi = "Đang sửa"
    services.save(ROBOT, tour)
    load(TOUR | {"plan": []})
    told = client.get("/api/v1/tours/thu").json()
    assert (told["name"], told["stops"]) == ("Thử", 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name_vi": ""}, "name_vi"),
        ({"days": 0}, "days"),
        ({"days": None}, "days"),
        ({"theme": "shopping"}, "theme"),
        ({"more_themes": ["x"]}, "more_themes"),
        ({"months": [13]}, "months"),
        ({"colour": "red"}, "colour"),
        ({"plan": "x"}, "plan"),
        ({"plan": [{"day": 3, "stops": []}]}, "plan: day"),
        ({"plan": [{"day": 1, "stops": [{"order": 1, "place_slug": "x"}]}]}, "plan: place_slug"),
        ({"plan": [{"day": 1, "stops": [{"place_slug": "mot"}]}]}, "plan: order"),
        ({"plan": [{"day": 1, "stops": [{"order": 1, "place_slug": "mot"}] * 2}]}, "plan: order"),
        ({"plan": [{"day": 1, "stops": [{"order": 1, "place_slug": "mot", "minutes": 0}]}]},
         "plan: minutes"),
        ({"plan": [{"day": 1, "hours": 3}]}, "plan: hours"),
    ],
)  # fmt: skip
def test_load_when_a_record_is_bad_names_the_field_and_takes_nothing(load, change, field):
    with pytest.raises(LoadRefused) as refused:
        load(TOUR | {"slug": "tot"}, TOUR | change)
    assert field in {fault.field for fault in refused.value.report.refusals}
    assert not Tour.objects.exists()
