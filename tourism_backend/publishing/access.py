"""Who may do what with which records: the role's right, and the person's limits.

A person may be limited to values of facets (``accounts.Scope``): communes, categories,
collections. Whether a record lies within is asked of the collection's own declared facets, over
the working record as it stands.
"""

from __future__ import annotations

from collections.abc import Collection as Many
from typing import Any
from uuid import UUID

from tourism_backend.accounts.models import User
from tourism_backend.common.actors import Actor, Forbidden, SystemActor, require
from tourism_backend.publishing.collection import Collection, Facet
from tourism_backend.publishing.models import Record, Status
from tourism_backend.publishing.registry import registry

# What a limit is called, and the facets that say it.
FACETS = {"area": ("area", "commune")}
# What may be done with a draft that lies nowhere yet: it has to lie somewhere to be submitted.
WHILE_WRITING = frozenset({"add", "change", "delete"})


def person_of(actor: Actor) -> User | None:
    """The person who acts; None when it is a part of the system."""
    if isinstance(actor, SystemActor):
        return None
    if not isinstance(actor, User):
        raise TypeError(f"{actor!r} is neither a person nor a part of the system")
    return actor


def action(collection: Collection, verb: str) -> str:
    """How the roles' table calls a verb: ``place.publish``."""
    return f"{collection.model._meta.model_name}.{verb}"


def require_on(actor: Actor, collection: Collection, verb: str, uuids: Many[UUID]) -> None:
    """Raise Forbidden unless the actor may do this with all of these records, as they stand."""
    require(actor, action(collection, verb))
    if verb != "view" and outside(actor, collection, verb, uuids):
        raise Forbidden(actor, action(collection, verb))


def may_on(actor: Actor, collection: Collection, verb: str, uuid: UUID) -> bool:
    """Whether the actor may do this with a record."""
    return actor.may(action(collection, verb)) and (
        verb == "view" or not outside(actor, collection, verb, [uuid])
    )


def outside(actor: Actor, collection: Collection, verb: str, uuids: Many[UUID]) -> set[UUID]:
    """Those of the records that lie outside the actor's limits: one query, none without limits."""
    person = person_of(actor)
    limits = {} if person is None else dict(person.limits)
    if not limits:
        return set()
    collections = limits.pop("collection", None)
    if collections is not None and collection.name not in collections:
        return set(uuids)
    facets = {name: _facet(collection, name) for name in limits}
    if not all(facets.values()):
        return set(uuids)
    asked = {f"limit_{n}": facets[name].values for n, name in enumerate(limits)}  # type: ignore[union-attr]
    records: Any = collection.model._default_manager.filter(uuid__in=uuids)
    rows = records.annotate(**asked).values_list("uuid", "status", *asked)
    return {
        row[0]
        for row in rows
        if not all(
            _within(
                _tokens(held), allowed, writing=verb in WHILE_WRITING and row[1] == Status.DRAFT
            )
            for allowed, held in zip(limits.values(), row[2:], strict=True)
        )
    }


def _facet(collection: Collection, limit: str) -> Facet | None:
    names = FACETS.get(limit, (limit,))
    return next((facet for facet in map(collection.facet, names) if facet is not None), None)


def _tokens(held: Any) -> set[str]:
    values = held if isinstance(held, list | tuple) else [held]
    return {str(value) for value in values if value not in (None, "")}


def _within(held: set[str], allowed: frozenset[str], *, writing: bool) -> bool:
    return bool(held & allowed) or (writing and not held)


def covers(person: User, record: Any) -> bool:
    """Whether a record lies within a person's limits; what is no record has no limits."""
    if not isinstance(record, Record) or record.pk is None:
        return True
    collection = registry.of_model(type(record))
    return collection is None or not outside(person, collection, "change", [record.uuid])
