"""Every move, from every standing, by every role, of their own work and of another's."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.publishing.conftest import ROBOT
from tests.publishing.scratch.collection import VIEWPOINTS
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role
from tourism_backend.common.actors import Forbidden
from tourism_backend.common.problems import Problem
from tourism_backend.publishing import reviews, services
from tourism_backend.publishing.models import Author, Review, ReviewNote, ReviewState, Status
from tourism_backend.publishing.moves import MOVES, Name, Stage

pytestmark = pytest.mark.django_db

WRITERS = {"contributor", "curator", "chief_curator", "administrator"}
CURATORS = {"curator", "chief_curator", "administrator"}
CHIEFS = {"chief_curator", "administrator"}
# Where a record can stand; "public" ones are seen by the public as they were approved.
STANDINGS = [
    "draft", "in_review", "changes_asked", "scheduled", "published", "pending", "withdrawn",
    "public in_review", "public changes_asked", "public scheduled",
]  # fmt: skip
SUBMITTED = {
    name for name in STANDINGS if name.split()[-1] in {"in_review", "changes_asked", "scheduled"}
}
# move: (from where, by whom of another's work, by whom of their own)
EXPECTED = {
    "submit": (
        {"draft", "pending", "withdrawn", "changes_asked", "public changes_asked"},
        WRITERS, WRITERS,
    ),
    "recall": (SUBMITTED, CHIEFS, WRITERS),
    "ask_changes": (
        {"in_review", "scheduled", "public in_review", "public scheduled"}, CURATORS, set(),
    ),
    "approve": ({"in_review", "public in_review"}, CURATORS, set()),
    "publish": ({"draft", "pending", "published", "withdrawn"}, CHIEFS, {"administrator"}),
    "withdraw": (
        {"published", "pending", "public in_review", "public changes_asked", "public scheduled"},
        CURATORS, CURATORS,
    ),
    "discard": ({"pending", "public changes_asked"}, WRITERS, WRITERS),
}  # fmt: skip


def person(name, role):
    user = User(username=name, role=role)
    user.set_unusable_password()
    user.save()
    return user


def stand(record, standing, who):
    """Bring a record to a standing as ``who``'s work, whatever their role may."""
    public, stage = standing.startswith("public ") or standing == "pending", standing.split()[-1]
    if public or stage in ("published", "withdrawn"):
        services.publish(ROBOT, VIEWPOINTS, [record.uuid])
    if stage == "withdrawn":
        services.withdraw(ROBOT, VIEWPOINTS, [record.uuid])
    record.refresh_from_db()
    if stage != "published":
        record.name_en = "Edited"
        services.save(ROBOT, record, ["name_en"])
    Author.objects.create(record=record.uuid, person=who)
    if standing in SUBMITTED:
        review = reviews.submit(ROBOT, VIEWPOINTS, record.uuid)
        later = timezone.now() + timedelta(days=1)
        at = {"publish_at": later} if stage == "scheduled" else {}
        Review.objects.filter(pk=review.pk).update(submitted_by=who, state=stage, **at)
    record.refresh_from_db()


def attempt(actor, record, move):
    """What became of a move, undone again."""
    with transaction.atomic():
        try:
            reviews.make(actor, VIEWPOINTS, record.uuid, Name(move), why="because")
            outcome = "done"
        except Forbidden:
            outcome = "no right"
        except Problem as problem:
            outcome = {"wrong-state": "not from here"}.get(problem.code, "four eyes")
        transaction.set_rollback(True)
    return outcome


@pytest.mark.parametrize("standing", STANDINGS)
def test_every_move_by_every_role_is_as_the_table_says(standing, make):
    author, view = person("author", Role.CONTRIBUTOR), make()
    stand(view, standing, author)
    others = {role: person(f"other-{role}", role) for role in Role.values}
    for move, (starts, theirs, _own) in EXPECTED.items():
        for role, actor in others.items():
            told = attempt(actor, view, move)
            assert told == expected(move, standing, starts, role, theirs), (move, role)
            assert (MOVES[Name(move)] in reviews.allowed(actor, VIEWPOINTS, view)) == (
                told == "done"
            )
    for role in Role.values:
        User.objects.filter(pk=author.pk).update(
            role=role, is_staff=bool(role), is_superuser=role == Role.ADMINISTRATOR
        )
        actor = User.objects.get(pk=author.pk)
        for move, (starts, _theirs, own) in EXPECTED.items():
            told = attempt(actor, view, move)
            assert told == expected(move, standing, starts, role, own), (move, role, "own")
            assert (MOVES[Name(move)] in reviews.allowed(actor, VIEWPOINTS, view)) == (
                told == "done"
            )


def expected(move, standing, starts, role, allowed):
    rights = {"submit": WRITERS, "recall": WRITERS, "discard": WRITERS, "publish": CHIEFS}
    if role not in rights.get(move, CURATORS):
        return "no right"
    if standing not in starts:
        return "not from here"
    return "done" if role in allowed else "four eyes"


def test_the_table_covers_every_move():
    assert {*EXPECTED, "restore"} == {*Name.values} == {move.value for move in MOVES}


ENDS = {
    ("draft", "submit"): "in_review",
    ("in_review", "approve"): "published",
    ("in_review", "recall"): "draft",
    ("in_review", "ask_changes"): "changes_asked",
    ("changes_asked", "submit"): "in_review",
    ("changes_asked", "recall"): "draft",
    ("scheduled", "ask_changes"): "changes_asked",
    ("scheduled", "recall"): "draft",
    ("public in_review", "recall"): "pending",
    ("public in_review", "approve"): "published",
    ("public in_review", "withdraw"): "withdrawn",
    ("public changes_asked", "discard"): "published",
    ("pending", "discard"): "published",
    ("pending", "publish"): "published",
    ("pending", "withdraw"): "withdrawn",
    ("withdrawn", "submit"): "in_review",
    ("withdrawn", "publish"): "published",
    ("published", "withdraw"): "withdrawn",
}


@pytest.mark.parametrize(("standing", "move"), ENDS)
def test_a_move_when_made_ends_where_the_table_says_and_is_noted(standing, move, make):
    author, chief, view = person("a", "contributor"), person("c", "chief_curator"), make()
    stand(view, standing, author)
    reviews.make(chief, VIEWPOINTS, view.uuid, Name(move), why="because")
    view.refresh_from_db()
    stage = reviews.standing_of(view).stage
    assert stage == ENDS[standing, move]
    assert stage in MOVES[Name(move)].ends
    note = ReviewNote.objects.filter(record=view.uuid).last()
    assert (note.move, note.text, note.person) == (move, "because", chief)
    if stage in (Stage.PUBLISHED, Stage.WITHDRAWN):
        assert not Review.objects.filter(record=view.uuid, state__in=["in_review", "scheduled"])


@pytest.mark.parametrize("move", ["ask_changes", "publish"])
def test_a_move_that_needs_a_reason_when_none_is_given_is_refused(move, make):
    who, view = person("a", "administrator"), make()
    stand(view, "in_review" if move == "ask_changes" else "pending", who)
    if move == "ask_changes":
        who = person("b", "curator")
    with pytest.raises(Problem) as refused:
        reviews.make(who, VIEWPOINTS, view.uuid, Name(move), why="  ")
    assert (refused.value.status, refused.value.errors[0].field) == (422, "comment")


def test_the_database_when_written_directly_keeps_four_eyes_and_one_open_review(make):
    who, view = person("a", "curator"), make()
    stand(view, "in_review", who)
    review = Review.objects.get(record=view.uuid)
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(state=ReviewState.APPROVED, decided_by=who)
    with pytest.raises(IntegrityError, match="one_open"), transaction.atomic():
        Review.objects.create(
            record=view.uuid, collection="viewpoints", state="in_review", snapshot={}
        )


def test_approve_when_edited_after_submission_is_refused_and_the_edit_ends_the_review(make):
    author, curator, view = person("a", "contributor"), person("c", "curator"), make()
    reviews.submit(author, VIEWPOINTS, view.uuid)
    view.refresh_from_db()
    view.name_en = "Slipped in"
    services.save(author, view, ["name_en"])
    assert reviews.standing_of(view).stage == Stage.DRAFT
    with pytest.raises(Problem, match="wrong-state"):
        reviews.approve(curator, VIEWPOINTS, view.uuid)
    assert [note.move for note in reviews.notes(view)] == ["submit", "edit"]


def test_approve_when_the_database_was_written_directly_since_is_refused(make):
    view = make()
    reviews.submit(person("a", "contributor"), VIEWPOINTS, view.uuid)
    type(view).objects.filter(pk=view.pk).update(name_en="Slipped in")
    with pytest.raises(Problem, match="edited-since"):
        reviews.approve(person("c", "curator"), VIEWPOINTS, view.uuid)
    view.refresh_from_db()
    assert view.status == Status.DRAFT


def test_a_stale_copy_when_saved_does_not_undo_a_publication(make, publish):
    view = make()
    publish(view)
    assert view.status == Status.DRAFT  # the copy in memory knows nothing of it
    view.name_en = "Edited"
    services.save(ROBOT, view, ["name_en"])
    view.refresh_from_db()
    assert (view.status, view.pending) == (Status.PUBLISHED, True)
