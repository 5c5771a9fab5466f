"""A visitor says where a place really is: a plain form, for a page without a script.

The only page that sets a cookie (the form's own, against forged requests), and is never kept.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods

from geo.places.services import propose_position
from tourism_backend.common.problems import Problem, problem_of
from tourism_backend.common.text import clean
from tourism_backend.portal import errors, links, trails
from tourism_backend.portal.context import base_context
from tourism_backend.portal.head import Head
from tourism_backend.portal.reading import Item, record
from tourism_backend.portal.trails import Step
from tourism_backend.publishing import reads

LIMITS = {"position": 80, "note": 500, "contact": 120}
# "21.8538, 106.7610", also with a decimal comma: "21,8538; 106,7610".
_PAIR = re.compile(r"^\(?\s*(-?\d{1,3}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*\)?$")
_COMMA_PAIR = re.compile(r"^\(?\s*(-?\d{1,3},\d+)\s*[; ]\s*(-?\d{1,3},\d+)\s*\)?$")


@never_cache
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, slug: str) -> HttpResponse:
    """The form, and what became of it."""
    language = get_language() or settings.LANGUAGE_CODE
    try:
        place, _etag = record("places", language, slug)
        if request.method == "POST":
            return _received(request, place, language)
        return _form(request, place, language, sent="sent" in request.GET)
    except reads.Moved as moved:
        return HttpResponsePermanentRedirect(links.record("propose", moved.slug, language))
    except Problem as problem:
        return errors.refused(request, problem)


def _received(request: HttpRequest, place: Item, language: str) -> HttpResponse:
    given = {name: clean(request.POST.get(name, ""))[:most] for name, most in LIMITS.items()}
    point = read_position(given["position"])
    if point is None:
        message = _("This is no position. Give latitude and longitude, such as 21.8538, 106.7610.")
        return _form(request, place, language, given, [message], status=400)
    # People leave the hidden field empty; what fills every field in is thanked and forgotten.
    if not request.POST.get("homepage"):
        try:
            propose_position(
                place["slug"], point, note=given["note"], contact=given["contact"], by=None
            )
        except Exception as error:
            problem = problem_of(error)
            if problem is None:
                raise
            if problem.status >= 500:
                return errors.refused(request, problem)
            reasons = [str(one.reason) for one in problem.errors] or [str(problem.detail)]
            return _form(request, place, language, given, reasons, status=problem.status)
    return HttpResponseRedirect(links.record("propose", place["slug"], language) + "?sent=1")


def read_position(text: str) -> tuple[float, float] | None:
    """(lon, lat) of ``latitude, longitude`` in degrees; None when it is no position on Earth.

    Two numbers that can only be longitude and latitude are taken the other way round.
    """
    found = _PAIR.match(text.strip()) or _COMMA_PAIR.match(text.strip())
    if not found:
        return None
    lat, lon = (float(number.replace(",", ".")) for number in found.groups())
    if abs(lat) > 90 >= abs(lon):
        lat, lon = lon, lat
    return (lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _form(
    request: HttpRequest,
    place: Item,
    language: str,
    given: dict[str, str] | None = None,
    mistakes: list[str] | None = None,
    *,
    sent: bool = False,
    status: int = 200,
) -> HttpResponse:
    place_path = links.record("place", place["slug"], language)
    title = _("Propose the exact spot")
    context: dict[str, Any] = base_context(request, language, Head(title=title, indexed=False))
    context |= {
        "place": place,
        "place_path": place_path,
        "trail": trails.trail(language, Step(place["name"], place_path), Step(title)),
        "given": given or {},
        "errors": mistakes or [],
        "sent": sent,
        "csrf_token": "" if sent else get_token(request),
    }
    return HttpResponse(render_to_string("portal/propose.html", context), status=status)
