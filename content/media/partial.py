"""Uploads that come in parts and may be broken off: kept in the store until all parts are there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.media import files, services
from content.media.models import PartialUpload, Picture
from tourism_backend.accounts.models import User
from tourism_backend.common.actors import require
from tourism_backend.common.intake import MOST_BYTES, REASONS
from tourism_backend.common.problems import FieldError, Problem, invalid, not_found
from tourism_backend.common.text import clean

KEPT = timedelta(hours=24)
# Unfinished ones a person may have at a time: what they may fill the store with is bounded.
MOST_AT_ONCE = 20


@transaction.atomic
def begin(owner: User, name: str, length: int) -> PartialUpload:
    """Announce an upload of so many bytes. Raises Forbidden, Problem 400, 413, 429."""
    require(owner, "picture.add")
    if length < 1:
        raise invalid(FieldError("Upload-Length", REASONS["empty"]))
    if length > MOST_BYTES:
        raise Problem(413, "too-large", REASONS["too-large"])
    User.objects.select_for_update().get(pk=owner.pk)  # two at once are counted one by one
    if PartialUpload.objects.filter(owner=owner).count() >= MOST_AT_ONCE:
        detail = _("Finish or stop an upload first: %d are not finished.") % MOST_AT_ONCE
        raise Problem(429, "too-many-uploads", detail)
    return PartialUpload.objects.create(
        owner=owner, name=_called(name), length=length, expires_at=timezone.now() + KEPT
    )


def _called(name: str) -> str:
    """A file's name; of what is none (empty, dots, a folder) the one that stands for any."""
    return Path(clean(name)).name.strip(".")[:200] or "picture"


def find(owner: User, key: UUID) -> PartialUpload:
    """One's own unfinished upload. Raises Problem 404; 410 for one that waited too long."""
    upload = PartialUpload.objects.filter(owner=owner, pk=key).first()
    if upload is None:
        raise not_found()
    if upload.expires_at <= timezone.now():
        raise Problem(410, "upload-expired", _("The upload was left for too long. Begin anew."))
    return upload


def append(owner: User, key: UUID, offset: int, chunks: Iterable[bytes]) -> PartialUpload:
    """Keep the bytes that follow ``offset``, as many as come. Raises Problem 409, 413, as find.

    The bytes are taken before the row is locked: a slow line holds nothing up.
    """
    upload = find(owner, key)
    if upload.offset != offset:
        raise _elsewhere(upload)
    with files.scratch() as folder:
        path = folder / "part"
        with path.open("wb") as out:
            for chunk in chunks:
                if out.tell() + len(chunk) > upload.length - offset:
                    raise Problem(413, "too-large", _("More bytes came than were announced."))
                out.write(chunk)
        size = path.stat().st_size
        with transaction.atomic():
            upload = PartialUpload.objects.select_for_update().get(pk=key)
            if upload.offset != offset:
                raise _elsewhere(upload)
            if size:
                name = uuid4().hex
                files.part(str(key), name).put(path)
                upload.parts.append(name)
                upload.offset += size
                upload.save(update_fields=["parts", "offset"])
    return upload


def _elsewhere(upload: PartialUpload) -> Problem:
    reason = _("The upload is at %d.") % upload.offset
    return Problem(409, "upload-offset", reason, [FieldError("Upload-Offset", reason)])


def finish(owner: User, upload: PartialUpload) -> Picture:
    """All parts are there: take them in as one file, as any upload. Raises as ``services.take``."""
    with files.scratch() as folder:
        path = folder / "whole"
        with path.open("wb") as out:
            for name in upload.parts:
                out.write(files.part(str(upload.pk), name).read_bytes())
        try:
            with path.open("rb") as whole:
                size = os.fstat(whole.fileno()).st_size
                return services.take(owner, UploadedFile(File(whole), upload.name, size=size))
        finally:
            stop(upload)


def stop(upload: PartialUpload) -> None:
    """Forget an upload and its parts."""
    for name in upload.parts:
        files.part(str(upload.pk), name).delete()
    upload.delete()


def forget_expired() -> int:
    """Forget what was left for too long; how many."""
    expired = list(PartialUpload.objects.filter(expires_at__lte=timezone.now()))
    for upload in expired:
        stop(upload)
    return len(expired)
