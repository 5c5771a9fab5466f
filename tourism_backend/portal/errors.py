"""Refusals as pages, in the visitor's language. None of them needs the database."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tourism_backend.common.http import language_of
from tourism_backend.common.middleware import MACHINE_PATHS
from tourism_backend.common.problems import Problem
from tourism_backend.common.problems import not_found as no_such_page
from tourism_backend.portal.context import base_context
from tourism_backend.portal.head import Head

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Words:
    """What a refusal says: a title, and what to do now."""

    title: Any
    text: Any


WORDS = {
    400: Words(
        _("This address is not understood"),
        _("Something in it is not right. Search below, or begin again from the home page."),
    ),
    403: Words(_("Not allowed"), _("You cannot open this page.")),
    404: Words(
        _("There is no such page"),
        _("The address may be mistyped, or the page may have moved. Search for it below."),
    ),
    405: Words(_("Not offered here"), _("This page can only be read.")),
    410: Words(
        _("This has been withdrawn"),
        _("What stood here is no longer published. Perhaps there is something like it:"),
    ),
    429: Words(_("Too many requests"), _("Please wait a minute, then try again.")),
    500: Words(
        _("Something went wrong on our side"),
        _("The fault has been noted. Please try again in a moment."),
    ),
    503: Words(
        _("Not available at the moment"),
        _("We cannot reach our data right now. Please try again in a minute."),
    ),
}


def refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The page that says why not, with the status that says it to machines."""
    status = problem.status if problem.status in WORDS else 400
    language = language_of(request)
    words = WORDS[status]
    with translation.override(language):
        context = base_context(request, language, Head(str(words.title), indexed=False))
        context |= {"status": status, "title": words.title, "text": words.text}
        body = render_to_string("portal/error.html", context)
    response = HttpResponse(body, status=status)
    response["Content-Language"] = language
    response["Cache-Control"] = "no-store"
    for name, value in problem.headers.items():
        response[name] = value
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler400``."""
    return refused(request, Problem(400, "bad-request"))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler403``."""
    return refused(request, Problem(403, "forbidden"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's ``handler404``; programs get their problem from the middleware."""
    if request.path_info.startswith(MACHINE_PATHS):
        return HttpResponse(status=404)
    return refused(request, no_such_page())


def fault(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: says so even when the page that says so cannot be made."""
    try:
        return refused(request, Problem(500, "fault"))
    except Exception:
        log.exception("the page for a fault could not be made")
        return HttpResponse(b"Server error\n", status=500, content_type="text/plain")
