"""Curating by program: drafts, edits, reviews and versions of every collection's records.

Mounted under ``/curation``. Signed-in people only (the admin's session; writes with the CSRF
token), with the rights of their roles and within their limits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Query, Router, Schema, Status
from ninja.security import django_auth

from tourism_backend.accounts.models import User
from tourism_backend.common.moments import Moment
from tourism_backend.common.problems import FieldError, Problem, not_found
from tourism_backend.publishing import access, history, reviews, snapshots, working
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.linkhistory import is_tracked
from tourism_backend.publishing.models import Record, Review
from tourism_backend.publishing.moves import Name
from tourism_backend.publishing.openapi import refusals
from tourism_backend.publishing.registry import registry
from tourism_backend.publishing.services import lock_records

PREFIX = "/curation"
router = Router(tags=["curation"], auth=django_auth)

MOST_WAITING = 100
READS, WRITES = (401, 403, 404, 429, 503), (400, 401, 403, 404, 409, 413, 422, 429, 503)
IF_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "maxLength": 200, "pattern": '^"[0-9a-f]+"$'},
    "description": "The ETag of the version that was read.",
}


Text = Annotated[str, Field(max_length=2000, pattern="^[^\\u0000]*$")]
Members = Annotated[dict[str, Any], Field(description="Columns by name, links as slugs, parts.")]


class ReviewOut(Schema):
    """A submission that waits for somebody."""

    collection: str
    id: UUID = Field(description="The record.")
    state: Literal["in_review", "changes_asked", "scheduled"]
    submitted_by: str | None
    submitted_at: datetime
    publish_at: datetime | None
    expires_at: datetime | None


class WorkingOut(Schema):
    """A working record: what it holds, where it stands, and what the asker may do with it."""

    collection: str
    id: UUID
    slug: str
    status: Literal["draft", "published", "withdrawn"] = Field(description="What the public sees.")
    stage: str = Field(description="Where it stands for those who work on it.")
    pending: bool = Field(description="Edited since it was published.")
    updated_at: datetime
    members: dict[str, Any]
    review: ReviewOut | None
    moves: list[str]


class DraftIn(Schema):
    """A new record."""

    members: Members
    why: Text = ""


class RecordChangeIn(DraftIn):
    """What is to change; what is not named stays."""


class MoveIn(Schema):
    """A step of the workflow. ``version`` is the moment of the version to restore."""

    move: Literal[
        "submit", "recall", "ask_changes", "approve", "publish", "withdraw", "discard", "restore"
    ]
    comment: Text = ""
    publish_at: Moment | None = None
    expires_at: Moment | None = None
    version: Moment | None = None


class NoteIn(Schema):
    """A comment."""

    comment: Annotated[str, Field(min_length=1, max_length=2000, pattern="^[^\\u0000]*$")]


class NoteOut(Schema):
    """A step that was taken, or (``move`` empty) a comment."""

    at: datetime
    actor: str
    move: str
    text: str


class VersionOut(Schema):
    """A transaction that wrote the record; ``actor`` is empty for a direct database write."""

    at: datetime
    kind: str
    actor: str
    why: str
    path: str
    address: str


class DifferenceOut(Schema):
    """What differs in one member."""

    member: str
    kind: Literal["field", "link", "part"]
    before: Any
    after: Any


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def _collection(name: str) -> Collection:
    """A collection that people write. Raises Problem 404: what is computed has no versions."""
    if name not in registry or not is_tracked(registry.get(name).model):
        raise not_found()
    return registry.get(name)


def _found(request: HttpRequest, name: str, uuid: UUID) -> tuple[Collection, Record]:
    """The record, for who may see it. Raises Problem 404, Forbidden."""
    collection = _collection(name)
    access.require_on(_person(request), collection, "view", [uuid])
    manager: Any = collection.model._default_manager
    record = manager.filter(uuid=uuid).first()
    if record is None:
        raise not_found()
    return collection, record


def _answer(
    request: HttpRequest, response: HttpResponse, collection: Collection, record: Record
) -> dict[str, Any]:
    """A working record, with its ETag."""
    manager: Any = collection.model._default_manager
    record = manager.get(pk=record.pk)
    snapshot = snapshots.take(collection, record)
    standing = reviews.standing_of(record)
    response["ETag"] = f'"{working.digest(snapshot, standing)}"'
    response["Cache-Control"] = "private, no-store"
    return {
        "collection": collection.name,
        "id": record.uuid,
        "slug": record.slug,
        "status": record.status,
        "stage": standing.stage,
        "pending": record.pending,
        "updated_at": record.updated_at,
        "members": working.told(collection, snapshot),
        "review": None if standing.review is None else _review(standing.review),
        "moves": [move.name for move in reviews.allowed(_person(request), collection, record)],
    }


def _review(review: Review) -> dict[str, Any]:
    members = ("collection", "state", "submitted_at", "publish_at", "expires_at")
    by = review.submitted_by.label if review.submitted_by else None
    told = {name: getattr(review, name) for name in members}
    return told | {"id": review.record, "submitted_by": by}


def _write(request: HttpRequest, collection: Collection, record: Record, given: DraftIn) -> None:
    """Write what was given; rules that the database asks at the end are asked now.

    The caller's transaction ends with what this raises.
    """
    snapshot = working.read(collection, record, given.members)
    try:
        reviews.revise(_person(request), collection, record, snapshot, given.why)
        connection.check_constraints()
    except IntegrityError as error:
        rule = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        reason = _("This breaks a rule of the register.")
        raise Problem(
            422, "invalid-record", _("Some fields are not right."), [FieldError(rule, reason)]
        ) from error


@router.get(
    "/reviews",
    response=list[ReviewOut],
    operation_id="curation_reviews",
    summary="curation: what waits for review",
    openapi_extra={"responses": refusals(401, 403, 429, 503)},
)
def waiting(request: HttpRequest) -> list[dict[str, Any]]:
    """Open reviews of the collections the asker may see, longest waiting first; 100 at most."""
    seen = {c.name for c in registry if _person(request).may(access.action(c, "view"))}
    if not seen:
        raise Problem(403, "forbidden", _("You do not have the right to do this."))
    open_reviews = [review for review in reviews.open_reviews() if review.collection in seen]
    return [_review(review) for review in open_reviews[:MOST_WAITING]]


@router.post(
    "/{collection}",
    response={201: WorkingOut},
    operation_id="curation_create",
    summary="curation: a new draft",
    openapi_extra={"responses": refusals(*WRITES)},
)
def create(
    request: HttpRequest, response: HttpResponse, collection: str, given: DraftIn
) -> Status[dict[str, Any]]:
    """Make a draft. The public sees nothing of it until it is approved."""
    declared = _collection(collection)
    person = _person(request)
    access.require_on(person, declared, "add", [])
    record: Any = declared.model()
    with transaction.atomic():
        _write(request, declared, record, given)
    response["Location"] = f"{request.path}/{record.uuid}"
    return Status(201, _answer(request, response, declared, record))


@router.get(
    "/{collection}/{uuid:record}",
    response=WorkingOut,
    operation_id="curation_record",
    summary="curation: a working record",
    openapi_extra={"responses": refusals(*READS)},
)
def detail(
    request: HttpRequest, response: HttpResponse, collection: str, record: UUID
) -> dict[str, Any]:
    """The record as it is worked on, where it stands, and the moves that are open to the asker."""
    return _answer(request, response, *_found(request, collection, record))


@router.patch(
    "/{collection}/{uuid:record}",
    response=WorkingOut,
    operation_id="curation_change",
    summary="curation: change a record",
    openapi_extra={"parameters": [IF_MATCH], "responses": refusals(*WRITES, 412, 428)},
)
def change(
    request: HttpRequest,
    response: HttpResponse,
    collection: str,
    record: UUID,
    given: RecordChangeIn,
) -> dict[str, Any]:
    """Edit a record; the public goes on seeing what was approved.

    When somebody else has changed it since, 412 shows both versions and nothing is written.
    """
    declared, seen = _found(request, collection, record)
    access.require_on(_person(request), declared, "change", [record])
    with transaction.atomic():
        held = _locked(request, declared, seen, given.members)
        _write(request, declared, held, given)
    return _answer(request, response, declared, held)


def _locked(
    request: HttpRequest,
    collection: Collection,
    seen: Record,
    given: Mapping[str, Any] | None = None,
) -> Record:
    """The record, locked, if it is the version that was read.

    Raises Problem 428 when nobody says which was, 412 with both when not, 404 when it is gone.
    """
    asked = request.headers.get("If-Match")
    if asked is None:
        detail = _("Say which version you change: send its ETag in If-Match.")
        raise Problem(428, "precondition-required", detail)
    held = lock_records(collection, [seen.uuid])
    if not held:
        raise not_found()
    snapshot = snapshots.take(collection, held[0])
    etag = f'"{working.digest(snapshot, reviews.standing_of(held[0]))}"'
    if asked.strip().removeprefix("W/") != etag:
        both = {"yours": given, "current": working.told(collection, snapshot)}
        detail = _("Somebody else changed this record after you read it. Nothing was written.")
        raise Problem(412, "changed-meanwhile", detail, headers={"ETag": etag}, more=both)
    return held[0]


@router.post(
    "/{collection}/{uuid:record}/moves",
    response=WorkingOut,
    operation_id="curation_move",
    summary="curation: submit, approve, withdraw, restore …",
    openapi_extra={"parameters": [IF_MATCH], "responses": refusals(*WRITES, 412, 428)},
)
def move(
    request: HttpRequest, response: HttpResponse, collection: str, record: UUID, given: MoveIn
) -> dict[str, Any]:
    """Take a step of the workflow; `moves` of the record says which are open to the asker.

    It is taken with the version that was read: of another, 412 shows what there is now.
    """
    declared, seen = _found(request, collection, record)
    with transaction.atomic():
        held = _locked(request, declared, seen)
        _move(_person(request), declared, held, given)
    return _answer(request, response, declared, held)


def _move(person: User, collection: Collection, held: Record, given: MoveIn) -> None:
    name = Name(given.move)
    if name is not Name.RESTORE:
        times = reviews.Times(given.publish_at, given.expires_at)
        asked = times if given.publish_at or given.expires_at else None
        reviews.make(person, collection, held.uuid, name, why=given.comment, times=asked)
    elif given.version is not None:
        history.restore(person, collection, held, given.version, given.comment)
    else:
        errors = [FieldError("version", _("Say which version."))]
        raise Problem(422, "invalid-record", _("Some fields are not right."), errors)


@router.get(
    "/{collection}/{uuid:record}/notes",
    response=list[NoteOut],
    operation_id="curation_notes",
    summary="curation: what was done and said",
    openapi_extra={"responses": refusals(*READS)},
)
def notes(request: HttpRequest, collection: str, record: UUID) -> list[dict[str, Any]]:
    """The steps taken with a record and the comments on it, oldest first."""
    _declared, held = _found(request, collection, record)
    members = ("at", "actor", "move", "text")
    return [{name: getattr(note, name) for name in members} for note in reviews.notes(held)]


@router.post(
    "/{collection}/{uuid:record}/notes",
    response={201: list[NoteOut]},
    operation_id="curation_comment",
    summary="curation: comment on a record",
    openapi_extra={"responses": refusals(*WRITES)},
)
def comment(
    request: HttpRequest, collection: str, record: UUID, given: NoteIn
) -> Status[list[dict[str, Any]]]:
    """Say something about a record to those who work on it."""
    declared, _held = _found(request, collection, record)
    reviews.comment(_person(request), declared, record, given.comment)
    return Status(201, notes(request, collection, record))


@router.get(
    "/{collection}/{uuid:record}/versions",
    response=list[VersionOut],
    operation_id="curation_versions",
    summary="curation: a record's history",
    openapi_extra={"responses": refusals(400, *READS)},
)
def versions(
    request: HttpRequest,
    collection: str,
    record: UUID,
    before: Annotated[Moment | None, Query()] = None,
) -> list[dict[str, Any]]:
    """Who wrote the record when, from where and why, newest first; 50, `before` asks for older."""
    declared, held = _found(request, collection, record)
    return [vars(version) for version in history.versions(declared, held, before=before)]


@router.get(
    "/{collection}/{uuid:record}/difference",
    response=list[DifferenceOut],
    operation_id="curation_difference",
    summary="curation: what differs between two versions",
    openapi_extra={"responses": refusals(400, *READS)},
)
def difference(
    request: HttpRequest,
    collection: str,
    record: UUID,
    older: Annotated[Moment | None, Query()] = None,
    newer: Annotated[Moment | None, Query()] = None,
) -> list[dict[str, Any]]:
    """From one moment to another, or to now. Without `older`: what approval would change."""
    declared, held = _found(request, collection, record)
    if older is None:
        found = reviews.pending_changes(declared, held)
    else:
        found = history.difference(declared, held, older, newer)
    return [working.differing(declared, one) for one in found]
