"""Plans over HTTP: make, read, change, delete, export. Mounted under ``/plans``."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Header, Query, Router, Status

from content.planner import saved
from content.planner.exports import FORMS, Sheet
from content.planner.models import SavedPlan
from content.planner.plans import Plan
from content.planner.schemas import ChangeIn, MadeOut, PlanIn, PlanOut
from content.planner.telling import told
from tourism_backend.common.http import language_of
from tourism_backend.common.problems import Problem
from tourism_backend.common.throttle import spend
from tourism_backend.publishing.openapi import LANG, refusals

PREFIX = "/plans"
router = Router(tags=["plans"])

_ETAG = re.compile(r'^(?:W/)?"([1-9][0-9]{0,8})"$')


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
def make(request: HttpRequest, response: HttpResponse, trip: PlanIn) -> Status[dict[str, Any]]:
    """Plan a trip, and keep the plan for two days, or with ``keep`` for a year."""
    throttled(request)
    record, secret = saved.make(trip.asked(), title=trip.title, keep=trip.keep)
    language = language_of(request)
    response["Location"] = f"{request.path}/{record.uuid}"
    return Status(201, _answer(response, record, language) | {"edit_secret": secret})


@router.get(
    "/{uuid:plan}",
    response=PlanOut,
    operation_id="plans_detail",
    summary="plans: one plan",
    by_alias=True,
    openapi_extra={"parameters": [LANG], "responses": refusals(404, 429, 503)},
)
def detail(request: HttpRequest, response: HttpResponse, plan: UUID) -> dict[str, Any]:
    """A plan for whoever knows its id: names are those of today."""
    return _answer(response, saved.read(plan), language_of(request))


@router.patch(
    "/{uuid:plan}",
    response=PlanOut,
    operation_id="plans_change",
    summary="plans: change one",
    by_alias=True,
    openapi_extra={
        "parameters": [LANG],
        "responses": refusals(400, 403, 404, 412, 413, 428, 429, 503),
    },
)
def change(
    request: HttpRequest,
    response: HttpResponse,
    plan: UUID,
    wanted: ChangeIn,
    *,
    x_edit_secret: Annotated[str, Header(max_length=200)],
    if_match: Annotated[str | None, Header(max_length=200)] = None,
) -> dict[str, Any]:
    """Rearrange a plan: it is timed anew, and what does not hold gets a warning."""
    throttled(request)
    revision = revision_of(if_match)
    record = saved.change(plan, x_edit_secret, revision, wanted.wanted())
    return _answer(response, record, language_of(request))


@router.delete(
    "/{uuid:plan}",
    response={204: None},
    operation_id="plans_delete",
    summary="plans: delete one",
    openapi_extra={"responses": refusals(400, 403, 404, 429, 503)},
)
def delete(
    request: HttpRequest, plan: UUID, x_edit_secret: Annotated[str, Header(max_length=200)]
) -> Status[None]:
    """Delete a plan at once and for good."""
    saved.delete(plan, x_edit_secret)
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
def export(
    request: HttpRequest, plan: UUID, format: Annotated[Literal["gpx", "geojson", "ics"], Query()]
) -> HttpResponse:
    """GPX routes, GeoJSON or a calendar."""
    record, language = saved.read(plan), language_of(request)
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
