"""Events in the admin: edited, previewed, cancelled by date, published."""

import pytest
from django.urls import reverse

from content.events.models import DateChange, Event
from content.events.services import publish_events
from tests.admin.conftest import cast, form_of, person, sign_in
from tests.content.events.conftest import ROBOT

__all__ = ["cast", "form_of", "person", "sign_in"]
pytestmark = pytest.mark.django_db
ADD = "/admin/events/event/add/"


@pytest.fixture
def curators(sign_in):
    return sign_in("curator")


def change_url(event):
    return reverse("admin:events_event_change", args=[event.pk])


@pytest.fixture
def save(curators, form_of):
    def _save(event, button="_save", **values):
        sent = form_of(curators, change_url(event)) | values
        return curators.post(change_url(event), sent | {button: "1"}, follow=True)

    return _save


def errors(answer):
    return answer.context["adminform"].form.errors if "adminform" in (answer.context or {}) else {}


def change(on, **values):
    lines = {"changes-TOTAL_FORMS": "1", "changes-0-id": "", "changes-0-on": on}
    return lines | {f"changes-0-{name}": value for name, value in values.items()}


def test_untouched_form_saves_and_shows_the_coming_dates(curators, festival, save):
    page = curators.get(change_url(festival)).content.decode()
    assert "22/1 – 27/1/2027" in page
    assert errors(save(festival)) == {}
    festival.refresh_from_db()
    assert festival.own_fields == []


def test_lists_and_the_form_of_a_new_one_open(curators, festival):
    for path in ("/admin/events/event/", ADD):
        assert curators.get(path).status_code == 200


@pytest.mark.parametrize("who", ["tourist", "operator"])
def test_others_do_not_get_in(sign_in, festival, who):
    assert sign_in(who).get(change_url(festival)).status_code in (302, 403)


def test_edit_of_a_published_event_waits_and_then_moves_its_dates(client, festival, save):
    answer = save(festival, start_day="10", end_day="10")
    assert errors(answer) == {}
    festival.refresh_from_db()
    assert (festival.pending, festival.start_day) == (True, 10)
    listed = client.get("/api/v1/occurrences").json()["items"]
    assert {item["lunar"]["first"]["day"] for item in listed} == {22}
    publish_events(ROBOT, [festival.uuid])
    listed = client.get("/api/v1/occurrences").json()["items"]
    assert {item["lunar"]["first"]["day"] for item in listed} == {10}


def test_withdrawn_event_is_gone_with_its_dates(client, festival, save):
    save(festival, "_withdraw")
    assert client.get("/api/v1/occurrences").json()["items"] == []
    assert client.get("/api/v1/events/ky-cung").status_code == 410


def test_single_date_is_cancelled_with_a_reason(client, festival, save):
    on = festival.occurrences.order_by("on").first().on
    told = change(on.isoformat(), cancelled="on", reason_vi="Lũ", reason_en="")
    assert errors(save(festival, **told)) == {}
    festival.refresh_from_db()
    assert (festival.pending, festival.own_fields) == (True, ["changes"])
    publish_events(ROBOT, [festival.uuid])
    assert DateChange.objects.get().reason_vi == "Lũ"
    listed = client.get("/api/v1/occurrences", {"sort": "soonest"}).json()["items"]
    assert [item["state"] for item in listed] == ["cancelled", "scheduled", "scheduled"]
    assert listed[0]["reason"] == "Lũ"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"start_day": "31"}, "start_day"),
        ({"start_month": "13"}, "start_month"),
        ({"end_day": "3"}, "end_day"),
        ({"start_day": ""}, "start_day"),
        ({"every_years": "2"}, "anchor_year"),
        ({"end_time": "10:00"}, "end_time"),
        ({"places": ["999999"]}, "places"),
        ({"website": "ftp://x"}, "website"),
    ],
)
def test_what_is_wrong_is_said_by_field(festival, save, values, field):
    answer = save(festival, **values)
    assert field in errors(answer)
    festival.refresh_from_db()
    assert not festival.pending


@pytest.mark.parametrize("rrule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"])
def test_rule_that_is_not_taken_is_said_by_field(festival, save, rrule):
    blank = dict.fromkeys(("start_month", "start_day", "end_month", "end_day"), "")
    answer = save(
        festival, rule="rrule", rrule=rrule, first_on="2027-01-01", last_on="2027-01-01", **blank
    )
    assert "rrule" in errors(answer)


def test_changed_date_without_sense_is_refused(festival, save):
    answer = save(festival, **change("2027-02-27"))
    sets = {one.formset.prefix: one.formset for one in answer.context["inline_admin_formsets"]}
    assert "cancelled" in sets["changes"].errors[0]
    assert not DateChange.objects.exists()


def test_new_event_is_added_as_a_draft(curators, form_of, temple):
    sent = form_of(curators, ADD) | {
        "name_vi": "Giải chạy", "slug": "giai-chay", "kind": "sport", "rule": "once",
        "first_on": "2027-03-06", "last_on": "2027-03-06", "places": [str(temple.pk)],
        "every_years": "1", "rank": "0.4", "leap_month": "regular",
    }  # fmt: skip
    answer = curators.post(ADD, sent, follow=True)
    assert errors(answer) == {}
    event = Event.objects.get(slug="giai-chay")
    assert list(event.places.all()) == [temple]
    assert event.status == "draft"
    publish_events(ROBOT, [event.uuid])
    assert event.occurrences.count() == 1


def test_history_tells_who_changed_what(curators, festival, save):
    save(festival, start_day="20")
    page = curators.get(reverse("admin:events_event_history", args=[festival.pk]))
    assert "curator" in page.content.decode()
    publish_events(ROBOT, [festival.uuid])
