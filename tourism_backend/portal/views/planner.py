"""The trip planner: a form, the plan it makes, the plan for those it is shared with.

All of it works without a script. A plan is changed at an address that holds its secret, so there
is no cookie and nothing a forged form could do that its sender could not: no CSRF token either.
Plans are never kept by caches or search engines, and send no referrer.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from content.planner import saved
from content.planner.api import throttled
from content.planner.layout import Visit
from content.planner.models import SavedPlan
from content.planner.plans import Plan
from content.planner.saved import Change
from tourism_backend.common.problems import Problem, problem_of
from tourism_backend.common.text import clean
from tourism_backend.portal import errors, linked_data, links, trails, trip, trip_form
from tourism_backend.portal.context import base_context, destination
from tourism_backend.portal.frame import frame
from tourism_backend.portal.head import Head
from tourism_backend.portal.pages import state
from tourism_backend.portal.trails import Step
from tourism_backend.publishing.query import MAX_TEXT

SHOWN_WITH_FORM = (400, 409, 412, 429, 503)
Routes = list[list[Visit]]
View = Callable[..., HttpResponse]


def _page(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, get_language() or settings.LANGUAGE_CODE, **kwargs)
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                raise
            response = errors.refused(request, problem)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return answer


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_page
def planner(request: HttpRequest, language: str) -> HttpResponse:
    """The form; what it sends becomes a plan at an address of its own."""
    if request.method != "POST":
        return _form(request, language, trip_form.first_look(request.GET))
    given = trip_form.sent(request.POST)
    try:
        throttled(request)
        asked = trip_form.read(given, language)
        if asked is None:
            return _form(request, language, given, status=400)
        record, secret = saved.make(asked)
    except Problem as problem:
        if problem.status not in SHOWN_WITH_FORM:
            raise
        given.mistakes += _reasons(problem)
        return _form(request, language, given, status=problem.status)
    return _see(_edit_path(record, secret))


@require_safe
@_page
def plan(request: HttpRequest, language: str, plan: UUID) -> HttpResponse:
    """A plan for whoever was sent its address: read only."""
    return _shown(request, language, saved.read(plan))


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@_page
def edit(request: HttpRequest, language: str, plan: UUID, secret: str) -> HttpResponse:
    """A plan for who made it: rearrange, plan anew, keep, delete."""
    record = saved.opened(plan, secret)
    if request.method != "POST":
        return _shown(request, language, record, secret=secret)
    try:
        if request.POST.get("do") == "delete":
            saved.delete(plan, secret)
            return _see(links.named("planner", language))
        wanted = _wanted(record, request.POST, language)
        if _searches(wanted):
            throttled(request)
        revision = request.POST.get("revision", "")
        number = int(revision) if revision.isascii() and revision.isdigit() else 0
        saved.change(plan, secret, number, wanted)
    except Problem as problem:
        if problem.status not in SHOWN_WITH_FORM:
            raise
        fresh = saved.opened(plan, secret)
        return _shown(
            request,
            language,
            fresh,
            secret=secret,
            mistakes=_reasons(problem),
            status=problem.status,
        )
    day = request.POST.get("do", "").split(":")[1:2]
    anchor = f"#day-{int(day[0]) + 1}" if day and day[0].isdigit() else ""
    return _see(_edit_path(record, secret) + anchor)


def _searches(wanted: Change) -> bool:
    return wanted.replan


def _wanted(record: SavedPlan, post: QueryDict, language: str) -> Change:
    """What a button asks for: ``do`` names it, with the day and the stop it stands at."""
    action, *where = post.get("do", "").split(":")
    routes = saved.routes_of(Plan.of(record.result))
    day, stop = [int(part) if part.isdigit() else -1 for part in (*where, "", "")][:2]
    if action == "keep":
        return Change(title=post.get("title", "")[:200], keep=True)
    if action == "hours":
        return Change(
            first=post.get("date", "")[:10] or None,
            opens=_hour(post.get("opens", "")),
            closes=_hour(post.get("closes", "")),
        )
    if action == "replan":
        return Change(replan=True)
    if action == "add":
        return Change(days=_added(routes, post, language))
    if 0 <= day < len(routes) and 0 <= stop < len(routes[day]) and action in _MOVES:
        _MOVES[action](routes, day, stop)
        return Change(days=routes)
    raise Problem(400, "unknown-action", _("This page does not understand that button."))


def _hour(text: str) -> time | None:
    found = text.isascii() and text.isdigit() and int(text[:3]) < 24
    return time(int(text[:3])) if found else None


def _added(routes: Routes, post: QueryDict, language: str) -> Routes:
    name = clean(post.get("name", ""))[:MAX_TEXT]
    slug = trip_form.place_called(name, language) if name else ""
    if not slug:
        detail = _("No place is called “%(name)s”.") % {"name": name}
        raise Problem(400, "no-such-place", detail)
    if any(visit.place == slug for route in routes for visit in route):
        raise Problem(409, "already-there", _("This place is in the plan already."))
    text = post.get("day", "")
    day = int(text) if text.isascii() and text.isdigit() and int(text[:3]) < len(routes) else 0
    routes[day].append(Visit(slug))
    return routes


def _up(routes: Routes, day: int, stop: int) -> None:
    """One earlier; the first of a day becomes the last of the day before."""
    visit = routes[day].pop(stop)
    if stop:
        routes[day].insert(stop - 1, visit)
    else:
        routes[max(0, day - 1)].insert(len(routes[day - 1]) if day else 0, visit)


def _down(routes: Routes, day: int, stop: int) -> None:
    """One later; the last of a day becomes the first of the next."""
    visit = routes[day].pop(stop)
    if stop < len(routes[day]):
        routes[day].insert(stop + 1, visit)
    elif day + 1 < len(routes):
        routes[day + 1].insert(0, visit)
    else:
        routes[day].append(visit)


def _remove(routes: Routes, day: int, stop: int) -> None:
    routes[day].pop(stop)


def _lock(routes: Routes, day: int, stop: int) -> None:
    visit = routes[day][stop]
    routes[day][stop] = Visit(visit.place, visit.stay, not visit.locked)


_MOVES: dict[str, Callable[[Routes, int, int], None]] = {
    "up": _up,
    "down": _down,
    "remove": _remove,
    "lock": _lock,
}


def _reasons(problem: Problem) -> list[str]:
    return [str(one.reason) for one in problem.errors] or [str(problem.detail)]


def _see(path: str) -> HttpResponse:
    response = HttpResponseRedirect(path)
    response.status_code = 303
    return response


def _edit_path(record: SavedPlan, secret: str) -> str:
    return reverse("portal:plan-edit", kwargs={"plan": record.uuid, "secret": secret})


def _form(
    request: HttpRequest, language: str, given: trip_form.Given, status: int = 200
) -> HttpResponse:
    version, _tick = state()
    title = _("Trip planner")
    steps = trails.trail(language, Step(title))
    text = _("Day plans for %(name)s that know opening hours, holidays and distances.")
    head = Head(
        title=title,
        description=text % {"name": destination(language)},
        facts=[trails.facts(request, steps), {"@type": "WebPage", "name": title}],
        indexed=status == 200,
    )
    context = base_context(request, language, head, version)
    context |= {"trail": steps, **trip_form.offered(given, frame(language, version), language)}
    body = render_to_string("portal/planner/form.html", context)
    return HttpResponse(body, status=status)


def _shown(
    request: HttpRequest,
    language: str,
    record: SavedPlan,
    *,
    secret: str = "",
    mistakes: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    version, _tick = state()
    shown = trip.shown(record, language)
    path = reverse("portal:plan", kwargs={"plan": record.uuid})
    share = links.absolute(request, path)
    steps = trails.trail(
        language, Step(_("Trip planner"), links.named("planner", language)), Step(shown["title"])
    )
    facts: list[linked_data.Facts] = [shown["trip"], trails.facts(request, [*steps[:-1]])]
    head = Head(title=shown["title"], indexed=False, facts=facts)
    context = base_context(request, language, head, version)
    context |= shown | {
        "trail": steps,
        "mistakes": mistakes or [],
        "editing": bool(secret),
        "share": share,
        "share_path": path,
        "qr": trip.qr(share),
        "exports": f"/api/v1/plans/{record.uuid}/export?lang={language}&format=",
        "from_hours": trip_form.FROM_HOURS,
        "until_hours": trip_form.UNTIL_HOURS,
        "opens": int(record.request["opens"][:2]),
        "closes": int(record.request["closes"][:2]),
        "first": record.request["first"],
        "asked": record.request,
        "pace": trip_form.PACE_WORDS[record.request["pace"]],
        "mode": trip_form.MODE_WORDS[record.request["mode"]],
        "mode_icon": trip_form.MODE_ICONS[record.request["mode"]],
        "new": links.named("planner", language),
    }
    if secret:
        context["names"] = trip_form.names(language)
    response = HttpResponse(render_to_string("portal/planner/plan.html", context), status=status)
    if shown["map"]:
        response._csp_update = dict(shown["map"].csp)  # type: ignore[attr-defined]  # django-csp
    return response
