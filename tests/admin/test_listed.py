"""Records chosen in a list are moved as the list showed them; what changed since is named."""

import pytest
from django.urls import reverse

from geo.places.collection import PLACES
from geo.places.models import Place
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing import reviews
from tourism_backend.publishing import services as publishing

pytestmark = pytest.mark.django_db
LIST = "admin:places_place_changelist"
MOVES = {
    "publish_selected": lambda p: p.status == "published",
    "withdraw_selected": lambda p: p.status == "withdrawn",
    "submit_selected": lambda p: reviews.standing_of(p).stage == "in_review",
    "approve_selected": lambda p: p.status == "published",
    "mark_verified": lambda p: p.verified,
}


def change(place, name="Nói khác"):
    place.refresh_from_db()
    place.name_vi = name
    publishing.save(ROBOT, place, ["name_vi"])


@pytest.mark.parametrize("action", MOVES)
def test_record_when_changed_since_the_list_was_drawn_is_left_and_named(
    action, sign_in, ready_for, choose
):
    places, chief = ready_for(action), sign_in("chief_curator")
    sent = choose(chief, places, action=action)
    change(places[1])
    if action == "approve_selected":  # what was read is not what is submitted now
        reviews.submit(ROBOT, PLACES, places[1].uuid)
    page = chief.post(reverse(LIST), sent, follow=True).content.decode()
    done = [MOVES[action](place) for place in Place.objects.order_by("pk")]
    assert done == [True, False, True]
    named = reverse("admin:places_place_review", args=[places[1].pk])
    assert f'href="{named}">{places[1].slug}</a>' in page
    assert "Changed since the list was drawn" in page
    other = reverse("admin:places_place_review", args=[places[0].pk])
    assert f'href="{other}"' not in page


def test_record_when_submitted_anew_since_is_not_approved(sign_in, ready_for, choose):
    (place, *_rest), chief = ready_for("approve_selected"), sign_in("chief_curator")
    sent = choose(chief, [place], action="approve_selected")
    reviews.recall(ROBOT, PLACES, place.uuid)
    reviews.submit(ROBOT, PLACES, place.uuid)
    chief.post(reverse(LIST), sent)
    place.refresh_from_db()
    assert place.status == "draft"


def test_record_when_the_list_says_nothing_of_it_is_not_published(sign_in, make_place):
    place, chief = make_place(), sign_in("chief_curator")
    for more in ({}, {"drawn": "never", "select_across": "1"}):
        sent = {"action": "publish_selected", "_selected_action": [place.pk]} | more
        assert chief.post(reverse(LIST), sent).status_code == 302
        place.refresh_from_db()
        assert place.status == "draft"


@pytest.fixture
def short_pages(monkeypatch):
    from geo.places.admin import PlaceAdmin

    monkeypatch.setattr(PlaceAdmin, "list_per_page", 2)


def test_all_beyond_the_page_when_one_changed_since_are_published_but_that(
    sign_in, make_place, choose, short_pages
):
    places, chief = [make_place(f"p{n}") for n in range(6)], sign_in("chief_curator")
    sent = choose(chief, places[-2:], action="publish_selected", select_across="1")
    assert sum(name.startswith("seen-") for name in sent) == 2
    change(places[0])
    reviews.submit(ROBOT, PLACES, places[1].uuid)
    chief.post(reverse(LIST), sent)
    shown = Place.objects.filter(status="published").values_list("pk", flat=True)
    assert set(shown) == {place.pk for place in places[2:]}


def test_many_that_changed_are_named_in_part(sign_in, make_place, choose):
    places, chief = [make_place(f"p{n}") for n in range(13)], sign_in("chief_curator")
    sent = choose(chief, places, action="publish_selected")
    for place in places:
        change(place)
    page = chief.post(reverse(LIST), sent, follow=True).content.decode()
    assert page.count("/review/") == 10
    assert "and 3 more" in page
    assert not Place.objects.filter(status="published").exists()
