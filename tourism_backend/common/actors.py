"""Who does a write. Every service takes an explicit actor; no actor is an error, not a pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import PermissionDenied


class Forbidden(PermissionDenied):
    """The actor may not do this. ``action`` is what was asked for."""

    def __init__(self, actor: Actor, action: str) -> None:
        super().__init__(f"{actor.label} may not {action}")
        self.action = action


class Actor(Protocol):
    """A person or a part of the system that writes."""

    @property
    def label(self) -> str:
        """How the actor is named in histories and logs."""

    def may(self, action: str) -> bool:
        """Whether the actor has the right to ``action``, e.g. ``places.publish``."""


@dataclass(frozen=True)
class SystemActor:
    """A command, an import or a task: may do all, and is named in the history."""

    label: str

    def may(self, action: str) -> bool:
        """Everything: what a system actor does was decided when it was started."""
        return True


def require(actor: Actor, action: str) -> None:
    """Raise Forbidden unless the actor may do it."""
    if not actor.may(action):
        raise Forbidden(actor, action)
