"""Dates are made from what is approved, once, for three years; and go with their event."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.events import occurrences, tasks
from content.events.collection import EVENTS, OCCURRENCES
from content.events.models import DateChange, Event, Occurrence
from content.events.occurrences import make_occurrences
from content.events.services import publish_events, withdraw_events
from tests.content.events.conftest import ROBOT, TODAY
from tourism_backend.common.actors import Forbidden
from tourism_backend.publishing import reviews, services
from tourism_backend.publishing.models import Status

pytestmark = pytest.mark.django_db


def public(client, **asked):
    answer = client.get("/api/v1/occurrences", {"sort": "soonest", "limit": 1000, **asked})
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def days(items):
    return [(item["first_on"], item["last_on"]) for item in items]


def remake(event, today=TODAY):
    """Make an event's dates as of a fixed day."""
    event.schedule.delete()
    event.occurrences.all().delete()
    return make_occurrences([event.uuid], today=today)


def test_published_festival_has_the_dates_of_three_years(client, festival):
    made = remake(festival)
    assert (made.events, made.created) == (1, 3)
    assert days(public(client)) == [
        ("2027-02-27", "2027-03-04"), ("2028-02-16", "2028-02-21"), ("2029-03-06", "2029-03-11"),
    ]  # fmt: skip
    one = public(client, lang="en")[0]
    assert one["name"] == "Ky Cung"
    assert one["lunar"]["first"] == {"year": 2027, "month": 1, "day": 22, "leap": False}
    assert (one["starts_at"], one["ends_at"]) == (
        "2027-02-26T17:00:00+00:00", "2027-03-04T17:00:00+00:00",
    )  # fmt: skip
    assert one["places"] == ["den-ky-cung"]
    assert one["area_name"] == "Xã Đông"
    assert one["all_day"]


def test_run_again_writes_nothing_and_looks_once(festival):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        made = make_occurrences()
    assert (made.events, made.created, made.changed, made.removed) == (0, 0, 0, 0)
    assert len([q for q in queries if "SAVEPOINT" not in q["sql"]]) == 2


def test_a_day_later_one_more_day_is_known_and_nothing_else_changes(festival):
    today = timezone.localdate()
    before = list(festival.occurrences.values_list("uuid", "updated_at"))
    made = make_occurrences(today=today + timedelta(days=1))
    assert (made.events, made.created, made.changed, made.removed) == (1, 0, 0, 0)
    assert list(festival.occurrences.values_list("uuid", "updated_at")) == before


def test_beat_runs_the_task_each_minute():
    entry = tasks.app.conf.beat_schedule["events.make_occurrences"]
    assert entry == {"task": "events.make_occurrences", "schedule": 60.0}
    assert tasks.make_occurrences()["created"] == 0


def test_event_published_by_any_way_gets_its_dates_from_the_task(client, make_event):
    event = make_event()
    Event.objects.update(status="published")
    services.reproject(EVENTS, [event.uuid])
    assert public(client) == []
    assert tasks.make_occurrences() == {"events": 1, "created": 3, "changed": 0, "removed": 0}
    assert len(public(client)) == 3


def test_pending_edit_changes_no_date_until_it_is_approved(client, festival):
    before = public(client)
    festival.start_day = festival.end_day = 10
    services.save(ROBOT, festival, ["start_day", "end_day"])
    make_occurrences()
    services.reproject(OCCURRENCES)
    assert public(client) == before
    publish_events(ROBOT, [festival.uuid])
    after = public(client)
    assert days(after) != days(before)
    assert len(after) == 3
    assert all(item["lunar"]["first"]["day"] == 10 for item in after)


def test_place_that_is_a_draft_is_not_shown(client, make_event, make_place):
    hidden = make_place(slug="bi-mat", name_vi="Bí mật")
    event = make_event(places=[hidden])
    publish_events(ROBOT, [event.uuid])
    assert "bi-mat" not in str(client.get(f"/api/v1/events/{event.slug}").json())
    assert public(client)[0]["places"] == []


def test_renamed_place_waits_with_its_own_approval(client, festival, temple):
    temple.name_vi = "Tên mới"
    services.save(ROBOT, temple, ["name_vi"])
    services.reproject(EVENTS)
    assert public(client)[0]["place_names"] == ["Đền Kỳ Cùng"]


def test_withdrawn_event_takes_its_dates_along(client, festival):
    slug = festival.occurrences.first().slug
    withdraw_events(ROBOT, [festival.uuid])
    assert public(client) == []
    assert client.get(f"/api/v1/occurrences/{slug}").status_code == 410
    publish_events(ROBOT, [festival.uuid])
    assert len(public(client)) == 3
    assert client.get(f"/api/v1/occurrences/{slug}").status_code == 200


def test_event_withdrawn_by_any_way_loses_its_dates_by_the_task(client, festival):
    services.withdraw(ROBOT, EVENTS, [festival.uuid])
    tasks.make_occurrences()
    assert public(client) == []


def test_date_keeps_its_id_for_good(festival):
    ids = set(festival.occurrences.values_list("uuid", flat=True))
    remake(festival, timezone.localdate())
    assert set(festival.occurrences.values_list("uuid", flat=True)) == ids


def test_date_that_is_over_stays_as_it_was(festival):
    remake(festival)
    made = make_occurrences([festival.uuid], today=date(2028, 1, 1))
    assert (made.created, made.removed) == (1, 0)
    assert festival.occurrences.filter(status=Status.PUBLISHED).count() == 4


def test_cancelled_date_says_so_with_its_reason(client, festival):
    remake(festival)
    DateChange.objects.create(
        event=festival, on=date(2028, 2, 16), cancelled=True,
        reason_vi="Lũ lụt", reason_en="Floods",
    )  # fmt: skip
    assert [item["state"] for item in public(client)] == ["scheduled"] * 3
    publish_events(ROBOT, [festival.uuid])
    told = public(client, lang="en")
    assert [item["state"] for item in told] == ["scheduled", "cancelled", "scheduled"]
    assert told[1]["reason"] == "Floods"
    assert [item["on"] for item in public(client, cancelled="true")] == ["2028-02-16"]


def test_moved_date_is_held_on_its_new_days(client, festival):
    remake(festival)
    DateChange.objects.create(
        event=festival, on=date(2027, 2, 27), first_on=date(2027, 3, 10), last_on=date(2027, 3, 11)
    )
    publish_events(ROBOT, [festival.uuid])
    one = public(client)[0]
    assert (one["state"], one["on"], days([one])) == (
        "moved", "2027-02-27", [("2027-03-10", "2027-03-11")],
    )  # fmt: skip


def test_cancelled_event_cancels_all_that_is_to_come(client, festival):
    festival.cancelled, festival.cancellation_reason_vi = True, "Dịch bệnh"
    services.save(ROBOT, festival, ["cancelled"])
    publish_events(ROBOT, [festival.uuid])
    assert {(item["state"], item["reason"]) for item in public(client)} == {
        ("cancelled", "Dịch bệnh")
    }
    assert client.get("/api/v1/events", {"upcoming": "true"}).json()["items"] == []


def test_timed_event_has_its_hours(client, make_event):
    event = make_event(
        rule="rrule", rrule="FREQ=WEEKLY;BYDAY=SA", first_on=date(2026, 1, 3),
        last_on=date(2026, 1, 3), start_time=time(18, 30), end_time=time(22),
    )  # fmt: skip
    publish_events(ROBOT, [event.uuid])
    one = public(client)[0]
    assert (one["starts_at"][11:], one["ends_at"][11:]) == ("11:30:00+00:00", "15:00:00+00:00")
    assert not one["all_day"]
    assert 155 <= len(public(client)) <= 158


def test_event_shows_its_next_dates(client, festival):
    told = client.get("/api/v1/events/ky-cung").json()["live"]["upcoming"]
    assert days(told) == days(public(client))
    listed = client.get("/api/v1/events", {"live": "true", "upcoming": "true"}).json()["items"]
    assert listed[0]["live"]["upcoming"] == told


@pytest.mark.parametrize(
    ("at", "found"),
    [
        ("2027-03-04T23:59:59+07:00", 1),
        ("2027-03-05T00:00:00+07:00", 0),
        ("2027-02-01T00:00:00+07:00/2027-02-28T00:00:00+07:00", 1),
        ("2027-02-01T00:00:00+07:00/2027-02-27T00:00:00+07:00", 0),
        ("2028-01-01T00:00:00+07:00/..", 2),
    ],
)
def test_dates_are_asked_for_by_time(client, festival, at, found):
    remake(festival)
    assert len(public(client, at=at)) == found


def test_dates_of_today_and_of_the_weekend_are_asked_for_by_name(client, make_event):
    today = timezone.localdate()
    saturday = today + timedelta(days=max(0, 5 - today.weekday()))  # a Sunday is in it too
    days = {"today": today, "weekend": saturday, "after": saturday + timedelta(days=3)}
    for slug, day in days.items():
        event = make_event(slug=slug, rule="once", first_on=day, last_on=day)
        publish_events(ROBOT, [event.uuid])
    for at in ("today", "weekend"):
        found = {item["event"] for item in public(client, at=at)}
        assert at in found
        assert "after" not in found


@pytest.mark.parametrize("at", ["tomorrow", "2027-02-30", "2027-03-01/2027-02-01", "../.."])
def test_a_time_that_is_none_is_refused(client, festival, at):
    answer = client.get("/api/v1/occurrences", {"at": at}, headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == "at"


@pytest.mark.parametrize(
    "asked",
    [{"kind": "festival"}, {"place": "den-ky-cung"}, {"area": "xa-dong"}, {"area": "00002"}],
)
def test_dates_are_filtered_by_kind_place_and_area(client, festival, make_event, asked):
    other = make_event(kind="sport", slug="other")
    publish_events(ROBOT, [other.uuid])
    assert {item["event"] for item in public(client, **asked)} == {"ky-cung"}


def test_events_of_more_hands_write_as_many_statements(make_event):
    def statements(count):
        events = [make_event() for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            publish_events(ROBOT, [event.uuid for event in events])
        return len(queries)

    assert statements(2) == statements(6)


def test_curator_approves_and_neither_they_nor_a_tourist_publish(curator, tourist, make_event):
    event = make_event()
    for person in (tourist, curator):
        with pytest.raises(Forbidden):
            publish_events(person, [event.uuid])
    reviews.submit(ROBOT, EVENTS, event.uuid)
    assert reviews.approve(curator, EVENTS, event.uuid).created == 1
    assert event.occurrences.count() == 3


def test_dates_of_a_draft_can_be_looked_at_without_a_write(make_event):
    event = make_event()
    held = occurrences.preview(event, TODAY)
    assert [one.span.first for one in held] == [
        date(2027, 2, 27), date(2028, 2, 16), date(2029, 3, 6),
    ]  # fmt: skip
    assert not Occurrence.objects.exists()


# --- what the records refuse


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"start_day": 31}, "start_day"),
        ({"end_day": 5}, "end_day"),
        ({"rule": "rrule", "rrule": "FREQ=SECONDLY", "first_on": TODAY, "last_on": TODAY}, "rrule"),
        ({"rule": "once", "first_on": TODAY, "last_on": TODAY - timedelta(days=1)}, "last_on"),
        ({"every_years": 3}, "anchor_year"),
        ({"website": "javascript:alert(1)"}, "website"),
    ],
)
def test_event_when_wrong_is_refused_by_field(make_event, fields, named):
    with pytest.raises(ValidationError) as refused:
        make_event(**fields)
    assert named in refused.value.message_dict


@pytest.mark.parametrize(
    "broken",
    [
        {"start_day": 31}, {"start_month": 13}, {"rule": "once"}, {"every_years": 3},
        {"start_day": None}, {"rank": 2}, {"kind": "party"}, {"end_time": time(9)},
        {"rrule": "FREQ=DAILY"},
    ],
)  # fmt: skip
def test_database_itself_holds_the_rules(make_event, broken):
    event = make_event()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(**broken)


@pytest.mark.parametrize(
    "fields",
    [
        {"cancelled": False},
        {"cancelled": True, "first_on": TODAY, "last_on": TODAY},
        {"first_on": TODAY},
        {"first_on": TODAY, "last_on": TODAY - timedelta(days=1)},
    ],
)
def test_changed_date_is_cancelled_or_moved(make_event, fields):
    change = DateChange(event=make_event(), on=TODAY, **fields)
    with pytest.raises(ValidationError):
        change.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        change.save()
