"""What the register tells beside its lists: a rank on a day, Linked Art, LIDO."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

import orjson
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Field, File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.security import django_auth
from pydantic import WithJsonSchema

from content.heritage import lido, linked_art, services
from content.heritage.collection import ARTEFACTS, MONUMENTS
from content.heritage.models import Decision, DocumentKind, Monument, Rank
from content.heritage.standing import public_standing
from geo.areas import destination
from tourism_backend.common.http import language_of, public_answer
from tourism_backend.common.problems import FieldError, invalid, not_found
from tourism_backend.publishing import reads
from tourism_backend.publishing.admin.rights import actor
from tourism_backend.publishing.api import moved_to
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.openapi import LANG, REFUSAL, refusals
from tourism_backend.publishing.query import parse

PREFIX = ""
router = Router(tags=["heritage"])
Item = Mapping[str, Any]
JSON = "application/json"
AT = {
    "name": "at",
    "in": "query",
    "schema": {"type": "string", "format": "date"},
    "description": "The day, YYYY-MM-DD; today by default.",
}
STANDING: dict[str, Any] = {
    "type": "object",
    "required": ["slug", "at", "rank", "certain", "decision"],
    "properties": {
        "slug": {"type": "string"},
        "at": {"type": "string", "format": "date"},
        "rank": {"enum": [*Rank.values, None], "description": "null: none, or not established"},
        "certain": {
            "type": "boolean",
            "description": "false: a decision whose day is not known may have been made by then",
        },
        "decision": {
            "type": ["object", "null"],
            "description": "the decision it rests on, as among the monument's `decisions`",
        },
    },
}


def _responses(media_type: str, schema: Mapping[str, Any], told: str) -> dict[int, Any]:
    return {
        200: {"description": told, "content": {media_type: {"schema": schema}}},
        304: {"description": "The caller holds it already."},
        308: {"description": "Its address has changed."},
        400: {"description": "A parameter is not right.", "content": REFUSAL},
        404: {"description": "No such public record.", "content": REFUSAL},
        410: {"description": "It was withdrawn.", "content": REFUSAL},
    }


@router.get(
    "/monuments/{slug}/rank",
    operation_id="monuments_rank",
    summary="monuments: the rank of one on a day",
    openapi_extra={
        "parameters": [AT, LANG],
        "responses": _responses(JSON, STANDING, "The rank by the decisions surely made by then."),
    },
)
def rank(request: HttpRequest, slug: str) -> HttpResponse:
    """Reckoned from the decisions that are public."""
    day = _day(request.GET.get("at"))

    def told(item: Item) -> bytes:
        found = public_standing(item["decisions"], day)
        return orjson.dumps(
            {
                "slug": item["slug"],
                "at": day.isoformat(),
                "rank": found.rank or None,
                "certain": found.certain,
                "decision": None if found.decision is None else item["decisions"][found.decision],
            }
        )

    return _answer(request, MONUMENTS, slug, JSON, told, more=day.isoformat())


def _day(text: str | None) -> date:
    if text is None:
        return timezone.localdate(timezone=destination.zone())
    try:
        return date.fromisoformat(text)
    except ValueError:
        reason = _("give a day such as 2027-02-14")
        raise invalid(FieldError("at", reason)) from None


def _answer(
    request: HttpRequest,
    collection: Collection,
    slug: str,
    media_type: str,
    told: Callable[[Item], bytes],
    *,
    more: str = "",
) -> HttpResponse:
    given = {"lang": request.GET["lang"]} if "lang" in request.GET else {}
    query = parse(collection, given, language=language_of(request))
    try:
        found = reads.detail(query, slug)
    except reads.Moved as moved:
        return moved_to(request, slug, moved.slug)
    etag = f'{found.etag[:-1]}-{more or media_type[12:16]}"'
    body = told(orjson.loads(found.body))
    return public_answer(request, body, media_type, etag=etag, language=query.language)


FORMS: dict[str, tuple[Collection, Any, Any]] = {
    "monuments": (MONUMENTS, linked_art.monument, lido.monument),
    "artefacts": (ARTEFACTS, linked_art.artefact, lido.artefact),
}


def _operations(name: str, collection: Collection, as_linked_art: Any, as_lido: Any) -> None:
    linked = _responses(linked_art.MEDIA_TYPE, {"type": "object"}, "Linked Art 1.0 (CIDOC-CRM).")

    @router.get(
        f"/{name}/{{slug}}/linked-art.json",
        operation_id=f"{name}_linked_art",
        summary=f"{name}: one as Linked Art",
        openapi_extra={"parameters": [LANG], "responses": linked},
    )
    def as_json(request: HttpRequest, slug: str) -> HttpResponse:
        """What is public of the record, as JSON-LD."""
        site, own = request.build_absolute_uri("/")[:-1], request.build_absolute_uri(request.path)

        def told(item: Item) -> bytes:
            return orjson.dumps(as_linked_art(item, own, site))

        return _answer(request, collection, slug, linked_art.MEDIA_TYPE, told)

    @router.get(
        f"/{name}/{{slug}}/lido.xml",
        operation_id=f"{name}_lido",
        summary=f"{name}: one as LIDO",
        openapi_extra={
            "parameters": [LANG],
            "responses": _responses(lido.MEDIA_TYPE, {"type": "string"}, "LIDO 1.0."),
        },
    )
    def as_xml(request: HttpRequest, slug: str) -> HttpResponse:
        """What is public of the record, as XML."""
        language = language_of(request)
        names: dict[str, str] = settings.DESTINATION["name"]
        page = request.build_absolute_uri(f"/{language}/{name}/{slug}/")

        def told(item: Item) -> bytes:
            made: bytes = as_lido(item, page, names[language])
            return made

        return _answer(request, collection, slug, lido.MEDIA_TYPE, told)


for _name, _form in FORMS.items():
    _operations(_name, *_form)


class DocumentIn(Schema):
    """A paper on a monument; ``decision`` is the row's id among the monument's ``decisions``."""

    kind: DocumentKind
    title: Annotated[str, Field(min_length=1, max_length=200, pattern="^[^\\u0000]*$")]
    # A form says nothing by leaving it out.
    decision: Annotated[
        int | None,
        Field(ge=1, le=2**63 - 1),
        WithJsonSchema({"type": "integer", "minimum": 1, "maximum": 2**63 - 1}),
    ] = None


class DocumentOut(Schema):
    """A paper that was filed."""

    id: int
    kind: DocumentKind
    title: str
    decision: int | None


@router.post(
    "/curation/monuments/{uuid:record}/documents",
    auth=django_auth,
    response={201: DocumentOut},
    operation_id="curation_document",
    summary="curation: file a paper on a monument",
    openapi_extra={"responses": refusals(400, 401, 403, 404, 413, 422, 429, 503)},
)
def file_document(
    request: HttpRequest, record: UUID, file: File[UploadedFile], given: Form[DocumentIn]
) -> Status[dict[str, Any]]:
    """A PDF or a picture. It stays where it was filed, and is never public."""
    monument = Monument.objects.filter(uuid=record).first()
    if monument is None:
        raise not_found()
    decision = None
    if given.decision is not None:
        decision = Decision.objects.filter(monument=monument, pk=given.decision).first()
        if decision is None:
            raise ValidationError({"decision": _("This belongs to another monument.")})
    document = services.file_document(
        actor(request), monument, file, kind=given.kind, title=given.title, decision=decision
    )
    told = {"id": document.pk, "kind": document.kind, "title": document.title}
    return Status(201, told | {"decision": document.decision_id})
