"""Roles, and the one table of what each may do.

An action is ``<model>.<verb>``: ``place.publish``, ``category.change``. A pattern is matched as
in a shell (``place.*``). What no row allows is refused.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person does here."""

    NONE = "", _("No role")
    CONTRIBUTOR = "contributor", _("Contributor")
    CURATOR = "curator", _("Curator")
    CHIEF_CURATOR = "chief_curator", _("Chief curator")
    OPERATOR = "operator", _("Operator")
    ADMINISTRATOR = "administrator", _("Administrator")


# Operators have no row yet: theirs come with the products they sell.
RIGHTS: dict[str, frozenset[Role]] = {
    "*": frozenset({Role.ADMINISTRATOR}),
    "area.*": frozenset({Role.CURATOR}),
    "area.view": frozenset({Role.CONTRIBUTOR}),
    "category.*": frozenset({Role.CURATOR}),
    "category.view": frozenset({Role.CONTRIBUTOR}),
    "disruption.*": frozenset({Role.CURATOR}),
    "place.*": frozenset({Role.CURATOR}),
    "positionproposal.*": frozenset({Role.CURATOR}),
}

# Verbs that no ``<model>.*`` gives to more than these: publishing what nobody has reviewed, and
# being let off the rule that it be another's work.
RESERVED: dict[str, frozenset[Role]] = {
    "publish": frozenset({Role.CHIEF_CURATOR, Role.ADMINISTRATOR}),
    "override": frozenset({Role.ADMINISTRATOR}),
}
# A role has the rights of those below it too.
BELOW: dict[str, frozenset[str]] = {Role.CHIEF_CURATOR: frozenset({Role.CURATOR})}
# What contributors do with records: they write and submit; somebody else approves.
CONTRIBUTED = ("view", "add", "change", "submit")


def allow(pattern: str, *roles: Role) -> None:
    """Let roles do what matches; a room calls this for its own actions in ``AppConfig.ready()``."""
    RIGHTS[pattern] = RIGHTS.get(pattern, frozenset()) | frozenset(roles)


def contribute(*models_named: str) -> None:
    """Let contributors write and submit records of these models (``place``, ``event``)."""
    for name in models_named:
        for verb in CONTRIBUTED:
            allow(f"{name}.{verb}", Role.CONTRIBUTOR)


def may(role: str, action: str) -> bool:
    """Whether a role has the right to an action."""
    if role not in RESERVED.get(action.rpartition(".")[2], Role.values):
        return False
    held = {role} | BELOW.get(role, frozenset())
    return any(held & roles and fnmatchcase(action, pattern) for pattern, roles in RIGHTS.items())


contribute("place", "disruption")
