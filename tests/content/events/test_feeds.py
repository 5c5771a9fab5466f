"""The calendar feeds, read back by two libraries that know nothing of each other."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events
import vobject
from django.db import connection
from django.test import Client
from django.utils import timezone

from content.events.collection import OCCURRENCES
from content.events.models import DateChange
from content.events.services import publish_events, withdraw_events
from geo.places.services import publish_places
from tests.content.events.conftest import ROBOT
from tourism_backend.publishing import services

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FEED = "/en/events.ics"


@pytest.fixture
def get():
    def _get(path, data=None, **headers):
        return Client(headers={"accept-language": "en"} | headers).get(path, data or {})

    return _get


@pytest.fixture
def market(make_event, make_place):
    """A night market on Saturdays, with hours, at a place known to 20 m."""
    place = make_place(
        slug="pho-di-bo", name_vi="Phố đi bộ", name_en="Walking street", accuracy_m=20
    )
    publish_places(ROBOT, [place.uuid])
    event = make_event(
        slug="cho-dem", name_vi="Chợ đêm", name_en="Night market, food; music", kind="market",
        places=[place], rule="rrule", rrule="FREQ=WEEKLY;BYDAY=SA", first_on=date(2026, 1, 3),
        last_on=date(2026, 1, 3), start_time=time(18, 30), end_time=time(22),
        teaser_en="Line one\nline two, with a comma; and more \\ than that " + "é" * 80,
    )  # fmt: skip
    publish_events(ROBOT, [event.uuid])
    return event


def strict(body):
    """The calendar, by a parser that is told to let nothing pass."""
    calendar = icalendar.Calendar.from_ical(body)
    assert calendar.errors == []
    for part in calendar.walk():
        assert part.errors == [], part
        for name in part.required:
            assert name in part, (part.name, name)
        for name in part.singletons:
            assert not isinstance(part.get(name), list), name
    return calendar


def valid_lines(body):
    """What RFC 5545 (3.1) asks of every line."""
    text = body.decode("utf-8")
    assert text.endswith("\r\n")
    lines = text.split("\r\n")[:-1]
    assert all(len(line.encode()) <= 75 for line in lines)
    assert not set("\r\n") & set(text.replace("\r\n", ""))
    for line in text.replace("\r\n ", "").split("\r\n")[:-1]:
        assert re.match(r"^[A-Z0-9-]+(;[A-Z0-9-]+=[^:]*)?:", line), line


def by_icalendar(body):
    """{uid: (start, end, status)} of every occurrence, by recurring-ical-events."""
    today = timezone.localdate()
    found = recurring_ical_events.of(strict(body)).between(
        today - timedelta(days=40), today + timedelta(days=366 * 4)
    )
    return {
        str(event["UID"]): (event["DTSTART"].dt, event["DTEND"].dt, str(event["STATUS"]))
        for event in found
    }


def by_vobject(body):
    """The same, by vobject, which checks each component too."""
    calendar = vobject.readOne(body.decode())
    assert calendar.validate(raiseException=True)
    return {
        event.uid.value: (event.dtstart.value, event.dtend.value, event.status.value)
        for event in calendar.contents.get("vevent", [])
    }


def public(client, **asked):
    """What the API says."""
    since = f"{(timezone.now() - timedelta(days=90)).isoformat()}/.."
    given = {"limit": 1000, "lang": "en", "at": since, **asked}
    listed = client.get("/api/v1/occurrences", given).json()
    told = {}
    for item in listed["items"]:
        if item["all_day"]:
            first, last = (date.fromisoformat(item[name]) for name in ("first_on", "last_on"))
            span = first, last + timedelta(days=1)
        else:
            span = tuple(datetime.fromisoformat(item[name]) for name in ("starts_at", "ends_at"))
        told[item["id"]] = span
    return told


def spans(told):
    return {uid: (start, end) for uid, (start, end, _status) in told.items()}


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
def test_feed_in_each_language_is_valid_and_read_alike(get, client, festival, market, language):
    answer = get(f"/{language}/events.ics")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Language"] == language
    valid_lines(answer.content)
    one, other = by_icalendar(answer.content), by_vobject(answer.content)
    assert one == other
    assert spans(one) == public(client)
    assert len(one) > 150


def test_day_event_is_dated_by_days_and_hours_need_a_zone(get, festival, market):
    days = strict(get(FEED, {"kind": "festival"}).content)
    assert not days.walk("VTIMEZONE")
    first = days.walk("VEVENT")[0]
    assert first["DTSTART"].params["VALUE"] == "DATE"
    hours = strict(get(FEED, {"kind": "market"}).content)
    assert [zone["TZID"] for zone in hours.walk("VTIMEZONE")] == ["Asia/Ho_Chi_Minh"]
    event = hours.walk("VEVENT")[0]
    assert event["DTSTART"].params["TZID"] == "Asia/Ho_Chi_Minh"
    assert event["DTSTART"].dt.utcoffset() == timedelta(hours=7)
    assert (event["DTSTART"].dt.hour, event["DTEND"].dt.hour) == (18, 22)


def test_event_says_what_it_is_and_where(get, market):
    event = strict(get(FEED).content).walk("VEVENT")[0]
    assert str(event["SUMMARY"]) == "Night market, food; music"
    assert "Line one\nline two, with a comma; and more \\ than that" in str(event["DESCRIPTION"])
    assert "Lunar calendar:" in str(event["DESCRIPTION"])
    assert str(event["LOCATION"]) == "Walking street"
    assert (event["GEO"].latitude, event["GEO"].longitude) == (21.85, 106.76)
    assert str(event["URL"]).startswith("http://testserver/en/occurrences/cho-dem-")
    assert str(event["STATUS"]) == "CONFIRMED"
    assert event["CATEGORIES"].cats == ["MARKET"]


def test_cancelled_date_is_cancelled_under_the_same_uid_and_a_higher_sequence(get, festival):
    def first():
        return strict(get(FEED).content).walk("VEVENT")[0]

    before = first()
    DateChange.objects.create(
        event=festival, on=before["DTSTART"].dt, cancelled=True, reason_en="Floods", reason_vi="Lụt"
    )
    # In production every publication has a version of its own; in a test's transaction it is one.
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('publishing.version', '', true)")
    publish_events(ROBOT, [festival.uuid])
    after = first()
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert str(after["STATUS"]) == "CANCELLED"
    assert str(after["SUMMARY"]) == "Cancelled: Ky Cung"
    assert "Floods" in str(after["DESCRIPTION"])
    assert after["DTSTART"].dt == before["DTSTART"].dt


def test_approximate_date_says_so(get, make_event):
    event = make_event(
        name_en="Spring", start_day=None, end_day=None, date_is_approximate=True, slug="spring"
    )
    publish_events(ROBOT, [event.uuid])
    found = strict(get(FEED).content).walk("VEVENT")[0]
    assert str(found["STATUS"]) == "TENTATIVE"
    assert str(found["SUMMARY"]) == "Spring (date not certain)"
    assert "some time in these days" in str(found["DESCRIPTION"])
    assert "GEO" not in found


@pytest.mark.parametrize(
    "asked",
    [{"kind": "market"}, {"place": "pho-di-bo"}, {"area": "xa-dong"}, {"event": "cho-dem"}],
)
def test_feed_is_filtered_as_the_list_is(get, client, festival, market, asked):
    assert spans(by_icalendar(get(FEED, asked).content)) == public(client, **asked)


def test_feed_of_one_event_has_its_dates_alone(get, client, festival, market):
    answer = get("/en/events/ky-cung.ics")
    assert spans(by_icalendar(answer.content)) == public(client, event="ky-cung")
    assert str(strict(answer.content)["NAME"]) == "Ky Cung"
    assert 'filename="ky-cung.ics"' in answer["Content-Disposition"]


def test_feed_of_nothing_is_a_calendar_still(get, db):
    body = get(FEED).content
    assert strict(body).walk("VEVENT") == []
    assert vobject.readOne(body.decode()).contents.get("vevent") is None


def test_feed_that_is_held_is_not_sent_again(get, festival):
    first = get(FEED)
    again = get(FEED, **{"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert get(FEED).content == first.content
    withdraw_events(ROBOT, [festival.uuid])
    assert get(FEED, **{"if-none-match": first["ETag"]}).status_code == 200


def test_date_that_is_over_stays_for_a_while(get, make_event):
    today = timezone.localdate()
    event = make_event(rule="once", first_on=today, last_on=today)
    publish_events(ROBOT, [event.uuid])
    event.occurrences.update(
        starts_at=timezone.now() - timedelta(days=3), ends_at=timezone.now() - timedelta(days=2)
    )
    services.reproject(OCCURRENCES, event.occurrences.values_list("uuid", flat=True))
    assert len(by_vobject(get(FEED).content)) == 1


def test_pending_edit_is_not_in_the_feed(get, festival):
    festival.name_en = "Secret name"
    services.save(ROBOT, festival, ["name_en"])
    assert b"Secret" not in get(FEED).content


@pytest.mark.parametrize(
    ("path", "asked", "status"),
    [
        (FEED, {"colour": "red"}, 400),
        (FEED, {"limit": "5"}, 400),
        (FEED, {"at": "yesterday"}, 400),
        (FEED, {"place": "x\x00y"}, 400),
        ("/en/events/no-such.ics", {}, 404),
    ],
)
def test_feed_asked_wrongly_is_refused_in_words(get, festival, path, asked, status):
    answer = get(path, asked)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"]


def test_event_of_500_dates_is_served_by_few_statements(
    get, client, make_event, django_assert_max_num_queries
):
    today = timezone.localdate()
    event = make_event(
        slug="hang-ngay", rule="rrule", rrule="FREQ=DAILY;COUNT=500", first_on=today, last_on=today,
        start_time=time(8), end_time=time(9),
    )  # fmt: skip
    publish_events(ROBOT, [event.uuid])
    for path in ("/en/events/hang-ngay.ics", "/en/events/hang-ngay/", "/api/v1/events/hang-ngay"):
        with django_assert_max_num_queries(20):
            answer = get(path)
        assert answer.status_code == 200, path
    assert len(by_vobject(get("/en/events/hang-ngay.ics").content)) == 500
