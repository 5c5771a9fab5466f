"""Who writes, from where and why: what history rows tell beside what changed."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import pghistory
from django.http import HttpRequest
from pghistory.middleware import HistoryMiddleware

from tourism_backend.common.actors import Actor
from tourism_backend.common.throttle import client_of


def written_by(actor: Actor, why: str = "") -> AbstractContextManager[Any]:
    """Have the history rows of what is written here name the actor, and the reason if given."""
    told = {"actor": actor.label} | ({"why": why} if why else {})
    context: AbstractContextManager[Any] = pghistory.context(**told)
    return context


class TrailMiddleware(HistoryMiddleware):
    """Names the person, the path, and the address that somebody signed in writes from.

    A visitor's address is kept nowhere.
    """

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every history row of the request tells."""
        context: dict[str, Any] = super().get_context(request)
        if request.user.is_authenticated:
            context["address"] = client_of(request)
        return context
