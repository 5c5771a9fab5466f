"""Saving, publishing and withdrawing in the admin, and what the public sees of it."""

import pytest
from django.db import connection
from django.urls import reverse

from geo.places.collection import PLACES
from geo.places.models import Category, Place
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import reviews
from tourism_backend.publishing import services as publishing
from tourism_backend.publishing.models import ReviewNote, Status

pytestmark = pytest.mark.django_db
ROBOT = SystemActor("test")
CURATORS = "curator chief_curator administrator"
WRITERS = f"contributor {CURATORS}"
ROLES = ["tourist", "operator", *WRITERS.split()]


def change_url(record):
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk])


def public_names(collection="places"):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT title_vi FROM publishing_row WHERE collection = %s AND NOT withdrawn",
            [collection],
        )
        return {row[0] for row in cursor.fetchall()}


@pytest.fixture
def save(curator, form_of):
    """Open a record's form, change values, press a button."""

    def _save(record, button="_save", browser=curator, **values):
        sent = form_of(browser, change_url(record)) | values
        return browser.post(change_url(record), sent | {button: "1"}, follow=True)

    return _save


@pytest.fixture
def published(place):
    publishing.publish(ROBOT, PLACES, [place.uuid])


def refused(answer):
    """What the form says is wrong with it."""
    return answer.context["adminform"].form.errors if "adminform" in (answer.context or {}) else {}


@pytest.mark.parametrize("kind", ["area", "category", "place", "disruption"])
def test_an_untouched_form_saves(kind, request, save):
    record = request.getfixturevalue(kind)
    answer = save(record)
    assert refused(answer) == {}
    assert answer.redirect_chain
    record.refresh_from_db()
    assert record.own_fields == []


def test_a_draft_stays_unseen_until_approved(place, save, sign_in):
    answer = save(place, name_en="Tam Thanh Cave")
    assert refused(answer) == {}
    place.refresh_from_db()
    assert (place.status, place.pending, place.own_fields) == ("draft", False, ["name_en"])
    assert public_names() == set()
    save(place, "_submit")
    assert public_names() == set()
    save(place, "_approve", browser=sign_in("chief_curator"))
    place.refresh_from_db()
    assert place.status == Status.PUBLISHED
    assert public_names() == {"Động Tam Thanh"}


def test_edits_of_a_published_place_wait(place, save, sign_in, published):
    save(place, name_vi="Động Nhị Thanh")
    place.refresh_from_db()
    assert place.pending
    assert public_names() == {"Động Tam Thanh"}
    save(place, "_publish", browser=sign_in("chief_curator"))
    place.refresh_from_db()
    assert not place.pending
    assert public_names() == {"Động Nhị Thanh"}


def test_nobody_approves_or_publishes_their_own(place, save, sign_in):
    chief = sign_in("chief_curator")
    answer = save(place, "_publish", browser=chief, name_vi="Động Nhị Thanh")
    assert "for somebody else to approve" in answer.content.decode()
    save(place, "_submit", browser=chief)
    save(place, "_approve", browser=chief)
    assert public_names() == set()
    save(place, "_approve")
    assert public_names() == {"Động Nhị Thanh"}


def test_an_administrator_says_why_when_publishing_their_own(place, save, sign_in):
    administrator = sign_in("administrator")
    answer = save(place, "_publish", browser=administrator, name_vi="Động Nhị Thanh")
    assert "Say why" in answer.content.decode()
    assert public_names() == set()
    save(place, "_publish", browser=administrator, reason="The road is closed today")
    assert public_names() == {"Động Nhị Thanh"}
    note = ReviewNote.objects.get(record=place.uuid)
    assert (note.move, note.text) == ("publish", "The road is closed today")


def test_withdrawn_is_gone(place, save, published):
    save(place, "_withdraw")
    place.refresh_from_db()
    assert place.status == Status.WITHDRAWN
    assert public_names() == set()


def test_a_new_record(curator, sign_in, form_of, save):
    url = reverse("admin:places_category_add")
    sent = form_of(curator, url) | {
        "name_vi": "Chùa", "slug": "chua", "icon": "pagoda", "colour": "#aa0000", "_submit": "1",
    }  # fmt: skip
    answer = curator.post(url, sent, follow=True)
    assert refused(answer) == {}
    category = Category.objects.get(slug="chua")
    assert category.status == Status.DRAFT
    save(category, "_approve", browser=sign_in("administrator"))
    assert public_names("categories") == {"Chùa"}


def test_the_point_of_a_place(place, save):
    answer = save(place, point='{"type": "Point", "coordinates": [106.7501, 21.8502]}')
    assert refused(answer) == {}
    place.refresh_from_db()
    assert place.point.coords == (106.7501, 21.8502)
    assert place.own_fields == ["point"]


@pytest.mark.parametrize(
    "point", ["", "{", '{"type": "Point"}', '{"type": "LineString", "coordinates": [[1,2],[3,4]]}']
)
def test_a_bad_point_is_said_so(point, place, save):
    answer = save(place, point=point)
    assert "point" in refused(answer)
    place.refresh_from_db()
    assert place.point.coords == (106.75, 21.85)


def test_what_the_service_would_refuse_is_said_on_the_form(place, save):
    answer = save(place, opening_hours="every day, mostly", name_en="X")
    assert refused(answer)
    place.refresh_from_db()
    assert not place.name_en


def test_a_crossed_outline_is_refused(place, save):
    crossed = "[[[[106.7,21.8],[106.8,21.9],[106.8,21.8],[106.7,21.9],[106.7,21.8]]]]"
    answer = save(place, footprint=f'{{"type": "MultiPolygon", "coordinates": {crossed}}}')
    assert "not valid" in str(refused(answer)["footprint"])


def test_arrays_are_lines_and_boxes(place, save):
    answer = save(
        place, other_names="Chùa Tam Thanh\r\n\r\n Chùa Thanh Thiền, cũ ",
        features=["parking", "guide"], best_months="2, 3",
    )  # fmt: skip
    assert refused(answer) == {}
    place.refresh_from_db()
    assert place.other_names == ["Chùa Tam Thanh", "Chùa Thanh Thiền, cũ"]
    assert (set(place.features), place.best_months) == ({"parking", "guide"}, [2, 3])


ACTIONS = {
    "publish_selected": (lambda p: p.status == Status.PUBLISHED, "chief_curator administrator"),
    "withdraw_selected": (lambda p: p.status == Status.WITHDRAWN, CURATORS),
    "submit_selected": (lambda p: reviews.standing_of(p).stage == "in_review", WRITERS),
    "approve_selected": (lambda p: p.status == Status.PUBLISHED, CURATORS),
    "mark_verified": (lambda p: p.verified, WRITERS),
}


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize("action", ACTIONS)
def test_bulk_actions_by_role(action, who, sign_in, ready_for, choose):
    places = ready_for(action)
    sent = choose(sign_in("curator"), places, action=action)
    answer = sign_in(who).post(reverse("admin:places_place_changelist"), sent)
    is_done, roles = ACTIONS[action]
    done = [is_done(place) for place in Place.objects.all()]
    assert done == [who in roles.split()] * 3
    assert answer.status_code == (403 if who == "operator" else 302)


@pytest.mark.parametrize("who", ROLES)
@pytest.mark.parametrize(
    ("address", "allowed"),
    [
        ("admin:places_place_changelist", WRITERS),
        ("admin:places_place_add", WRITERS),
        ("admin:areas_area_changelist", WRITERS),
        ("admin:areas_area_add", CURATORS),
        ("admin:places_disruption_add", WRITERS),
        ("admin:places_positionproposal_changelist", CURATORS),
        ("admin:accounts_user_changelist", "administrator"),
        ("admin:accounts_user_add", "administrator"),
        ("admin:index", f"operator {WRITERS}"),
    ],
)
def test_pages_by_role(address, allowed, who, sign_in):
    answer = sign_in(who).get(reverse(address))
    refusal = 302 if who == "tourist" else 403  # no staff: asked to sign in
    assert answer.status_code == (200 if who in allowed.split() else refusal)


@pytest.mark.parametrize("who", [role for role in ROLES if role != "tourist"])
def test_writes_by_role(who, sign_in, place, form_of):
    sent = form_of(sign_in("curator"), change_url(place)) | {"name_en": "Changed"}
    sign_in(who).post(change_url(place), sent | {"_publish": "1", "reason": "Urgent"})
    place.refresh_from_db()
    assert (place.name_en == "Changed") is (who in ("chief_curator", "administrator"))
    assert (place.status == Status.PUBLISHED) is (who == "administrator")


def test_only_what_was_never_public_may_be_deleted(make_place, curator):
    draft, published = make_place("draft"), make_place("published")
    publishing.publish(ROBOT, PLACES, [published.uuid])
    assert draft.status == Status.DRAFT
    for record in (draft, published):
        delete = change_url(record).replace("/change/", "/delete/")
        curator.post(delete, {"post": "yes"})
    assert [place.name_vi for place in Place.objects.all()] == ["published"]


def test_publishing_many_is_one_publication(sign_in, make_place, choose):
    from django.test.utils import CaptureQueriesContext

    chief = sign_in("chief_curator")

    def queries(count):
        places = [make_place() for _ in range(count)]
        sent = choose(chief, places, action="publish_selected")
        with CaptureQueriesContext(connection) as captured:
            chief.post(reverse("admin:places_place_changelist"), sent)
        return len(captured)

    assert queries(2) == queries(30)


def test_the_public_page_is_linked_while_there_is_one(place, curator):
    assert "/en/places/" not in curator.get(change_url(place)).content.decode()
    publishing.publish(ROBOT, PLACES, [place.uuid])
    assert f"/en/places/{place.slug}/" in curator.get(change_url(place)).content.decode()
