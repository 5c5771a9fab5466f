"""Whether a move may be made: the table of moves asked, with four eyes kept."""

from __future__ import annotations

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tourism_backend.common.actors import Actor
from tourism_backend.common.problems import FieldError, Problem
from tourism_backend.publishing import access
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.moves import MOVES, Move, Name, Standing, Whose, starts_here

SOME_REASON = "-"


def allowed(actor: Actor, collection: Collection, standing: Standing) -> list[Move]:
    """The moves the actor may make with this record now, given a comment where one is needed."""
    return [
        move
        for move in MOVES.values()
        if refusal(actor, collection, move, standing, SOME_REASON) is None
        and access.may_on(actor, collection, move.verb, standing.record.uuid)
    ]


def require_move(
    actor: Actor, collection: Collection, name: Name, standing: Standing, why: str = ""
) -> None:
    """Raise Problem unless the move may be made; the right itself was asked before.

    409 the record stands elsewhere, 403 four eyes are not kept, 422 a comment is needed.
    """
    refused = refusal(actor, collection, MOVES[name], standing, why)
    if refused is not None:
        raise refused


def refusal(
    actor: Actor, collection: Collection, move: Move, standing: Standing, why: str
) -> Problem | None:
    """Why the move may not be made, rights aside; None: it may."""
    if not starts_here(move, standing):
        detail = format_lazy(
            _("“{move}” is not possible here: the record's state is “{stage}”."),
            move=move.label,
            stage=standing.stage.label,
        )
        return Problem(409, "wrong-state", detail)
    person = access.person_of(actor)
    if person is None:
        return None
    submitted = standing.review is not None and standing.review.submitted_by_id == person.pk
    if move.whose is Whose.OWN and not submitted:
        if not actor.may(access.action(collection, "publish")):
            return Problem(403, "not-yours", _("Only who submitted it takes it back."))
    elif move.whose is Whose.OTHERS and submitted:
        return _own_work()
    elif move.whose is Whose.UNTOUCHED and person.pk in standing.authors:
        if not actor.may(access.action(collection, "override")):
            return _own_work()
        if not why.strip():
            return _needs_reason()
    return _needs_reason() if move.says_why and not why.strip() else None


def _own_work() -> Problem:
    detail = _("What you wrote or submitted yourself is for somebody else to approve.")
    return Problem(403, "own-work", detail)


def _needs_reason() -> Problem:
    detail = _("Some fields are not right.")
    return Problem(422, "invalid-record", detail, [FieldError("comment", _("Say why."))])
