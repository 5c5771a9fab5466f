"""Uploading by program: ``/picture-uploads`` for pictures, ``/enclosure-uploads`` for the rest."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.security import django_auth

from content.media import enclosing, services
from content.media.models import Upload
from tourism_backend.publishing.admin.rights import actor
from tourism_backend.publishing.openapi import REFUSAL

PREFIX = ""
router = Router()


class AlikeOut(Schema):
    """A picture that looks the same."""

    id: UUID
    slug: str
    name: str


class NearOut(AlikeOut):
    """A place near where the picture was taken."""

    metres: int


class PictureOut(Schema):
    """A picture that was taken in, as a draft.

    ``alike`` may be the same picture, saved otherwise; ``near`` are places it may show.
    """

    id: UUID
    slug: str
    width: int
    height: int
    format: str
    making: str
    kind: str
    alike: list[AlikeOut]
    near: list[NearOut]


class EnclosureOut(Schema):
    """A recording or a document that was taken in, as a draft."""

    id: UUID
    slug: str
    kind: str
    format: str
    seconds: float | None
    pages: int | None


def _refusals(is_here: str, is_not_taken: str) -> dict[str, Any]:
    told = {
        400: "No file was sent.",
        401: "Nobody has signed in.",
        403: "Not a curator, or no CSRF token.",
        409: is_here,
        413: "Too large.",
        422: is_not_taken,
        429: "Too many requests.",
    }
    return {
        "responses": {
            code: {"description": text, "content": REFUSAL} for code, text in told.items()
        }
    }


@router.post(
    "/picture-uploads",
    tags=["pictures"],
    auth=django_auth,
    response={201: PictureOut},
    operation_id="pictures_upload",
    summary="pictures: upload one (curators)",
    openapi_extra=_refusals("The picture is here already.", "Not a picture that is taken; why."),
)
def upload(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, object]]:
    """Keep the picture as a draft; its renditions are made in the background."""
    picture = services.take(actor(request), file)
    told = _told(picture, ("slug", "width", "height", "format", "making", "kind"))
    alike = [{"id": a.uuid, "slug": a.slug, "name": str(a)} for a in services.alike(picture)]
    near = [{"id": each.uuid} | asdict(each) for each in services.near(picture)]
    return Status(201, told | {"alike": alike, "near": near})


@router.post(
    "/enclosure-uploads",
    tags=["enclosures"],
    auth=django_auth,
    response={201: EnclosureOut},
    operation_id="enclosures_upload",
    summary="enclosures: upload a recording or a document (curators)",
    openapi_extra=_refusals("The file is here already.", "Not a file that is taken; why."),
)
def upload_enclosure(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, object]]:
    """Keep a recording or a PDF as a draft; its public copy is made at once."""
    enclosure = enclosing.take(actor(request), file)
    return Status(201, _told(enclosure, ("slug", "kind", "format", "seconds", "pages")))


def _told(record: Upload, members: tuple[str, ...]) -> dict[str, object]:
    return {"id": record.uuid, **{name: getattr(record, name) for name in members}}
