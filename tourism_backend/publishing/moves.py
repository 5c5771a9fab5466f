"""The workflow as one table: where a record can stand, and the ways from there.

``MOVES`` is asked by the services, the admin, the API and the tests alike. A move is allowed when
the record stands at one of its starts, the person's role has the right to it within their limits,
and four eyes are kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tourism_backend.publishing.models import Record, Review, ReviewState, Status


class Stage(models.TextChoices):
    """Where a record stands for those who work on it; ``status`` is what the public sees."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("In review")
    CHANGES_ASKED = "changes_asked", _("Changes asked")
    SCHEDULED = "scheduled", _("Approved, to be published later")
    PUBLISHED = "published", _("Published")
    PENDING = "pending", _("Published, edited since")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Whose(Enum):
    """Whose work a person may move."""

    ANY = "any"
    OTHERS = "others"  # not what they submitted themselves
    UNTOUCHED = "untouched"  # nor what they wrote any of since it was last public
    OWN = "own"  # only what they submitted, or whoever may publish


class Name(models.TextChoices):
    """The moves."""

    SUBMIT = "submit", _("Submit for review")
    RECALL = "recall", _("Take back from review")
    ASK_CHANGES = "ask_changes", _("Ask for changes")
    APPROVE = "approve", _("Approve")
    PUBLISH = "publish", _("Publish without review")
    WITHDRAW = "withdraw", _("Withdraw from the public")
    DISCARD = "discard", _("Discard the changes")
    RESTORE = "restore", _("Restore an earlier version")


@dataclass(frozen=True)
class Move:
    """One way on: from which stages, by what right (``<model>.<verb>``), and to which stage.

    ``ends`` is None where the record is again what it was without a review. ``public`` says that
    the public must see the record, ``says_why`` that a comment is needed.
    """

    name: Name
    starts: frozenset[Stage]
    verb: str
    ends: tuple[Stage, ...]
    whose: Whose = Whose.ANY
    public: bool = False
    says_why: bool = False

    @property
    def label(self) -> Promise | str:
        """What it is called."""
        return self.name.label


S = Stage
_OPEN = (S.IN_REVIEW, S.CHANGES_ASKED, S.SCHEDULED)
MOVES: dict[Name, Move] = {
    move.name: move
    for move in (
        Move(Name.SUBMIT, frozenset({S.DRAFT, S.PENDING, S.WITHDRAWN, S.CHANGES_ASKED}), "submit",
             (S.IN_REVIEW,)),
        Move(Name.RECALL, frozenset(_OPEN), "submit", (S.DRAFT, S.PENDING, S.WITHDRAWN),
             Whose.OWN),
        Move(Name.ASK_CHANGES, frozenset({S.IN_REVIEW, S.SCHEDULED}), "approve",
             (S.CHANGES_ASKED,), Whose.OTHERS, says_why=True),
        Move(Name.APPROVE, frozenset({S.IN_REVIEW}), "approve", (S.PUBLISHED, S.SCHEDULED),
             Whose.OTHERS),
        Move(Name.PUBLISH, frozenset({S.DRAFT, S.PENDING, S.PUBLISHED, S.WITHDRAWN}), "publish",
             (S.PUBLISHED,), Whose.UNTOUCHED),
        Move(Name.WITHDRAW, frozenset({S.PUBLISHED, S.PENDING, *_OPEN}), "withdraw",
             (S.WITHDRAWN,), public=True),
        Move(Name.DISCARD, frozenset({S.PENDING, S.CHANGES_ASKED}), "change", (S.PUBLISHED,),
             public=True),
        Move(Name.RESTORE, frozenset(Stage), "change", (S.DRAFT, S.PENDING, S.WITHDRAWN)),
    )
}  # fmt: skip

STAGES = {
    ReviewState.IN_REVIEW: Stage.IN_REVIEW,
    ReviewState.CHANGES_ASKED: Stage.CHANGES_ASKED,
    ReviewState.SCHEDULED: Stage.SCHEDULED,
}


@dataclass(frozen=True)
class Standing:
    """A record as the rules see it: itself, its open review, and who has edited it since it was
    last public (people's keys)."""

    record: Record
    review: Review | None = None
    authors: frozenset[int] = field(default_factory=frozenset)

    @property
    def stage(self) -> Stage:
        """Where it stands."""
        return stage_of(self.record, self.review)

    @property
    def public(self) -> bool:
        """Whether the public sees the record, as it was approved."""
        return self.record.status == Status.PUBLISHED


def stage_of(record: Record, review: Review | None) -> Stage:
    """Where a record with this open review (None: none is open) stands."""
    if review is not None:
        return STAGES[ReviewState(review.state)]
    return Stage.PENDING if record.pending else Stage(record.status)


def starts_here(move: Move, standing: Standing) -> bool:
    """Whether the move starts where the record stands."""
    return standing.stage in move.starts and (standing.public or not move.public)
