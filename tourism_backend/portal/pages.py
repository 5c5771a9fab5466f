"""What every public page is wrapped in: validators, cache rules, refusals as pages.

A page is a copy of public rows in a language: no cookie, no session, so that a CDN may keep it.
Its validator is the change version, and the *tick*: how many of the dated records have begun or
ended by now, so that a page about them changes when they do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from tourism_backend.common.http import not_modified
from tourism_backend.common.problems import Problem, not_found, unavailable
from tourism_backend.portal import errors
from tourism_backend.portal.context import base_context
from tourism_backend.portal.head import Head
from tourism_backend.portal.release import release
from tourism_backend.publishing import reads
from tourism_backend.publishing.registry import registry

CACHE_CONTROL = "public, max-age=0, must-revalidate"

View = Callable[..., HttpResponse]


class Unchanged(Exception):
    """The visitor holds this very page; ``response`` says so."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


class Elsewhere(Exception):
    """What was asked for is shown on another page."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True)
class Page:
    """What a view found: the template, what it is filled with, and what its head says."""

    template: str
    head: Head
    context: Mapping[str, Any] = field(default_factory=dict)
    # What the page's policy must allow besides, by directive (hashes, so that it can be kept).
    csp: Mapping[str, list[str]] = field(default_factory=dict)


@dataclass
class Visit:
    """One request for a page: its language, and the state of the public rows it is made of."""

    request: HttpRequest
    language: str
    version: int
    tick: int
    etag: str = ""

    def validate(self, *more: object) -> None:
        """Fix the page's validator; ``more`` is what the page shows beside public rows.

        Raises Unchanged when the visitor holds the page already.
        """
        made_of = (release(), self.version, self.tick, self.language, *more)
        digest = hashlib.blake2b(repr(made_of).encode(), digest_size=12)
        self.etag = f'W/"{digest.hexdigest()}"'
        held = not_modified(self.request, self.etag)
        if held:
            raise Unchanged(held)


def state() -> tuple[int, int]:
    """The newest change version of all collections, and the tick (one statement)."""
    dated = [collection for collection in registry if collection.period]
    begun_or_over = " + ".join(
        "(SELECT count(*) FILTER (WHERE lower(period) <= now())"
        f" + count(*) FILTER (WHERE upper(period) <= now()) FROM {collection.partition})"
        for collection in dated
    )
    ((version, tick),) = reads.fetch(
        f"SELECT coalesce(max(version), 0), {begun_or_over or '0'} FROM publishing_collection"
    )
    return int(version), int(tick)


def public_page(view: Callable[..., Page]) -> View:
    """A view's answer as a page for anyone: validated, compressed, refused in words.

    The view gets a Visit and the address's parts, and returns a Page.
    """
    return _wrapped(view, live=False)


def live_page(view: Callable[..., Page]) -> View:
    """A page that shows what changes by the minute: it calls ``visit.validate`` with that."""
    return _wrapped(view, live=True)


def _wrapped(view: Callable[..., Page], *, live: bool) -> View:
    @require_safe
    @gzip_page
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            return _answer(view, request, kwargs, live=live)
        except Unchanged as unchanged:
            return _kept(unchanged.response)
        except reads.Moved as moved:
            return moved_to(request, kwargs["slug"], moved.slug)
        except Elsewhere as elsewhere:
            return HttpResponsePermanentRedirect(elsewhere.path)
        except Http404:
            return errors.refused(request, not_found())
        except Problem as problem:
            return errors.refused(request, problem)
        except (OperationalError, InterfaceError):
            return errors.refused(request, unavailable())

    return answer


def _answer(
    view: Callable[..., Page], request: HttpRequest, kwargs: dict[str, Any], *, live: bool
) -> HttpResponse:
    visit = Visit(request, get_language() or settings.LANGUAGE_CODE, *state())
    if not live:
        visit.validate()
    page = view(visit, **kwargs)
    context = {**base_context(request, visit.language, page.head, visit.version), **page.context}
    response = HttpResponse(render_to_string(page.template, context))
    response["ETag"] = visit.etag
    if page.csp:
        response._csp_update = dict(page.csp)  # type: ignore[attr-defined]  # for django-csp
    return _kept(response)


def _kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store" if settings.DEBUG else CACHE_CONTROL
    return response


def moved_to(request: HttpRequest, old: str, new: str) -> HttpResponse:
    """Where the record of an old slug is now, for good."""
    before, _slug, after = request.path.rpartition(f"/{old}/")
    path = f"{before}/{new}/{after}"
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    response["Cache-Control"] = "public, max-age=3600"
    return response
