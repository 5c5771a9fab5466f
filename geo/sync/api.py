"""``/changes``: what has changed in the public rows since a version."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from geo.sync import openapi, statements
from geo.sync.asked import Asked, Position, parse
from tourism_backend.common.http import language_of, next_address, not_modified, public_answer
from tourism_backend.common.problems import FieldError, Problem
from tourism_backend.publishing import reads

PREFIX = ""
MEDIA_TYPE = "application/json"

router = Router(tags=["sync"])


@dataclass(frozen=True)
class State:
    """Versions: the newest of the asked collections, the newest of all, where they begin."""

    asked: int
    newest: int
    beginning: int

    def require(self, asked: Asked) -> None:
        """Refuse a version that this database has not drawn. Raises Problem 410."""
        if not asked.base or self.beginning <= asked.base <= self.newest:
            return
        reason = _("there is no such version here: throw the copy away, and begin with 0")
        detail = _("The data was set up anew since that version. Please load everything again.")
        raise Problem(410, "sync-restart", detail, [FieldError("since", reason)])


@router.get(
    "/changes",
    operation_id="changes",
    summary="sync: what has changed since a version",
    openapi_extra={"parameters": openapi.parameters(), "responses": openapi.responses()},
)
def changes(request: HttpRequest) -> HttpResponse:
    """What an app must know to bring its copy up to date; a 304 while there is nothing."""
    asked = parse(request.GET.dict(), language=language_of(request))
    if "HTTP_IF_NONE_MATCH" in request.META:
        ((*held_state,),) = reads.fetch(statements.STATE, [asked.names])
        state = State(*held_state)
        state.require(asked)
        held = not_modified(request, _etag(asked, state))
        if held:
            return held
    # Planned for its values: a first copy of a box is read from another index than changes are.
    plain = asked.query.bbox is None
    ((*versions, entries, version, collection, row, following),) = reads.fetch(
        *statements.page(asked), prepare=plain
    )
    state = State(*versions)
    state.require(asked)
    after = Position(version, collection, UUID(row), asked.base or state.asked) if row else None
    body = b"".join(
        (
            b'{"version": %d, "changes": [' % _complete(asked, state, following),
            entries,
            b'], "next": ',
            orjson.dumps(next_address(request, after.token()) if after else None),
            b"}",
        )
    )
    etag = _etag(asked, state)
    return public_answer(request, body, MEDIA_TYPE, etag=etag, language=asked.query.language)


def _complete(asked: Asked, state: State, following: int | None) -> int:
    """Up to which version a copy is complete that has this page and those before it."""
    if following is None:
        return max(asked.since, state.asked)
    told = following - 1
    return told if told >= state.beginning else asked.since


def _etag(asked: Asked, state: State) -> str:
    """It names where the page begins too: apps that send the last tag they saw miss no page."""
    begins = asked.after.token() if asked.after else str(asked.since)
    return reads.version_etag(state.asked, asked.query.language, asked.query.format, begins)
