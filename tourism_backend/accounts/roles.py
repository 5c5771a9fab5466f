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
    CURATOR = "curator", _("Curator")
    OPERATOR = "operator", _("Operator")
    ADMINISTRATOR = "administrator", _("Administrator")


# Operators have no row yet: theirs come with the products they sell.
RIGHTS: dict[str, frozenset[Role]] = {
    "*": frozenset({Role.ADMINISTRATOR}),
    "area.*": frozenset({Role.CURATOR}),
    "category.*": frozenset({Role.CURATOR}),
    "disruption.*": frozenset({Role.CURATOR}),
    "place.*": frozenset({Role.CURATOR}),
    "positionproposal.*": frozenset({Role.CURATOR}),
}


def allow(pattern: str, *roles: Role) -> None:
    """Let roles do what matches; a room calls this for its own actions in ``AppConfig.ready()``."""
    RIGHTS[pattern] = RIGHTS.get(pattern, frozenset()) | frozenset(roles)


def may(role: str, action: str) -> bool:
    """Whether a role has the right to an action."""
    return any(role in roles and fnmatchcase(action, pattern) for pattern, roles in RIGHTS.items())
