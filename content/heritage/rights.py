"""Who may do what with what hangs on a record of the register: surveys, works, papers, bearers.

Actions are ``<part>.<verb>`` as everywhere (``accounts.roles``). A person needs the right to the
part, the right to change the record it hangs on, and the record to lie within their limits.
``own``: what they made themselves they may change and take back too.
"""

from __future__ import annotations

from typing import Any

from content.heritage.models import DocumentKind
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role, allow
from tourism_backend.publishing import access

# What contributors (the communes' people) may do; whatever else there is, is the curators'.
CONTRIBUTED: dict[str, tuple[str, ...]] = {
    "decision": ("view", "add", "change", "delete"),  # while they wait for approval
    "survey": ("view", "add", "own"),
    "incident": ("view", "add", "own"),
    "viewpoint": ("view", "add"),
    "photograph": ("view", "add", "own"),
    "document": ("view", "add"),
    "intervention": ("view",),
}
CURATED = (*CONTRIBUTED, "inscription", "recognition", "bearer", "budget", "worksdocument")
# These tell what works cost.
OF_BUDGET = (DocumentKind.PLAN.value, DocumentKind.PERMIT.value)


def declare() -> None:
    """Enter the rights in the table of roles."""
    for part in CURATED:
        allow(f"{part}.*", Role.CURATOR)
    for part, verbs in CONTRIBUTED.items():
        for verb in verbs:
            allow(f"{part}.{verb}", Role.CONTRIBUTOR)
    allow("monument.print", Role.CURATOR)


def may(person: User, part: str, verb: str, owner: str, record: Any = None) -> bool:
    """Whether they may do this with parts of the record; ``owner`` names its kind."""
    return (
        person.may(f"{part}.{verb}")
        and person.may(f"{owner}.change")
        and (record is None or access.covers(person, record))
    )


def may_change(person: User, thing: Any, owner: str = "monument") -> bool:
    """Whether they may change or take back this one."""
    part, record = thing._meta.model_name, getattr(thing, owner)
    if may(person, part, "change", owner, record):
        return True
    made_by = getattr(thing, "made_by_id", None)
    return made_by == person.pk and may(person, part, "own", owner, record)


def may_read(person: User, document: Any) -> bool:
    """Whether they may read a document or photograph of a monument."""
    part = document._meta.model_name
    if getattr(document, "kind", "") in OF_BUDGET:
        part = "worksdocument"
    return may(person, part, "view", "monument", document.monument)
