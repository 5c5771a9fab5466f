"""The writes of uploads that publishing alone does not do: taking uploads, what they show."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from celery import current_app
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.measure import D
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.media import files, metadata, pixels, shown
from content.media.models import Consent, Kind, Making, Picture, Upload
from geo.places.models import Place
from tourism_backend.common import intake
from tourism_backend.common.actors import Actor, require
from tourism_backend.common.intake import Refused
from tourism_backend.common.problems import FieldError, Problem, not_found
from tourism_backend.common.text import clean, slugify_vi
from tourism_backend.publishing import services
from tourism_backend.publishing.collection import column, languages, source_language
from tourism_backend.publishing.registry import registry
from tourism_backend.publishing.trail import written_by

MAKE = "media.make_renditions"
# Bits of 64 in which two pictures may differ and still be the same one, saved otherwise.
ALIKE_BITS = 6
MOST_ALIKE = 5
# How far from its place a picture is taken; in degrees by the longest metre there is.
NEAR_M = 500
NEAR_DEGREES = 0.01
MOST_NEAR = 5


def take(actor: Actor, upload: UploadedFile[Any]) -> Picture:
    """Keep an upload as a draft picture; its renditions follow in the background.

    Raises Forbidden; Problem 422 with the reason for a file that is not taken, 409 naming the
    picture when these very bytes are there already.
    """
    require(actor, "picture.add")
    with received(Picture, upload, intake.REASONS) as path:
        seen = intake.look(path)
        told = metadata.told(path, seen.format)
        picture = Picture(
            format=seen.format,
            width=seen.width,
            height=seen.height,
            taken_at=told.taken_at,
            point=told.point,
            kind=Kind.PANORAMA if told.panorama else Kind.IMAGE,
            dhash=pixels.hash_of(path, seen.format),
        )
        with transaction.atomic():
            keep(actor, picture, upload, path)
            _make_later(picture.pk)
        return picture


@contextmanager
def received(
    model: type[Upload], upload: UploadedFile[Any], reasons: Mapping[str, Any]
) -> Iterator[Path]:
    """The upload as a file of a scratch folder; a Refused in the block becomes a Problem."""
    with files.scratch() as folder:
        path = folder / "upload"
        try:
            _refuse_known(model, _receive(upload, path))
            yield path
        except Refused as refused:
            code = f"{model._meta.model_name}-{refused.code}"
            reason = reasons[refused.code]
            raise Problem(422, code, reason, [FieldError("file", reason)]) from None


def keep(
    actor: Actor, record: Upload, upload: UploadedFile[Any], path: Path, made: Sequence[Path] = ()
) -> None:
    """The row, then the files: without its row a file is harmless, and the next upload's own.

    To be called in a transaction. Raises Problem 409 when somebody was quicker.
    """
    name = clean(Path(upload.name or "").name)[:200]
    digest = _digest(path)
    record.slug, record.file_name = _slug(name, digest), name
    record.sha256, record.size_bytes = digest, path.stat().st_size
    setattr(record, f"name_{column(source_language())}", _title(name) or digest[:10])
    try:
        with transaction.atomic():
            services.save(actor, record, [])
    except (IntegrityError, ValidationError):
        _refuse_known(type(record), digest)  # somebody uploaded it in the same moment
        raise
    for each in made:
        files.rendition(digest, each.name).put(each)
    files.original(digest).put(path)


def _receive(upload: UploadedFile[Any], path: Path) -> str:
    """Write the upload to disk, no more than is taken; its SHA-256. Raises Refused."""
    written = 0
    with path.open("wb") as out:
        for chunk in upload.chunks():
            written += len(chunk)
            if written > intake.MOST_BYTES:
                raise Refused("too-large")
            out.write(chunk)
    return _digest(path)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _refuse_known(model: type[Upload], digest: str) -> None:
    known = model._default_manager.filter(sha256=digest).values_list("slug", flat=True).first()
    if known:
        reason = format_lazy(_("This file is here already: {slug}"), slug=known)
        code = f"{model._meta.model_name}-known"
        raise Problem(409, code, reason, [FieldError("file", reason)])


def _title(name: str) -> str:
    return " ".join(Path(name).stem.replace("_", " ").split())[:160]


def _slug(name: str, digest: str) -> str:
    """Made of the file's name; the digest's beginning tells namesakes apart."""
    return "-".join(part for part in (slugify_vi(Path(name).stem, 60), digest[:10]) if part)


def _make_later(key: int) -> None:
    transaction.on_commit(partial(current_app.send_task, MAKE, [key]), robust=True)


@transaction.atomic
def save_picture(actor: Actor, picture: Picture, fields: Iterable[str] = ()) -> None:
    """Write a picture; a moved focal point, another kind need other files. Raises likewise."""
    changed = set(fields)
    services.save(actor, picture, changed)
    if changed & {"focus_x", "focus_y", "kind"}:
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
def attach(actor: Actor, upload: Upload, targets: Iterable[tuple[str, UUID]]) -> None:
    """Have records show an upload too, after what they show already: (collection, id).

    It is an edit of each of these, which the public sees once that is published. Raises what
    saving them does, and Problem 404 where there is no such record, or one that shows none.
    """
    for name, uuid in targets:
        part = shown.part_of(upload, name) if name in registry else None
        record = _record(name, uuid) if part else None
        if part is None or record is None:
            raise not_found()
        rows: Any = part.model
        held = rows.objects.filter(target=uuid)
        if held.filter(**{rows.of: upload}).exists():
            continue
        services.save(actor, record, [part.name])
        last = held.aggregate(last=Max("order"))["last"] or 0
        with written_by(actor):
            held.create(**{rows.of: upload}, **part.fixed, target=uuid, order=last + 1)


def _record(name: str, uuid: UUID) -> Any:
    return registry.get(name).model._default_manager.filter(uuid=uuid).first()


def admit(model: type[Upload], uuids: Sequence[UUID]) -> None:
    """Before uploads are published. Raises ValidationError naming what one lacks."""
    waiting = model._default_manager.select_for_update().filter(uuid__in=uuids).order_by("pk")
    lacking = {each.slug: lacks(each) for each in waiting}
    errors = [f"{slug}: {', '.join(map(str, what))}" for slug, what in lacking.items() if what]
    if errors:
        raise ValidationError([str(_("Not published.")), *errors])


def lacks(record: Upload) -> list[Any]:
    """What must be there before an upload may be public, in words."""
    reasons: list[Any] = []
    told = "alt" if isinstance(record, Picture) else "transcript"
    if not all(getattr(record, f"{told}_{column(code)}") for code in languages()):
        seen, said = (
            _("what is to be seen is not said in every language"),
            _("what is said in it is not told in every language"),
        )
        reasons.append(seen if told == "alt" else said)
    if not record.author:
        reasons.append(_("the author is missing"))
    if not record.licence:
        reasons.append(_("the licence is missing"))
    if record.consent == Consent.MISSING:  # type: ignore[attr-defined]
        reasons.append(_("the persons shown have not agreed"))
    if isinstance(record, Picture) and record.making != Making.READY:
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


@dataclass(frozen=True)
class Near:
    """A place near where a picture was taken; metres, rounded."""

    uuid: UUID
    slug: str
    name: str
    metres: int


def near(picture: Picture) -> list[Near]:
    """The places that a picture may show by where it was taken, nearest first."""
    if picture.point is None:
        return []
    around = picture.point.buffer(NEAR_DEGREES)
    metres = Distance("point", picture.point)
    found = (
        Place.objects.filter(point__bboverlaps=around)
        .annotate(metres=metres)
        .filter(metres__lte=D(m=NEAR_M))
        .order_by("metres", "pk")[:MOST_NEAR]
    )
    return [Near(each.uuid, each.slug, str(each), round(each.metres.m)) for each in found]
