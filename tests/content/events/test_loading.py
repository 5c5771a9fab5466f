"""The seed's festivals, and files that are not right."""

import json

import pytest
from django.core.management import CommandError, call_command

from content.events import loading
from content.events.models import Event, Occurrence
from geo.places.models import Place
from tests.content.events.conftest import ROBOT
from tourism_backend.publishing import services
from tourism_backend.publishing.records import LoadRefused
from tourism_backend.publishing.seeding import load

pytestmark = pytest.mark.django_db
SEED = json.loads((loading.SEED / loading.FILE).read_text())


def load_file(tmp_path, *records, **how):
    (tmp_path / "events.json").write_text(json.dumps(records))
    return load(ROBOT, "test", tmp_path, **how)


def record(**members):
    return {
        "slug": "hoi", "name_vi": "Hội", "rule": "lunar", "start_month": 1, "start_day": 10,
        "end_month": 1, "end_day": 10, "places": ["den-ky-cung"], **members,
    }  # fmt: skip


def test_seed_is_published_in_three_languages_with_places_and_sources(seed, client):
    listed = client.get("/api/v1/events", {"limit": 100}).json()["items"]
    assert {item["slug"] for item in listed} == {one["slug"] for one in SEED}
    assert len(listed) == 16
    for item in listed:
        for language in ("vi", "en", "zh-hans"):
            told = client.get(f"/api/v1/events/{item['slug']}", {"lang": language}).json()
            assert told["language"] == language
            assert told["description"]
        assert told["sources"]
        assert told["lon"] is not None
        assert told["live"]["upcoming"], item["slug"]
        assert told["places"] or told["area"]


def test_seed_says_which_dates_are_approximate(seed, client):
    vague = {one["slug"] for one in SEED if one.get("date_is_approximate")}
    asked = {"approximate": "true", "limit": 100}
    listed = client.get("/api/v1/events", asked).json()["items"]
    assert {item["slug"] for item in listed} == vague
    dates = client.get("/api/v1/occurrences", asked).json()["items"]
    assert {item["event"] for item in dates} == vague
    assert len(vague) == 6


def test_seed_festival_has_both_its_temples(seed):
    event = Event.objects.get(slug="ky-cung-ta-phu")
    assert set(event.places.values_list("slug", flat=True)) == {"den-ky-cung", "den-ta-phu"}


def test_seed_loaded_twice_changes_nothing(seed, capsys):
    ids = set(Occurrence.objects.values_list("uuid", flat=True))
    call_command("load_seed")
    assert "events.json: 0 created, 0 changed, 16 same, 0 refused" in capsys.readouterr().out
    assert set(Occurrence.objects.values_list("uuid", flat=True)) == ids


def test_changed_file_moves_the_dates_but_not_what_a_curator_made_their_own(
    temple, curator, tmp_path
):
    load_file(tmp_path, record())
    event = Event.objects.get()
    assert {o.lunar["first"]["day"] for o in Occurrence.objects.all()} == {10}
    load_file(tmp_path, record(start_day=12, end_day=12))
    published = Occurrence.objects.filter(status="published")
    assert {o.lunar["first"]["day"] for o in published} == {12}
    event.refresh_from_db()
    event.start_day = 14
    event.end_day = 14
    services.save(curator, event, ["start_day", "end_day"])
    load_file(tmp_path, record(start_day=16, end_day=16))
    event.refresh_from_db()
    assert event.start_day == 14


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"places": ["no-such-place"]}, "places"),
        ({"area": "no-such-area"}, "area"),
        ({"start_day": 31}, "start_day"),
        ({"start_month": 13}, "start_month"),
        ({"start_day": None}, "start_day"),
        ({"end_day": 9}, "end_day"),
        ({"rule": "now-and-then"}, "rule"),
        ({"kind": "party"}, "kind"),
        ({"start_time": "25:00"}, "start_time"),
        ({"lon": 10.0, "lat": 50.0}, "lon, lat"),
        ({"colour": "red"}, "colour"),
        ({"name_vi": ""}, "name_vi"),
        (
            {"rule": "rrule", "rrule": "FREQ=SECONDLY", "first_on": "2027-01-01",
             "last_on": "2027-01-01", "start_month": None, "start_day": None, "end_month": None,
             "end_day": None},
            "rrule",
        ),
    ],
)  # fmt: skip
def test_record_when_bad_is_refused_by_member_and_nothing_is_loaded(
    temple, tmp_path, members, field
):
    with pytest.raises(LoadRefused) as refused:
        load_file(tmp_path, record(slug="good"), record(**members))
    assert {refusal.field for refusal in refused.value.report.refusals} == {field}
    assert not Event.objects.exists()


def test_bad_record_may_be_skipped(temple, tmp_path):
    report = load_file(tmp_path, record(slug="good"), record(start_day=31), skip_bad=True)
    assert report.tally("events.json").refused == 1
    assert [event.slug for event in Event.objects.all()] == ["good"]
    assert Place.objects.count() == 1


def test_command_says_which_record_is_bad(temple, tmp_path, capsys):
    (tmp_path / "events.json").write_text(json.dumps([record(places=["no-such-place"])]))
    with pytest.raises(CommandError):
        call_command("load_seed", "--from", str(tmp_path))
    assert "events.json[0] hoi: places: no record 'no-such-place'" in capsys.readouterr().err
