"""The writes of pictures that publishing alone does not do: taking uploads, what they show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from celery import current_app
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.media import files, metadata
from content.media.models import Attachment, Consent, Making, Picture
from tourism_backend.common import intake
from tourism_backend.common.actors import Actor, require
from tourism_backend.common.intake import Refused
from tourism_backend.common.problems import FieldError, Problem
from tourism_backend.common.text import clean, slugify_vi
from tourism_backend.publishing import services
from tourism_backend.publishing.collection import column, languages, source_language

MAKE = "media.make_renditions"
# Bits of 64 in which two pictures may differ and still be the same one, saved otherwise.
ALIKE_BITS = 6
MOST_ALIKE = 5


def take(actor: Actor, upload: UploadedFile[Any]) -> Picture:
    """Keep an upload as a draft picture; its renditions follow in the background.

    Raises Forbidden; Problem 422 with the reason for a file that is not taken, 409 naming the
    picture when these very bytes are there already.
    """
    require(actor, "picture.add")
    with files.scratch() as folder:
        path = folder / "upload"
        digest = _receive(upload, path)
        _refuse_known(digest)
        try:
            seen = intake.look(path)
        except Refused as refused:
            raise _refusal(refused) from None
        told = metadata.told(path, seen.format)
        name = clean(Path(upload.name or "").name)[:200]
        picture = Picture(
            slug=_slug(name, digest),
            file_name=name,
            sha256=digest,
            format=seen.format,
            size_bytes=path.stat().st_size,
            width=seen.width,
            height=seen.height,
            taken_at=told.taken_at,
            point=told.point,
        )
        setattr(picture, f"name_{column(source_language())}", _title(name) or digest[:10])
        return _keep(actor, picture, path)


@transaction.atomic
def _keep(actor: Actor, picture: Picture, path: Path) -> Picture:
    """The row, then the file: without its row a file is harmless, and the next upload's own."""
    try:
        with transaction.atomic():
            services.save(actor, picture, [])
    except (IntegrityError, ValidationError):
        _refuse_known(picture.sha256)  # somebody uploaded it in the same moment
        raise
    files.original(picture.sha256).put(path)
    _make_later(picture.pk)
    return picture


def _receive(upload: UploadedFile[Any], path: Path) -> str:
    """Write the upload to disk, no more than is taken; its SHA-256."""
    digest, written = hashlib.sha256(), 0
    with path.open("wb") as out:
        for chunk in upload.chunks():
            written += len(chunk)
            if written > intake.MOST_BYTES:
                raise _refusal(Refused("too-large"))
            digest.update(chunk)
            out.write(chunk)
    return digest.hexdigest()


def _refusal(refused: Refused) -> Problem:
    reason = intake.REASONS[refused.code]
    return Problem(422, f"picture-{refused.code}", reason, [FieldError("file", reason)])


def _refuse_known(digest: str) -> None:
    known = Picture.objects.filter(sha256=digest).values_list("slug", flat=True).first()
    if known:
        reason = format_lazy(_("This picture is here already: {slug}"), slug=known)
        raise Problem(409, "picture-known", reason, [FieldError("file", reason)])


def _title(name: str) -> str:
    return " ".join(Path(name).stem.replace("_", " ").split())[:160]


def _slug(name: str, digest: str) -> str:
    """Made of the file's name; the digest's beginning tells namesakes apart."""
    return "-".join(part for part in (slugify_vi(Path(name).stem, 60), digest[:10]) if part)


def _make_later(key: int) -> None:
    transaction.on_commit(partial(current_app.send_task, MAKE, [key]), robust=True)


@transaction.atomic
def save_picture(actor: Actor, picture: Picture, fields: Iterable[str] = ()) -> None:
    """Write a picture; a moved focal point needs another cut for sharing. Raises likewise."""
    changed = set(fields)
    services.save(actor, picture, changed)
    if changed & {"focus_x", "focus_y"}:
        _make_later(picture.pk)


@transaction.atomic
def make_again(actor: Actor, pictures: Iterable[Picture]) -> int:
    """Have the renditions of these made again, those that are missing. How many are asked for."""
    require(actor, "picture.change")
    keys = [picture.pk for picture in pictures]
    for key in keys:
        _make_later(key)
    return len(keys)


@transaction.atomic
def attach(actor: Actor, picture: Picture, targets: Sequence[tuple[str, UUID]]) -> None:
    """Say what a picture shows: (collection, id of the record), in order. Replaces what was."""
    services.save(actor, picture, ["attachments"])
    picture.attachments.all().delete()
    Attachment.objects.bulk_create(
        Attachment(picture=picture, collection=collection, target=target, order=order)
        for order, (collection, target) in enumerate(targets, 1)
    )


def admit(uuids: Sequence[UUID]) -> None:
    """Before pictures are published. Raises ValidationError naming what one lacks."""
    waiting = Picture.objects.select_for_update().filter(uuid__in=uuids).order_by("pk")
    lacking = {picture.slug: lacks(picture) for picture in waiting}
    errors = [f"{slug}: {', '.join(map(str, what))}" for slug, what in lacking.items() if what]
    if errors:
        raise ValidationError([str(_("Not published.")), *errors])


def lacks(picture: Picture) -> list[Any]:
    """What must be there before a picture may be public, in words."""
    reasons: list[Any] = []
    if not all(getattr(picture, f"alt_{column(code)}") for code in languages()):
        reasons.append(_("what is to be seen is not said in every language"))
    if not picture.author:
        reasons.append(_("the author is missing"))
    if not picture.licence:
        reasons.append(_("the licence is missing"))
    if picture.consent == Consent.MISSING:
        reasons.append(_("the persons shown have not agreed"))
    if picture.making != Making.READY:
        reasons.append(_("its renditions are not made yet"))
    return reasons


def alike(picture: Picture) -> list[Picture]:
    """Other pictures that look the same, nearest first: scaled, recompressed, a little brighter."""
    if picture.dhash is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT id FROM (
                SELECT id, bit_count((dhash # %s)::bit(64)) AS bits
                FROM media_picture WHERE dhash IS NOT NULL AND id <> %s) near
            WHERE bits <= %s ORDER BY bits, id LIMIT %s
            """,
            [picture.dhash, picture.pk, ALIKE_BITS, MOST_ALIKE],
        )
        keys = [row[0] for row in cursor.fetchall()]
    found = Picture.objects.in_bulk(keys)
    return [found[key] for key in keys if key in found]
