"""The short way of public reads, and problem details for every refusal on their paths."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, get_urlconf, resolve
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from tourism_backend.common.http import language_of
from tourism_backend.common.problems import MEDIA_TYPE, Problem, not_found, problem_of
from tourism_backend.common.throttle import refusal

log = logging.getLogger(__name__)
MACHINE_PATHS = ("/api/", "/tiles/", "/iiif/")
PAGES = ("/api/v1/docs",)  # read by people: with the policies of pages


@lru_cache(maxsize=4096)
def _view_at(path: str, urlconf: Any) -> ResolverMatch:
    """What serves a path. The same few are asked for again and again, and there are many views."""
    return resolve(path, urlconf)


def is_anonymous(request: HttpRequest) -> bool:
    """Whether nobody's rights can matter: no credentials, and no page for people."""
    if "HTTP_AUTHORIZATION" in request.META or request.path_info.startswith(PAGES):
        return False
    return "HTTP_COOKIE" not in request.META or not set(request.COOKIES).intersection(
        (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME)
    )


class ProblemMiddleware:
    """Wraps the API, the tiles and the IIIF door: rate limit, problem details for every refusal.

    A read that brings no credentials goes straight to its view: sessions, forms, messages and
    the policies of pages have nothing to say to it, and cost more than the answer does. Pages
    keep Django's own error pages, except that a database that is away is a 503 there too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request, or refuse it in a form programs can read."""
        if not request.path_info.startswith(MACHINE_PATHS):
            return self.get_response(request)
        refused = refusal(request)
        if refused:
            return refused.response(request)
        with translation.override(language_of(request)):
            response = self._answer(request)
        kind = response.headers.get("Content-Type", "")
        if response.status_code >= 400 and not kind.startswith(MEDIA_TYPE):
            return _as_problem(response).response(request)
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        """HEAD is answered like GET, less the body, which the server leaves out (RFC 9110)."""
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        asked, request.method = request.method, "GET"
        try:
            return self._read(request) if is_anonymous(request) else self.get_response(request)
        finally:
            request.method = asked

    def _read(self, request: HttpRequest) -> HttpResponse:
        """The short way: from the address to its view."""
        request.user = AnonymousUser()
        try:
            match = _view_at(request.path_info, get_urlconf())
            request.resolver_match = match
            answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
        except Resolver404:
            return not_found().response(request)
        except Exception as error:
            refused = self.process_exception(request, error)
            assert refused is not None
            return refused
        if not answer.streaming and answer.content:
            answer["Content-Length"] = str(len(answer.content))
        return answer

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """An exception that stands for a refusal becomes one."""
        machine = request.path_info.startswith(MACHINE_PATHS)
        problem = problem_of(error)
        if problem is None and machine:
            log.error("fault at %s", request.path, exc_info=error)
            problem = Problem(500, "fault")
        if problem is None or (not machine and problem.status != 503):
            return None
        return problem.response(request)


def _as_problem(response: HttpResponse) -> Problem:
    codes = {404: "not-found", 405: "method-not-allowed", 403: "forbidden", 500: "fault"}
    details = {404: _("There is nothing at this address.")}
    status = response.status_code
    headers = {"Allow": response["Allow"]} if "Allow" in response else {}
    return Problem(status, codes.get(status, "refused"), details.get(status, ""), headers=headers)
