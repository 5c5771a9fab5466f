"""Documents and survey photographs: trusted by their bytes, private, given to curators only."""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tourism_backend.common import intake
from tourism_backend.common.storage import PrivateFileField

FOLDER = "heritage"
PICTURES = {
    "JPEG": ("jpg", "image/jpeg"),
    "PNG": ("png", "image/png"),
    "WEBP": ("webp", "image/webp"),
}
PDF = ("pdf", "application/pdf")
MEDIA_TYPES = dict([*PICTURES.values(), PDF])
_TAIL = 2048


def extension_of(file: File[Any], *, pictures_only: bool = False) -> str:
    """``pdf``, ``jpg``, ``png`` or ``webp`` by the file's bytes. Raises ValidationError."""
    if file.size > intake.MOST_BYTES:
        raise ValidationError(intake.REASONS["too-large"], code="too-large")
    file.seek(0)
    try:
        if file.read(5) == b"%PDF-":
            if pictures_only:
                raise ValidationError(intake.REASONS["pdf"], code="pdf")
            return _pdf(file)
        return _picture(file)
    finally:
        file.seek(0)


def _pdf(file: File[Any]) -> str:
    file.seek(max(0, file.size - _TAIL))
    if b"%%EOF" not in file.read():
        raise ValidationError(_("The document is damaged, or not all of it is there."), code="cut")
    return PDF[0]


def _picture(file: File[Any]) -> str:
    """By the one way pictures are judged. Its header decides before anything is decoded."""
    file.seek(0)
    with NamedTemporaryFile() as copy:
        shutil.copyfileobj(file, copy)
        copy.flush()
        try:
            seen = intake.look(Path(copy.name))
        except intake.Refused as refused:
            raise ValidationError(intake.REASONS[refused.code], code=refused.code) from None
    if seen.format not in PICTURES:
        raise ValidationError(_("This is neither a PDF nor a JPEG, PNG or WebP picture."), "kind")
    return PICTURES[seen.format][0]


def check_document(file: File[Any]) -> None:
    """A PDF or a picture. Raises ValidationError."""
    _if_new(file, pictures_only=False)


def check_picture(file: File[Any]) -> None:
    """A picture. Raises ValidationError."""
    _if_new(file, pictures_only=True)


def _if_new(file: File[Any], *, pictures_only: bool) -> None:
    if not getattr(file, "_committed", False):
        extension_of(file, pictures_only=pictures_only)


def stored_name(instance: models.Model, name: str) -> str:
    """A name that tells nothing, ending in what the bytes are."""
    return f"{FOLDER}/{uuid.uuid4()}.{extension_of(instance.file)}"  # type: ignore[attr-defined]


class RegisterFile(FieldFile):
    """A file whose address is the admin's, for those who may see the register."""

    @property
    def url(self) -> str:
        """Where a curator gets it."""
        return reverse("admin:heritage_file", args=[self.name.rpartition("/")[2]])  # type: ignore[union-attr]


class RegisterFileField(PrivateFileField):
    """A private file that curators get from the admin."""

    attr_class = RegisterFile
