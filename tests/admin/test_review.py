"""The review page: what would change, the ways on, and the way back to an earlier version."""

import pytest
from django.urls import reverse

from geo.places.models import Place
from tests.admin.test_writes import change_url, public_names
from tests.publishing.conftest import ROBOT
from tourism_backend.publishing import reviews, services
from tourism_backend.publishing.models import Review, ReviewNote, Status
from tourism_backend.publishing.registry import registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def page_of(record, page="review"):
    return change_url(record).replace("/change/", f"/{page}/")


@pytest.fixture
def public(place):
    """A place that the public sees, with an edit that waits for review."""
    services.publish(ROBOT, registry.get("places"), [place.uuid])
    place.refresh_from_db()
    place.name_vi = "Động Nhị Thanh"
    services.save(ROBOT, place, ["name_vi"])
    reviews.submit(ROBOT, registry.get("places"), place.uuid, "a better name")
    return place


@pytest.fixture
def press(sign_in):
    """Open a review page, fill it in, press a button; what was said."""

    def _press(record, move, who="curator", **values):
        browser = sign_in(who)
        sent = {"move": move, "seen": browser.get(page_of(record)).context["seen"]} | values
        answer = browser.post(page_of(record), sent, follow=True)
        said = [str(message) for message in answer.context["messages"]]
        record.refresh_from_db()
        return said

    return _press


def moves(browser, record):
    return {move["name"] for move in browser.get(page_of(record)).context["moves"]}


def test_what_would_change_is_shown_beside_what_is_public(public, curator):
    page = curator.get(page_of(public))
    (row,) = page.context["rows"]
    assert row.label.startswith("Name ·")
    assert (row.before, row.after) == ("Động Tam Thanh", "Động Nhị Thanh")
    assert "a better name" in page.content.decode()


def test_relations_and_shapes_are_compared_too(disruption, make_place, curator):
    collection = registry.get("disruptions")
    services.publish(ROBOT, collection, [disruption.uuid])
    disruption.refresh_from_db()
    disruption.geometry = make_place().point
    services.save(ROBOT, disruption, ["geometry", "places"])
    disruption.places.set([make_place("Chùa Tiên")])
    rows = {row.label: row for row in curator.get(page_of(disruption)).context["rows"]}
    assert rows["Places"].after == "Chùa Tiên"
    assert "Point" in rows["Where"].after_shape


def test_of_what_is_new_all_is_shown(place, curator):
    page = curator.get(page_of(place))
    assert "All of it is new" in page.content.decode()
    assert "Động Tam Thanh" in {row.after for row in page.context["rows"]}


def test_buttons_are_the_moves_that_are_allowed(public, sign_in):
    assert moves(sign_in("curator"), public) == {"ask_changes", "approve", "withdraw"}
    assert moves(sign_in("contributor"), public) == set()


def test_approved_is_public(public, press):
    assert press(public, "approve") == ["Done: Approve"]
    assert public_names() == {"Động Nhị Thanh"}


def test_changes_are_asked_with_a_reason_only(public, press):
    assert press(public, "ask_changes") == ["Say why."]
    assert press(public, "ask_changes", why="Which cave?") == ["Done: Ask for changes"]
    assert Review.objects.get().state == "changes_asked"
    assert ReviewNote.objects.filter(text="Which cave?").exists()


def test_discarded_is_what_was_approved(public, press):
    press(public, "ask_changes", why="no")
    press(public, "discard")
    assert (public.name_vi, public.pending) == ("Động Tam Thanh", False)


def test_publication_waits_for_its_time(public, press):
    assert press(public, "approve", publish_at="2099-01-01T07:00") == ["Done: Approve"]
    assert public_names() == {"Động Tam Thanh"}
    assert Review.objects.get().publish_at.isoformat() == "2099-01-01T00:00:00+00:00"
    assert press(public, "ask_changes", why="later", publish_at="never") == [
        "Done: Ask for changes"
    ]


def test_a_time_that_is_none_is_said_so(public, press):
    assert "valid date" in press(public, "approve", publish_at="soon")[0]
    assert public_names() == {"Động Tam Thanh"}


def test_what_changed_under_the_page_is_looked_at_again(public, curator):
    seen = curator.get(page_of(public)).context["seen"]
    public.refresh_from_db()
    public.name_vi = "Khác"
    services.save(ROBOT, public, ["name_vi"])
    reviews.submit(ROBOT, registry.get("places"), public.uuid)
    answer = curator.post(page_of(public), {"move": "approve", "seen": seen}, follow=True)
    assert "look at it once more" in answer.content.decode()
    assert public_names() == {"Động Tam Thanh"}


def test_a_comment_moves_nothing(public, press):
    assert press(public, "comment", why="Nice") == ["Your comment is there."]
    assert press(public, "comment") == ["Write something."]
    assert Review.objects.get().state == "in_review"


@pytest.mark.parametrize(
    ("who", "move", "status"),
    [
        ("contributor", "approve", 403),
        ("operator", "comment", 403),
        ("tourist", "comment", 302),
        ("curator", "restore", 403),
        ("curator", "nonsense", 403),
        ("curator", "publish", 403),
    ],
)
def test_nobody_moves_what_is_not_theirs_to_move(who, move, status, public, sign_in):
    sent = {
        "move": move,
        "seen": sign_in("curator").get(page_of(public)).context["seen"],
        "why": "x",
    }
    assert sign_in(who).post(page_of(public), sent).status_code == status
    assert public_names() == {"Động Tam Thanh"}


@pytest.mark.django_db(transaction=True)
def test_an_earlier_version_is_restored_as_an_edit(public, curator):
    page = curator.get(page_of(public, "history"))
    oldest = page.context["entries"][-1]
    sent = {"version": oldest.version.at.isoformat(), "why": "it was right"}
    sent["seen"] = page.context["seen"]
    curator.post(page_of(public, "restore"), sent)
    public.refresh_from_db()
    assert (public.name_vi, public.pending) == ("Động Tam Thanh", True)
    newest = curator.get(page_of(public, "history")).context["entries"][0]
    told = newest.version
    assert (newest.who, told.why, told.address) == ("curator", "it was right", "127.0.0.1")


@pytest.mark.parametrize(
    ("who", "version", "status"),
    [("contributor", "", 403), ("operator", None, 403), ("curator", "2020-01-01", 403),
     ("curator", "1999-01-01T00:00:00+00:00", 302), ("curator", "x", 403)],
)  # fmt: skip
def test_nothing_else_is_restored(who, version, status, public, sign_in):
    page = sign_in("curator").get(page_of(public, "history"))
    oldest = page.context["entries"][-1].version.at.isoformat()
    sent = {"version": oldest if version is None else version, "seen": page.context["seen"]}
    answer = sign_in(who).post(page_of(public, "restore"), sent)
    assert answer.status_code == status
    if status == 302:
        (said,) = answer.wsgi_request._messages
        assert str(said) == "There is nothing at this address."
    public.refresh_from_db()
    assert public.name_vi == "Động Nhị Thanh"


def test_what_is_to_review_is_on_the_worklist(public, curator):
    (first, *_rest) = curator.get(reverse("admin:worklist")).context["sections"]
    assert (first.entry.name, first.count) == ("reviews", 1)
    assert first.lines[0].url == page_of(public)


def test_the_list_says_what_is_in_review(public, curator):
    page = curator.get(reverse("admin:places_place_changelist")).content.decode()
    assert "In review" in page


def test_withdrawn_leaves_the_public(public, press):
    press(public, "withdraw", why="closed")
    assert public.status == Status.WITHDRAWN
    assert Place.objects.get().status == Status.WITHDRAWN
    assert public_names() == set()
