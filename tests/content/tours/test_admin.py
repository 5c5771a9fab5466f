"""A curator's work on a tour: stops, days, track; refusals stand at their fields."""

import json
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.tours.models import Tour, TourDay, TourStop, Track
from tests.admin.conftest import cast, form_of, sign_in  # noqa: F401  fixtures
from tests.content.tours.conftest import gpx_of, publish, wave

pytestmark = pytest.mark.django_db
WALK = gpx_of(list(wave(300)))


@pytest.fixture
def browser(sign_in):  # noqa: F811
    return sign_in("curator")


@pytest.fixture
def save(browser, form_of):  # noqa: F811
    """Open a tour's form, change values, press a button; what the form says is wrong."""

    def _save(tour, button="_save", without=(), **values):
        url = reverse("admin:tours_tour_change", args=[tour.pk])
        sent = form_of(browser, url) | values | {button: "1"}
        answer = browser.post(url, {k: v for k, v in sent.items() if k not in without})
        if answer.status_code == 302:
            tour.refresh_from_db()
            return {}
        context = answer.context
        errors = dict(context["adminform"].form.errors)
        for inline in context["inline_admin_formsets"]:
            for line in inline.formset.forms:
                errors |= {f"{line.prefix}-{k}": v for k, v in line.errors.items()}
        return errors

    return _save


def upload(text, name="way.gpx"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())


def line(*points):
    return json.dumps({"type": "LineString", "coordinates": points})


def test_form_when_untouched_saves_and_owns_nothing(save, published):
    assert save(published) == {}
    assert published.own_fields == []
    assert [stop.order for stop in published.stops.all()] == [1, 2, 1]


@pytest.mark.parametrize("page", ["changelist", "add", "history", "change"])
def test_page_when_opened_is_there(browser, tour, page):
    args = [tour.pk] if page in ("history", "change") else []
    assert browser.get(reverse(f"admin:tours_tour_{page}", args=args)).status_code == 200


def test_file_when_uploaded_becomes_the_track_and_waits(save, client, published):
    assert save(published, track_file=upload(WALK)) == {}
    assert (published.track.points, published.track.has_heights) == (300, True)
    assert published.own_fields == ["track"]
    assert published.pending
    url = f"/api/v1/tours/{published.slug}"
    assert client.get(url).json()["schematic"]
    publish(published)
    assert client.get(url).json()["points"] == 300


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<gpx><trk></gpx>", "Line 1: this is not well-formed XML"),
        ('<!DOCTYPE x [<!ENTITY a "b">]><gpx/>', "document type or entities"),
        ("<gpx/>", "no track"),
        (gpx_of([(2.3, 48.8, 1), (2.4, 48.8, 1)]), "far outside"),
        (b"<gpx>" + b" " * 21_000_000, "at most 20 MB"),
    ],
)
def test_file_when_bad_is_refused_at_its_field(save, tour, text, reason):
    errors = save(tour, track_file=upload(text))
    assert list(errors) == ["track_file"]
    assert reason in str(errors["track_file"])
    assert not Track.objects.exists()


def test_line_when_drawn_becomes_a_track_without_heights(save, tour):
    assert save(tour, track_line=line([106.7, 21.85], [106.71, 21.86])) == {}
    assert (tour.track.source, tour.track.points, tour.track.has_heights) == ("drawn", 2, False)
    assert save(tour) == {}
    assert Track.objects.count() == 1
    assert save(tour, track_line=line([106.7, 21.85], [106.71, 21.86], [106.72, 21.86])) == {}
    assert tour.track.points == 3


@pytest.mark.parametrize(
    "value", ["x", line([106.7, 21.85]), line([2, 48], [3, 48]), '{"type": "Point"}']
)
def test_line_when_bad_is_refused_at_its_field(save, tour, value):
    assert list(save(tour, track_line=value)) == ["track_line"]


def test_track_when_recorded_is_shown_but_not_lost_on_saving(save, tour):
    save(tour, track_file=upload(WALK))
    track = tour.track
    assert save(tour, name_en="Other", track_line=line([106.7, 21.85], [106.71, 21.86])) == {}
    assert tour.track == track


def test_track_when_removed_or_wiped_is_gone(save, tour):
    save(tour, track_file=upload(WALK))
    assert save(tour, track_removed="on") == {}
    assert tour.track is None
    save(tour, track_line=line([106.7, 21.85], [106.71, 21.86]))
    assert save(tour, track_line="") == {}
    assert tour.track is None


def test_track_when_given_and_removed_at_once_is_refused(save, tour):
    assert "track_removed" in save(tour, track_file=upload(WALK), track_removed="on")


def test_stops_when_edited_are_numbered_anew_and_owned(save, published, client):
    # The first stop goes after the second.
    assert save(published, **{"stops-0-order": "5", "stops-1-minutes": "20"}) == {}
    names = [(s.order, s.place.slug) for s in published.stops.filter(day=1)]
    assert names == [(1, "dong-hai"), (2, "dong-mot")]
    assert "stops" in published.own_fields
    assert published.pending
    publish(published)
    told = client.get(f"/api/v1/tours/{published.slug}").json()["itinerary"][0]["stops"]
    assert [(stop["place"], stop["minutes"]) for stop in told] == [
        ("dong-hai", 20),
        ("dong-mot", 45),
    ]


def test_stop_when_added_with_a_taken_order_comes_after(save, tour, places):
    added = {
        "stops-TOTAL_FORMS": "4", "stops-3-day": "1", "stops-3-order": "2",
        "stops-3-place": str(places[2].pk), "stops-3-tour": str(tour.pk), "stops-3-id": "",
    }  # fmt: skip
    assert save(tour, **added) == {}
    assert [s.place.slug for s in tour.stops.filter(day=1)] == ["dong-mot", "dong-hai", "dong-ba"]


@pytest.mark.parametrize("day", ["0", "3"])
def test_stop_when_its_day_is_not_of_the_tour_is_refused_at_its_field(save, tour, day):
    assert list(save(tour, **{"stops-0-day": day})) == ["stops-0-day"]


def test_days_when_fewer_than_the_stops_need_are_refused(save, tour):
    assert list(save(tour, days="1")) == ["stops-2-day"]
    assert Tour.objects.get().days == 2


def test_days_when_fewer_and_the_stop_goes_too_are_saved(save, tour):
    assert save(tour, days="1", **{"stops-2-DELETE": "on"}) == {}
    assert tour.days == 1
    assert tour.stops.count() == 2


def test_stop_when_it_lasts_too_long_is_refused_at_its_field(save, tour):
    assert list(save(tour, **{"stops-0-minutes": "3000"})) == ["stops-0-minutes"]
    assert tour.stops.first().minutes == 45


def test_stop_when_its_place_is_a_draft_is_marked_in_the_review(browser, tour, places, place):
    TourStop.objects.create(tour=tour, day=2, order=9, place=place("dong-nhap", public=False))
    page = browser.get(reverse("admin:tours_tour_review", args=[tour.pk]))
    (stops,) = (row for row in page.context["rows"] if "Dong Nhap" in row.after)
    told = stops.after.splitlines()
    assert [line.endswith("(not public yet)") for line in told] == [False, False, False, True]
    assert stops.after in unescape(page.content.decode())


def test_day_when_told_is_saved_and_owned(save, tour):
    told = {
        "told_days-TOTAL_FORMS": "1", "told_days-0-number": "2", "told_days-0-title_vi": "Lên núi",
        "told_days-0-tour": str(tour.pk), "told_days-0-id": "",
    }  # fmt: skip
    assert save(tour, **told) == {}
    assert TourDay.objects.get().title_vi == "Lên núi"
    assert "told_days" in tour.own_fields


def test_tour_when_another_role_asks_is_refused(sign_in, tour):  # noqa: F811
    url = reverse("admin:tours_tour_change", args=[tour.pk])
    assert sign_in("tourist").get(url).status_code in (302, 403)
    assert sign_in("operator").get(url).status_code in (302, 403)
