"""Uploading a picture by program. Mounted under ``/picture-uploads``."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.security import django_auth

from content.media import services
from tourism_backend.publishing.admin.rights import actor
from tourism_backend.publishing.openapi import REFUSAL

PREFIX = "/picture-uploads"
router = Router(tags=["pictures"])


class PictureOut(Schema):
    """A picture that was taken in, as a draft."""

    id: UUID
    slug: str
    width: int
    height: int
    format: str
    making: str


@router.post(
    "",
    auth=django_auth,
    response={201: PictureOut},
    operation_id="pictures_upload",
    summary="pictures: upload one (curators)",
    openapi_extra={
        "responses": {
            400: {"description": "No file was sent.", "content": REFUSAL},
            401: {"description": "Nobody has signed in.", "content": REFUSAL},
            403: {"description": "Not a curator, or no CSRF token.", "content": REFUSAL},
            409: {"description": "The picture is here already.", "content": REFUSAL},
            413: {"description": "Too large.", "content": REFUSAL},
            422: {"description": "Not a picture that is taken; why.", "content": REFUSAL},
            429: {"description": "Too many requests.", "content": REFUSAL},
        }
    },
)
def upload(request: HttpRequest, file: File[UploadedFile]) -> Status[dict[str, object]]:
    """Keep the picture as a draft; its renditions are made in the background."""
    picture = services.take(actor(request), file)
    members = ("slug", "width", "height", "format", "making")
    told = {name: getattr(picture, name) for name in members}
    return Status(201, {"id": picture.uuid, **told})
