"""Refusals as problem details (RFC 9457), in the caller's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tourism_backend.common.http import language_of

MEDIA_TYPE = "application/problem+json"

TITLES: Mapping[int, Any] = {
    400: _("The request is not understood"),
    401: _("Please sign in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("This method is not offered here"),
    406: _("No such format"),
    409: _("The record's state does not allow this"),
    410: _("Gone"),
    412: _("Changed meanwhile"),
    413: _("Too large"),
    415: _("This media type is not taken here"),
    422: _("Some fields are not right"),
    428: _("Say which version you change"),
    429: _("Too many requests"),
    500: _("Something went wrong on our side"),
    503: _("Not available at the moment"),
}


@dataclass(frozen=True)
class FieldError:
    """One thing that is wrong: the parameter or member, and the reason."""

    field: str
    reason: Any  # lazy text


@dataclass
class Problem(Exception):
    """A refusal: HTTP status, a stable code, what is wrong, field by field.

    Raise it from a service or a view; ``response`` makes the answer. ``code`` names the kind of
    problem for programs (it stands in ``type``), ``detail`` is for people.
    """

    status: int
    code: str
    detail: Any = ""
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)  # further members of the answer

    def body(self, instance: str) -> dict[str, Any]:
        """The problem as its JSON members, in the active language."""
        members: dict[str, Any] = {
            "type": f"urn:problem:{self.code}",
            "title": str(TITLES.get(self.status, TITLES[400])),
            "status": self.status,
            "instance": instance,
        }
        if self.detail:
            members["detail"] = str(self.detail)
        if self.errors:
            members["errors"] = [
                {"field": error.field, "reason": str(error.reason)} for error in self.errors
            ]
        return members | dict(self.more)

    def response(self, request: HttpRequest) -> HttpResponse:
        """The answer, in the request's language."""
        language = language_of(request)
        with translation.override(language):
            body = orjson.dumps(self.body(request.path))
        response = HttpResponse(body, status=self.status, content_type=MEDIA_TYPE)
        response["Content-Language"] = language
        response["Cache-Control"] = "no-store"
        for name, value in self.headers.items():
            response[name] = value
        return response


def unavailable() -> Problem:
    """The database does not answer: the caller may come back soon."""
    detail = _("The service cannot reach its data. Please try again in a moment.")
    return Problem(503, "unavailable", detail, headers={"Retry-After": "5"})


def invalid(*errors: FieldError) -> Problem:
    """Parameters that are not right, each with its reason."""
    return Problem(400, "invalid-parameter", _("Some parameters are not right."), errors)


def not_found() -> Problem:
    """There is nothing at this address."""
    return Problem(404, "not-found", _("There is nothing at this address."))


def _from_validation(error: ValidationError) -> Problem:
    by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    errors = [FieldError(name, reason) for name, reasons in by_field.items() for reason in reasons]
    return Problem(422, "invalid-record", _("Some fields are not right."), errors)


def problem_of(error: Exception) -> Problem | None:
    """The problem an exception stands for; None for what is a fault of ours."""
    match error:
        case Problem():
            return error
        case Http404():
            return not_found()
        case PermissionDenied():
            return Problem(403, "forbidden", _("You do not have the right to do this."))
        case ValidationError():
            return _from_validation(error)
        case MultiPartParserError():
            return Problem(400, "malformed")
        case RequestDataTooBig():
            return Problem(413, "too-large")
        case OperationalError() | InterfaceError():
            return unavailable()
    return None
