"""Where a person's rights end: the communes, categories or collections they are limited to.

Accounts know no collections: who does (``publishing.access``) says here how it is asked whether a
record lies within a person's limits. Until somebody has said so, whoever is limited may do nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tourism_backend.accounts.models import User

Covers = Callable[["User", Any], bool]


@dataclass
class _Rule:
    covers: Covers


def _nothing(person: User, record: Any) -> bool:
    return not person.limits


_rule = _Rule(_nothing)


def ask(covers: Covers) -> None:
    """Have this asked from now on."""
    _rule.covers = covers


def covers(person: User, record: Any) -> bool:
    """Whether a record lies within the person's limits."""
    return _rule.covers(person, record)
