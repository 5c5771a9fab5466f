"""A curator's work on pictures: uploads answered one by one, described, attached, published."""

import pytest
from django.contrib.gis.geos import Point
from django.urls import reverse

from content.media import services
from content.media.collection import PICTURES
from content.media.models import Picture
from geo.places.collection import PLACES
from tests.admin.conftest import cast, form_of, sign_in  # noqa: F401  fixtures
from tests.content.media.conftest import ALT, photo, upload
from tests.content.specialities.conftest import commune, orchard  # noqa: F401  fixtures
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing import reviews
from tourism_backend.publishing import services as publishing

pytestmark = pytest.mark.django_db
UPLOAD = "/admin/media/picture/upload/"


@pytest.fixture
def browser(sign_in):  # noqa: F811
    return sign_in("curator")


def test_uploads_are_answered_each_for_itself(browser):
    sent = [upload(), upload(b"%PDF-1"), upload(photo(seed=1), "b.jpg"), upload()]
    page = browser.post(UPLOAD, {"file": sent}).content.decode()
    assert Picture.objects.count() == 2
    assert page.count("Taken in as a draft</a>") == 2
    assert "This is a PDF document, not a picture." in page
    assert "This file is here already" in page


def test_upload_when_the_script_asks_is_answered_as_json(browser):
    answer = browser.post(
        UPLOAD, {"file": [upload(b"x")]}, headers={"accept": "application/json"}
    ).json()
    assert answer["results"][0]["reason"].startswith("This is not a picture we know")


def test_upload_offers_the_place_nearby_and_it_is_accepted(browser, orchard, client):  # noqa: F811
    place = orchard(point=Point(106.7485, 21.856, srid=4326))
    page = browser.post(UPLOAD, {"file": [upload(), upload(photo(seed=1), "b.jpg")]})
    picture, again = Picture.objects.order_by("pk")
    assert page.context["results"][1]["alike"][0]["name"] == str(picture)
    (near,) = page.context["results"][0]["near"]
    assert near["shows"] == f"places/{place.uuid}"
    shows = page.context["results"][0]["shows"]
    assert shows in page.content.decode()
    assert browser.get(shows).status_code == 405
    for _twice in range(2):
        assert browser.post(shows, {"target": near["shows"]}).status_code == 302
    assert [each.target for each in picture.attachments.all()] == [place.uuid]
    assert browser.post(shows, {"target": "places/x"}).status_code == 403
    assert client.post(shows, {"target": near["shows"]}).status_code in (302, 403)
    assert not again.attachments.exists()


def test_upload_by_who_may_not_is_refused(sign_in):  # noqa: F811
    answer = sign_in("operator").post(UPLOAD, {"file": upload()})
    assert answer.status_code in (302, 403)
    assert not Picture.objects.exists()


@pytest.mark.parametrize("page", ["changelist", "change", "history", "delete"])
def test_page_when_opened_is_there(browser, taken, page):
    args = [] if page == "changelist" else [taken().pk]
    assert browser.get(reverse(f"admin:media_picture_{page}", args=args)).status_code == 200
    assert browser.get(reverse("admin:media_picture_add")).status_code == 403


@pytest.fixture
def save(browser, form_of):  # noqa: F811
    def _save(record, button, pictures=None, **values):
        meta = record._meta
        url = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])
        sent = form_of(browser, url) | values | {button: "1"}
        if pictures is not None:
            sent |= {f"pictures-{n}-picture": each.pk for n, each in enumerate(pictures)}
            sent["pictures-TOTAL_FORMS"] = len(pictures)
        answer = browser.post(url, sent)
        record.refresh_from_db()
        return answer

    return _save


TOLD = {"author": "An", "licence": "CC-BY-4.0", "consent": "nobody"} | ALT


def test_picture_described_attached_and_published_is_public(client, taken, save, orchard):  # noqa: F811
    picture, place = taken(), orchard()
    answer = save(picture, "_submit", **TOLD)
    assert answer.status_code == 302, answer.context["errors"]
    reviews.approve(ROBOT, PICTURES, picture.uuid)
    picture.refresh_from_db()
    assert picture.status == "published"
    assert save(place, "_save", [picture]).status_code == 302
    assert place.pending

    def shown():
        items = client.get("/api/v1/pictures", {"of": f"places:{place.uuid}"}).json()["items"]
        return [item["slug"] for item in items]

    assert shown() == []
    publishing.publish(ROBOT, PLACES, [place.uuid])
    assert shown() == [picture.slug]
    save(picture, "_withdraw")
    assert client.get(f"/media/{picture.sha256}/w320.jpg").status_code == 404


def test_approval_when_something_is_lacking_says_what(taken, save, browser):
    picture = taken()
    reviews.submit(ROBOT, PICTURES, picture.uuid)
    save(picture, "_approve")
    assert picture.status == "draft"
    page = browser.get(reverse("admin:media_picture_changelist")).content.decode()
    assert "the licence is missing" in page


def test_picture_named_twice_by_a_record_is_refused_at_its_row(taken, save, orchard):  # noqa: F811
    picture = taken()
    answer = save(orchard(), "_save", [picture, picture])
    assert answer.status_code == 200
    (errors,) = (
        each.formset.errors
        for each in answer.context["inline_admin_formsets"]
        if each.formset.prefix == "pictures"
    )
    assert errors == [{}, {"picture": ["This is named twice."]}]
    assert not picture.attachments.exists()


@pytest.mark.django_db(transaction=True)
def test_history_of_a_record_tells_its_pictures(orchard, taken, browser):  # noqa: F811
    shows = orchard()
    for n in (1, 2):
        services.attach(ROBOT, taken(photo(seed=n)), [("places", shows.uuid)])
    page = browser.get(reverse("admin:places_place_history", args=[shows.pk]))
    told = [{row.label: row for row in entry.rows} for entry in page.context["entries"]]
    assert [len(rows["Pictures"].after_lines) for rows in told if "Pictures" in rows] == [2, 1]


def test_deleted_draft_takes_its_bytes_along(
    taken, browser, media_root, django_capture_on_commit_callbacks
):
    picture = taken()
    url = reverse("admin:media_picture_delete", args=[picture.pk])
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(url, {"post": "yes"})
    assert not Picture.objects.exists()
    assert not [path for path in media_root.rglob("*") if path.is_file()]
