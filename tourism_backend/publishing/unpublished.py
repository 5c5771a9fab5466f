"""What is kept of records while they differ from what the public sees: the approved state, who
edited them, their open review. Callers hold the transaction and the records' locks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from tourism_backend.common.actors import Actor
from tourism_backend.publishing import snapshots
from tourism_backend.publishing.access import person_of
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.models import (
    OPEN_STATES,
    Approved,
    Author,
    Expiry,
    Record,
    Review,
    ReviewNote,
    ReviewState,
    Status,
)
from tourism_backend.publishing.moves import Standing


def standings(records: Iterable[Record]) -> list[Standing]:
    """The records as the rules see them: two queries, however many they are."""
    records = list(records)
    uuids = [record.uuid for record in records]
    reviews = {
        review.record: review
        for review in Review.objects.filter(record__in=uuids, state__in=OPEN_STATES)
    }
    authors: dict[UUID, set[int]] = {}
    for uuid, person in Author.objects.filter(record__in=uuids).values_list("record", "person"):
        authors.setdefault(uuid, set()).add(person)
    return [
        Standing(record, reviews.get(record.uuid), frozenset(authors.get(record.uuid, ())))
        for record in records
    ]


def keep_approved(collection: Collection, held: Iterable[Record]) -> None:
    """Before the first edit of published records: keep them as the public sees them."""
    shown = [one for one in held if one.status == Status.PUBLISHED and not one.pending]
    now = timezone.now()
    Approved.objects.bulk_create(
        [
            Approved(
                record=record.uuid, collection=collection.name, snapshot=snapshot, taken_at=now
            )
            for record, snapshot in zip(shown, snapshots.take_all(collection, shown), strict=True)
        ],
        update_conflicts=True,
        unique_fields=["record"],
        update_fields=["collection", "snapshot", "taken_at"],
    )


def edited(actor: Actor, collection: Collection, uuids: Sequence[UUID]) -> None:
    """After an edit: remember by whom. What was submitted or approved before is so no more."""
    person, now = person_of(actor), timezone.now()
    if person is not None:
        Author.objects.bulk_create(
            [Author(record=uuid, person=person, at=now) for uuid in uuids],
            update_conflicts=True,
            unique_fields=["record", "person"],
            update_fields=["at"],
        )
    over = Review.objects.filter(
        record__in=uuids, state__in=[ReviewState.IN_REVIEW, ReviewState.SCHEDULED]
    )
    ended = list(over.values_list("record", flat=True))
    if ended:
        over.update(state=ReviewState.CLOSED, decided_by=person, decided_at=now)
        note(actor, collection, ended, "edit")


def note(
    actor: Actor, collection: Collection, uuids: Iterable[UUID], move: str, text: str = ""
) -> None:
    """Write down a step taken with records, or (``move`` empty) a comment."""
    person = person_of(actor)
    ReviewNote.objects.bulk_create(
        ReviewNote(
            collection=collection.name,
            record=uuid,
            move=move,
            person=person,
            actor=actor.label[:150],
            text=text.strip(),
        )
        for uuid in uuids
    )


def close_reviews(actor: Actor, uuids: Sequence[UUID], **values: Any) -> None:
    """End the open reviews of these records: without a decision, unless ``values`` say which."""
    closed = {
        "state": ReviewState.CLOSED,
        "decided_by": person_of(actor),
        "decided_at": timezone.now(),
    }
    Review.objects.filter(record__in=uuids, state__in=OPEN_STATES).update(**closed | values)


def settled(uuids: Sequence[UUID]) -> None:
    """After a publication: nothing waits any more."""
    Approved.objects.filter(record__in=uuids).delete()
    Author.objects.filter(record__in=uuids).delete()


def withdrawn(uuids: Sequence[UUID]) -> None:
    """After a withdrawal: nothing is approved any more, nor to be withdrawn again."""
    Approved.objects.filter(record__in=uuids).delete()
    Expiry.objects.filter(record__in=uuids).delete()


def expire(collection: Collection, uuid: UUID, at: datetime | None) -> None:
    """Have a record withdrawn at a time; None: never."""
    if at is None:
        Expiry.objects.filter(record=uuid).delete()
    else:
        Expiry.objects.update_or_create(
            record=uuid, defaults={"collection": collection.name, "at": at}
        )


def forget(uuid: UUID) -> None:
    """After a record was deleted: nothing waits for it. What was said about it stays."""
    Approved.objects.filter(record=uuid).delete()
    Author.objects.filter(record=uuid).delete()
    Expiry.objects.filter(record=uuid).delete()
    Review.objects.filter(record=uuid, state__in=OPEN_STATES).update(
        state=ReviewState.CLOSED, decided_at=timezone.now()
    )
