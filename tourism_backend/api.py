"""API v1: every collection's reads, and the rooms' own operations."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import ValidationError

from tourism_backend.common.problems import FieldError, invalid, problem_of
from tourism_backend.publishing.api import router_of
from tourism_backend.publishing.registry import registry

# Rooms with operations of their own: each module has a ``router`` and the ``PREFIX`` it is under.
ROOMS = (
    "tourism_backend.publishing.curation",
    "geo.search.api",
    "geo.sync.api",
    "geo.places.api",
    "geo.exchange.api",
    "content.tours.api",
    "content.planner.api",
    "content.media.api",
    "content.heritage.api",
)
# Descriptions of what is mounted in ``urls.py``: each module has ``PATHS`` as OpenAPI has them.
OTHERS = ("content.media.tus_doc",)


class _Api(NinjaAPI):
    """With the operations that are no JSON, as their rooms describe them."""

    def get_openapi_schema(self, **options: Any) -> Any:
        """The document."""
        schema = super().get_openapi_schema(**options)
        for room in OTHERS:
            schema["paths"].update(import_module(room).PATHS)
        return schema


def build() -> NinjaAPI:
    """The API of this installation; freezes the registry."""
    registry.freeze("tourism_backend.api")
    api = _Api(
        title="Smart tourism API",
        version="1",
        description="Places, areas and events, as JSON or GeoJSON, in several languages.",
        docs_url="/docs",
        urls_namespace="api",
    )
    _refuse_as_problems(api)
    for collection in registry:
        api.add_router(f"/{collection.name}", router_of(collection))
    for room in ROOMS:
        module = import_module(room)
        api.add_router(module.PREFIX, module.router)
    return api


MOMENT = _("give a moment such as 2027-02-14T08:00:00+07:00")
# pydantic's kinds of mistakes, in words that are translated.
REASONS = {
    "missing": _("this member is needed"),
    "string_type": _("give a text"),
    "string_too_long": _("at most %(max_length)d characters"),
    "string_too_short": _("at least %(min_length)d characters"),
    "float_type": _("give a number"),
    "float_parsing": _("give a number"),
    "finite_number": _("numbers must be finite"),
    "int_parsing": _("give a whole number"),
    "int_type": _("give a whole number"),
    "bool_parsing": _("give true or false"),
    "bool_type": _("give true or false"),
    "too_long": _("at most %(max_length)d"),
    "too_short": _("at least %(min_length)d"),
    "greater_than_equal": _("at least %(ge)s"),
    "less_than_equal": _("at most %(le)s"),
    "literal_error": _("give one of: %(expected)s"),
    "enum": _("give one of: %(expected)s"),
    "date_from_datetime_parsing": _("give a day such as 2027-02-14"),
    "date_parsing": _("give a day such as 2027-02-14"),
    "date_type": _("give a day such as 2027-02-14"),
    "datetime_parsing": MOMENT,
    "datetime_from_date_parsing": MOMENT,
    "timezone_aware": MOMENT,
    "list_type": _("give a list"),
    "uuid_parsing": _("give a UUID"),
    "model_attributes_type": _("give an object"),
    "json_invalid": _("this is not JSON"),
}


def _reason(item: dict[str, Any]) -> Any:
    known = REASONS.get(item["type"])
    # Put together only when the answer is written: in its language, not in the browser's.
    return item["msg"] if known is None else _filled(known, item.get("ctx", {}))


def _fill(text: Any, values: dict[str, Any]) -> str:
    return str(text) % values


_filled = lazy(_fill, str)


def _refuse_as_problems(api: NinjaAPI) -> None:
    @api.exception_handler(ValidationError)
    def _bad_input(request: HttpRequest, error: Any) -> HttpResponse:
        errors = [
            FieldError(".".join(str(part) for part in item["loc"][1:]), _reason(item))
            for item in error.errors
        ]
        return invalid(*errors).response(request)

    @api.exception_handler(Exception)
    def _refused(request: HttpRequest, error: Exception) -> HttpResponse:
        problem = problem_of(error)
        if problem is None:
            raise error
        return problem.response(request)


api = build()
