"""A tour as a file: mounted under ``/tours``."""

from __future__ import annotations

from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    StreamingHttpResponse,
)
from ninja import Router

from content.tours.collection import TOURS
from content.tours.downloads import FORMS, Form
from content.tours.queries import whole
from tourism_backend.common.http import language_of, not_modified, vary_by
from tourism_backend.publishing import reads
from tourism_backend.publishing.api import moved_to
from tourism_backend.publishing.openapi import LANG, REFUSAL, feature_of
from tourism_backend.publishing.query import parse

PREFIX = "/tours"
router = Router(tags=[TOURS.name])


FEATURES: dict[str, Any] = {
    "type": "object",
    "required": ["type", "features"],
    "properties": {
        "type": {"const": "FeatureCollection"},
        "features": {
            "type": "array",
            "minItems": 1,
            "description": "The line (`kind`: track or schematic), then the stops.",
            "items": feature_of(
                {
                    "type": "object",
                    "required": ["kind"],
                    "properties": {"kind": {"enum": ["track", "schematic", "stop"]}},
                }
            ),
        },
    },
}


def _responses(form: Form) -> dict[int, Any]:
    return {
        200: {
            "description": "The stops, and the whole track where there is one.",
            "content": {form.media_type: {"schema": _schema(form)}},
        },
        400: {"description": "No such language.", "content": REFUSAL},
        404: {"description": "No such public tour.", "content": REFUSAL},
        410: {"description": "It was withdrawn.", "content": REFUSAL},
    }


def _schema(form: Form) -> dict[str, Any]:
    return FEATURES if form.media_type.endswith("json") else {"type": "string"}


def _operation(name: str, form: Form) -> None:
    @router.get(
        f"/{{slug}}/tour.{name}",
        operation_id=f"tours_{name}",
        summary=f"tours: one as {name.upper()}",
        openapi_extra={"parameters": [LANG], "responses": _responses(form)},
    )
    def download(request: HttpRequest, slug: str) -> HttpResponse | StreamingHttpResponse:
        """The stops as waypoints and the track, whole; names in the language asked for."""
        given = {"lang": request.GET["lang"]} if "lang" in request.GET else {}
        language = parse(TOURS, given, language=language_of(request)).language
        page = request.build_absolute_uri(f"/{language}/tours/{slug}/")
        try:
            found, etag = whole(slug, language, page)
        except reads.Moved as moved:
            return moved_to(request, slug, moved.slug)
        etag = f'{etag[:-1]}-{found.tour["track"]}-{name}"'
        response: HttpResponse | StreamingHttpResponse | None = not_modified(request, etag)
        if response is None:
            response = StreamingHttpResponse(form.write(found), content_type=form.media_type)
            response["Content-Disposition"] = f'attachment; filename="{slug}.{name}"'
        response["ETag"] = etag
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        response["Content-Language"] = language
        vary_by(response, "Accept-Language")
        return response


for _name, _form in FORMS.items():
    _operation(_name, _form)
