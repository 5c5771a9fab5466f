"""Submit, approve, discard: the moves of ``moves.MOVES`` that are not ``services``' own.

Each takes the actor, the collection and the record's uuid, locks the record, asks ``rules``, and
writes a note. Rights: ``Forbidden``; everything else refused is a ``Problem``, 409 when the
record stands elsewhere, 403 when four eyes are not kept, 404 when there is no such record.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tourism_backend.common.actors import Actor, SystemActor
from tourism_backend.common.problems import FieldError, Problem, not_found
from tourism_backend.publishing import access, rules, services, snapshots, unpublished
from tourism_backend.publishing.access import person_of
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.models import (
    OPEN_STATES,
    Approved,
    Expiry,
    Record,
    Review,
    ReviewNote,
    ReviewState,
)
from tourism_backend.publishing.moves import MOVES, Move, Name, Standing
from tourism_backend.publishing.trail import written_by

SCHEDULER = SystemActor("schedule")


@dataclass(frozen=True)
class Times:
    """When a record is to be published and withdrawn again; None: at once, never."""

    publish_at: datetime | None = None
    expires_at: datetime | None = None

    def check(self) -> None:
        """Raise Problem 422 unless it ends in the future, and after it began."""
        now = timezone.now()
        if self.expires_at is not None and self.expires_at <= max(now, self.publish_at or now):
            reason = _("This must lie in the future, and after the publication.")
            raise _bad("expires_at", reason)


def _bad(field: str, reason: object) -> Problem:
    detail = _("Some fields are not right.")
    return Problem(422, "invalid-record", detail, [FieldError(field, reason)])


# --- asking


def standing_of(record: Record) -> Standing:
    """The record as the rules see it: with its open review and its editors."""
    return unpublished.standings([record])[0]


def allowed(actor: Actor, collection: Collection, record: Record) -> list[Move]:
    """The moves this actor may make with the record now: what buttons are shown for."""
    return rules.allowed(actor, collection, standing_of(record))


def open_reviews(collection: Collection | None = None) -> Iterable[Review]:
    """The reviews that wait for somebody, longest waiting first."""
    reviews = Review.objects.filter(state__in=OPEN_STATES).select_related("submitted_by")
    if collection is not None:
        reviews = reviews.filter(collection=collection.name)
    return reviews.order_by("submitted_at", "pk")


def notes(record: Record) -> Iterable[ReviewNote]:
    """What was done and said about a record, oldest first."""
    return ReviewNote.objects.filter(record=record.uuid).select_related("person")


def approved_snapshot(record: Record) -> snapshots.Snapshot | None:
    """What the public sees of a record whose edits are pending; None: it has no pending edits."""
    kept = Approved.objects.filter(record=record.uuid).first()
    return None if kept is None else kept.snapshot


def pending_changes(collection: Collection, record: Record) -> list[snapshots.Difference]:
    """What approval would change in public: the approved state beside the working record.

    Of a record the public does not see, nothing: all of it is new.
    """
    before = approved_snapshot(record)
    if before is None:
        return []
    return snapshots.compare(collection, before, snapshots.now(collection, record))


# --- moving


@transaction.atomic
def submit(
    actor: Actor, collection: Collection, uuid: UUID, comment: str = "", times: Times | None = None
) -> Review:
    """Hand a record to a second pair of eyes, as it stands now. ``times`` are proposed."""
    times = times or Times()
    times.check()
    standing = _begin(actor, collection, uuid, Name.SUBMIT, comment)
    review = standing.review or Review(collection=collection.name, record=uuid)
    review.state = ReviewState.IN_REVIEW
    review.snapshot = snapshots.take(collection, standing.record)
    review.submitted_by, review.submitted_at = person_of(actor), timezone.now()
    review.decided_by, review.decided_at = None, None
    review.publish_at, review.expires_at = times.publish_at, times.expires_at
    review.save()
    unpublished.note(actor, collection, [uuid], Name.SUBMIT, comment)
    return review


@transaction.atomic
def recall(actor: Actor, collection: Collection, uuid: UUID, comment: str = "") -> None:
    """Take a record back from review; its edits stay."""
    _begin(actor, collection, uuid, Name.RECALL, comment)
    unpublished.close_reviews(actor, [uuid])
    unpublished.note(actor, collection, [uuid], Name.RECALL, comment)


@transaction.atomic
def ask_changes(actor: Actor, collection: Collection, uuid: UUID, comment: str) -> None:
    """Give a record back to who submitted it, with what to change. Raises Problem 422 without."""
    _begin(actor, collection, uuid, Name.ASK_CHANGES, comment)
    unpublished.close_reviews(actor, [uuid], state=ReviewState.CHANGES_ASKED)
    unpublished.note(actor, collection, [uuid], Name.ASK_CHANGES, comment)


@transaction.atomic
def approve(
    actor: Actor, collection: Collection, uuid: UUID, comment: str = "", times: Times | None = None
) -> services.Outcome | None:
    """Publish a record exactly as it was submitted, or have it published later (then None).

    ``times`` stand in the place of those proposed. Raises Problem 409 ``edited-since`` when the
    record is not what was submitted.
    """
    standing = _begin(actor, collection, uuid, Name.APPROVE, comment)
    review = _reviewed(collection, standing)
    times = times or Times(review.publish_at, review.expires_at)
    times.check()
    review.publish_at, review.expires_at = times.publish_at, times.expires_at
    review.decided_by, review.decided_at = person_of(actor), timezone.now()
    unpublished.note(actor, collection, [uuid], Name.APPROVE, comment)
    if review.publish_at is not None and review.publish_at > timezone.now():
        review.state = ReviewState.SCHEDULED
        review.save()
        return None
    return _publish(actor, collection, review, comment)


@transaction.atomic
def discard(actor: Actor, collection: Collection, uuid: UUID, comment: str = "") -> None:
    """Make the working record again what the public sees: columns, links and parts."""
    standing = _begin(actor, collection, uuid, Name.DISCARD, comment)
    before = approved_snapshot(standing.record)
    if before is None:
        detail = _("What was approved is not kept of this record; restore a version instead.")
        raise Problem(409, "nothing-kept", detail)
    write(actor, collection, standing.record, before, comment, pending=False)
    unpublished.close_reviews(actor, [uuid])
    unpublished.settled([uuid])
    unpublished.note(actor, collection, [uuid], Name.DISCARD, comment)


@transaction.atomic
def restore(
    actor: Actor,
    collection: Collection,
    uuid: UUID,
    snapshot: snapshots.Snapshot,
    comment: str = "",
) -> list[str]:
    """Write an earlier version into the working record, as an edit like any other.

    Says which columns, links and parts changed. Raises ValidationError where what was valid then
    is not now.
    """
    standing = _begin(actor, collection, uuid, Name.RESTORE, comment)
    changed = revise(actor, collection, standing.record, snapshot, comment)
    unpublished.note(actor, collection, [uuid], Name.RESTORE, comment)
    return changed


@transaction.atomic
def revise(
    actor: Actor,
    collection: Collection,
    record: Record,
    snapshot: snapshots.Snapshot,
    why: str = "",
) -> list[str]:
    """Edit a record: its columns, links and parts as the snapshot names them; which changed."""
    fields = {n: v for n, v in snapshot.get("fields", {}).items() if n not in snapshots.UNTOLD}
    changed = snapshots.apply(collection, record, fields)
    related = snapshots.differing(collection, record, snapshot)
    if changed or related or record.pk is None:
        services.save(actor, record, {*changed, *related}, why)
        with written_by(actor, why):
            snapshots.write_related(collection, record, snapshot)
        access.require_on(actor, collection, "change", [record.uuid])
    return [*changed, *related]


def write(
    actor: Actor,
    collection: Collection,
    record: Record,
    snapshot: snapshots.Snapshot,
    why: str,
    *,
    pending: bool,
) -> None:
    """Make a locked record what a snapshot says, without asking rights."""
    snapshots.apply(collection, record, snapshot["fields"])
    record.pending, record.updated_at = pending, timezone.now()
    with written_by(actor, why):
        record.save()
        snapshots.write_related(collection, record, snapshot)


@transaction.atomic
def comment(actor: Actor, collection: Collection, uuid: UUID, text: str) -> None:
    """Say something about a record. Raises Problem 422 when it is nothing."""
    access.require_on(actor, collection, "view", [uuid])
    if not text.strip():
        raise _bad("comment", _("Write something."))
    unpublished.note(actor, collection, [uuid], "", text)


def make(
    actor: Actor,
    collection: Collection,
    uuid: UUID,
    name: Name,
    *,
    why: str = "",
    times: Times | None = None,
) -> None:
    """Make any move but ``restore``, which needs to know the version."""
    match name:
        case Name.SUBMIT:
            submit(actor, collection, uuid, why, times)
        case Name.APPROVE:
            approve(actor, collection, uuid, why, times)
        case Name.RECALL:
            recall(actor, collection, uuid, why)
        case Name.ASK_CHANGES:
            ask_changes(actor, collection, uuid, why)
        case Name.PUBLISH:
            services.publish(actor, collection, [uuid], why)
        case Name.WITHDRAW:
            services.withdraw(actor, collection, [uuid], why)
        case Name.DISCARD:
            discard(actor, collection, uuid, why)
        case Name.RESTORE:
            raise ValueError("restore() takes the version")


# --- by time


@transaction.atomic
def publish_due(collection: Collection, uuid: UUID) -> bool:
    """Publish a record whose time has come, if it still is what was approved; whether it was.

    Where it is not, the review goes back to who submitted it. Idempotent.
    """
    standing = _lock(collection, uuid)
    review = standing.review
    due = review is not None and review.state == ReviewState.SCHEDULED
    if review is None or not due or (review.publish_at or timezone.now()) > timezone.now():
        return False
    if not _is_what_was_submitted(collection, standing.record, review):
        _give_back(collection, review, "It was changed after it was approved.")
        return False
    try:
        with transaction.atomic():
            _publish(SCHEDULER, collection, review, "")
    except ValidationError as error:
        _give_back(collection, review, " ".join(error.messages))
        return False
    unpublished.note(SCHEDULER, collection, [uuid], Name.PUBLISH)
    return True


@transaction.atomic
def withdraw_due(collection: Collection, uuid: UUID) -> bool:
    """Withdraw a record whose time is over; whether it was public until now. Idempotent."""
    standing = _lock(collection, uuid)
    expiry = Expiry.objects.filter(record=uuid, at__lte=timezone.now()).first()
    if expiry is None:
        return False
    if not standing.public:
        expiry.delete()
        return False
    services.withdraw(SCHEDULER, collection, [uuid])
    unpublished.note(SCHEDULER, collection, [uuid], Name.WITHDRAW)
    return True


def _give_back(collection: Collection, review: Review, why: str) -> None:
    review.state = ReviewState.CHANGES_ASKED
    review.save()
    unpublished.note(SCHEDULER, collection, [review.record], Name.ASK_CHANGES, why)


def _publish(actor: Actor, collection: Collection, review: Review, why: str) -> services.Outcome:
    review.state = ReviewState.APPROVED
    review.save()
    unpublished.expire(collection, review.record, review.expires_at)
    return services.show(actor, collection, [review.record], why)


def _begin(actor: Actor, collection: Collection, uuid: UUID, name: Name, comment: str) -> Standing:
    """Lock the record and its review, and refuse what the rules refuse."""
    access.require_on(actor, collection, MOVES[name].verb, [uuid])
    standing = _lock(collection, uuid)
    rules.require_move(actor, collection, name, standing, comment)
    return standing


def _lock(collection: Collection, uuid: UUID) -> Standing:
    records = services.lock_records(collection, [uuid])
    if not records:
        raise not_found()
    list(Review.objects.select_for_update().filter(record=uuid, state__in=OPEN_STATES))
    return standing_of(records[0])


def _reviewed(collection: Collection, standing: Standing) -> Review:
    review = standing.review
    if review is None or not _is_what_was_submitted(collection, standing.record, review):
        detail = _("The record was changed after it was submitted. Have it submitted again.")
        raise Problem(409, "edited-since", detail)
    return review


def _is_what_was_submitted(collection: Collection, record: Record, review: Review) -> bool:
    now = snapshots.content(snapshots.take(collection, record))
    return now == snapshots.content(review.snapshot)
