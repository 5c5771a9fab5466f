"""Plans over HTTP: make, read, change, delete, export. Mounted under ``/plans``."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, Literal, TypeVar, cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Query, Router, Status

from content.planner import saved
from content.planner.exports import FORMS, Sheet
from content.planner.models import SavedPlan
from content.planner.plans import Plan
from content.planner.schemas import ChangeIn, MadeOut, PlanIn, PlanOut
from content.planner.telling import told
from tourism_backend.common.http import language_of
from tourism_backend.common.problems import Problem, invalid
from tourism_backend.common.throttle import spend
from tourism_backend.publishing.collection import languages
from tourism_backend.publishing.openapi import LANG, refusals
from tourism_backend.publishing.query import Parameters, one_of

PREFIX = "/plans"
router = Router(tags=["plans"])

_ETAG = re.compile(r'^(?:W/)?"([1-9][0-9]{0,8})"$')


F = TypeVar("F", bound=Callable[..., Any])


def _in_its_language(operation: F) -> F:
    """Every sentence of an answer in the language asked for, whatever the browser prefers."""

    @wraps(operation)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with translation.override(language_of(request)):
            return operation(request, *args, **kwargs)

    return cast("F", answer)


def _header(name: str, doc: str, pattern: str) -> dict[str, Any]:
    schema = {"type": "string", "maxLength": 200, "pattern": pattern}
    return {"name": name, "in": "header", "required": True, "schema": schema, "description": doc}


SECRET = _header("X-Edit-Secret", "The `edit_secret` that making the plan gave.", "^[!-~]+$")
IF_MATCH = _header("If-Match", "The ETag of the version that is changed.", '^"[0-9]+"$')


def _language(request: HttpRequest) -> str:
    """The language asked for. Raises Problem 400 for one that is not offered."""
    asked = Parameters({"lang": request.GET["lang"]} if "lang" in request.GET else {})
    language = language_of(request)
    found = asked.read("lang", one_of(*languages(), language), language)
    if asked.errors:
        raise invalid(*asked.errors)
    return found


def _secret(request: HttpRequest) -> str:
    return str(request.headers.get("X-Edit-Secret", ""))[:200]


def _members(record: SavedPlan, language: str) -> dict[str, Any]:
    members = told(Plan.of(record.result), language).members
    return members | {
        "id": record.uuid,
        "title": record.title,
        "kept": record.kept,
        "revision": record.revision,
        "expires_at": record.expires_at.isoformat(),
        "page": f"/{language}/planner/{record.uuid}/",
        "request": record.request,
    }


def _answer(response: HttpResponse, record: SavedPlan, language: str) -> dict[str, Any]:
    response["ETag"] = f'"{record.revision}"'
    response["Cache-Control"] = "private, no-store"
    response["Content-Language"] = language
    response["X-Robots-Tag"] = "noindex"
    return _members(record, language)


def throttled(request: HttpRequest) -> None:
    """Searches cost: a client has fewer of them than of reads. Raises Problem 429."""
    refused = spend(request, "plans", settings.PLANNER_RATE_PER_MINUTE)
    if refused:
        raise refused


def revision_of(header: str | None) -> int:
    """The revision of an ``If-Match``. Raises Problem 428 without one, 412 for another's."""
    if header is None:
        detail = _("Say which version you change: send its ETag in If-Match.")
        raise Problem(428, "precondition-required", detail)
    found = _ETAG.match(header.strip())
    return int(found[1]) if found else 0


@router.post(
    "",
    response={201: MadeOut},
    operation_id="plans_make",
    summary="plans: plan a trip",
    by_alias=True,
    openapi_extra={"parameters": [LANG], "responses": refusals(400, 413, 429, 503)},
)
@_in_its_language
def make(request: HttpRequest, response: HttpResponse, trip: PlanIn) -> Status[dict[str, Any]]:
    """Plan a trip, and keep the plan for two days, or with ``keep`` for a year."""
    language = _language(request)
    throttled(request)
    record, secret = saved.make(trip.asked(), title=trip.title, keep=trip.keep)
    response["Location"] = f"{request.path}/{record.uuid}"
    return Status(201, _answer(response, record, language) | {"edit_secret": secret})


@router.get(
    "/{uuid:plan}",
    response=PlanOut,
    operation_id="plans_detail",
    summary="plans: one plan",
    by_alias=True,
    openapi_extra={"parameters": [LANG], "responses": refusals(400, 404, 429, 503)},
)
@_in_its_language
def detail(request: HttpRequest, response: HttpResponse, plan: UUID) -> dict[str, Any]:
    """A plan for whoever knows its id: names are those of today."""
    return _answer(response, saved.read(plan), _language(request))


@router.patch(
    "/{uuid:plan}",
    response=PlanOut,
    operation_id="plans_change",
    summary="plans: change one",
    by_alias=True,
    openapi_extra={
        "parameters": [LANG, SECRET, IF_MATCH],
        "responses": refusals(400, 403, 404, 412, 413, 428, 429, 503),
    },
)
@_in_its_language
def change(
    request: HttpRequest,
    response: HttpResponse,
    plan: UUID,
    wanted: ChangeIn,
) -> dict[str, Any]:
    """Rearrange a plan: it is timed anew, and what does not hold gets a warning."""
    language, secret = _language(request), _secret(request)
    saved.opened(plan, secret)
    revision = revision_of(request.headers.get("If-Match"))
    throttled(request)
    record = saved.change(plan, secret, revision, wanted.wanted())
    return _answer(response, record, language)


@router.delete(
    "/{uuid:plan}",
    response={204: None},
    operation_id="plans_delete",
    summary="plans: delete one",
    openapi_extra={"parameters": [SECRET], "responses": refusals(403, 404, 429, 503)},
)
@_in_its_language
def delete(request: HttpRequest, plan: UUID) -> Status[None]:
    """Delete a plan at once and for good."""
    saved.delete(plan, _secret(request))
    return Status(204, None)


@router.get(
    "/{uuid:plan}/export",
    operation_id="plans_export",
    summary="plans: one as a file",
    openapi_extra={
        "parameters": [LANG],
        "responses": {
            200: {
                "description": "The file",
                "content": {
                    form.media_type.split(";")[0]: {"schema": {"type": "string"}}
                    if name != "geojson"
                    else {"schema": {"type": "object"}}
                    for name, form in FORMS.items()
                },
            },
            **refusals(400, 404, 429, 503),
        },
    },
)
@_in_its_language
def export(
    request: HttpRequest, plan: UUID, format: Annotated[Literal["gpx", "geojson", "ics"], Query()]
) -> HttpResponse:
    """GPX routes, GeoJSON or a calendar."""
    record, language = saved.read(plan), _language(request)
    form = FORMS[format]
    page = request.build_absolute_uri(f"/{language}/planner/{record.uuid}/")
    sheet = Sheet(
        record.uuid,
        record.title or _("Trip plan"),
        page,
        told(Plan.of(record.result), language),
        record.edited_at,
    )
    response = HttpResponse(form.write(sheet), content_type=form.media_type)
    response["Content-Disposition"] = f'attachment; filename="plan.{form.ending}"'
    response["Cache-Control"] = "private, no-store"
    response["Content-Language"] = language
    response["X-Robots-Tag"] = "noindex"
    return response
