"""The writes of the register: a monument and its zones change together; papers are filed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.files.base import File
from django.db import transaction

from content.heritage import rights
from content.heritage.collection import ZONES
from content.heritage.models import Document, Monument, ProtectionZone
from tourism_backend.accounts.models import User
from tourism_backend.common.actors import Forbidden
from tourism_backend.publishing import services
from tourism_backend.publishing.trail import written_by


def zones_follow(uuids: Sequence[UUID]) -> None:
    """After monuments were published or withdrawn: zones of one that became secret vanish too."""
    zones = ProtectionZone.objects.filter(monument__uuid__in=uuids)
    services.reproject(ZONES, list(zones.values_list("uuid", flat=True)))


@transaction.atomic
def file_document(person: User, monument: Monument, file: File[Any], **told: Any) -> Document:
    """Put a paper on a monument among its papers, where it stays: its columns, by name.

    Raises Forbidden, and ValidationError naming each bad field.
    """
    part = "worksdocument" if told["kind"] in rights.OF_BUDGET else "document"
    if not rights.may(person, part, "add", "monument", monument):
        raise Forbidden(person, f"{part}.add")
    document = Document(monument=monument, file=file, **told)
    document.full_clean()
    with written_by(person):
        document.save()
    return document
