"""Taking recordings and documents: judged and copied at once, as nothing of it takes long."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from content.media import judging, services
from content.media.models import Enclosure, Kept
from tourism_backend.common.actors import Actor, require


def take(actor: Actor, upload: UploadedFile[Any]) -> Enclosure:
    """Keep an upload as a draft, with its public copy beside it. Raises as for pictures."""
    require(actor, "enclosure.add")
    with services.received(Enclosure, upload, judging.REASONS) as path:
        found = judging.judge(path, path.parent)
        copy = {"name": found.made[0].name, "type": found.media_type}
        enclosure = Enclosure(
            kind=Kept.AUDIO if found.seconds else Kept.DOCUMENT,
            format=found.suffix,
            seconds=found.seconds,
            pages=found.pages,
            renditions=[copy | {"bytes": found.made[0].stat().st_size}],
        )
        with transaction.atomic():
            services.keep(actor, enclosure, upload, path, found.made)
        return enclosure
