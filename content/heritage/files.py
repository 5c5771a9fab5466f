"""Documents and survey photographs: trusted by their bytes, private, given to curators only."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models
from django.db.models.fields.files import FieldFile
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from PIL import Image

FOLDER = "heritage"
MOST_BYTES = 40 * 1024 * 1024
MOST_PIXELS = 50_000_000
PICTURES = {
    "JPEG": ("jpg", "image/jpeg"),
    "PNG": ("png", "image/png"),
    "WEBP": ("webp", "image/webp"),
}
PDF = ("pdf", "application/pdf")
MEDIA_TYPES = dict([*PICTURES.values(), PDF])
_TAIL = 2048


def extension_of(file: File[Any], *, pictures_only: bool = False) -> str:
    """``pdf``, ``jpg``, ``png`` or ``webp`` by the file's bytes. Raises ValidationError.

    A picture's header decides before it is decoded: memory is bounded by ``MOST_PIXELS``.
    """
    if file.size > MOST_BYTES:
        raise ValidationError(_("The file is larger than 40 MB."), code="too-large")
    file.seek(0)
    try:
        if file.read(5) == b"%PDF-":
            if pictures_only:
                raise ValidationError(_("This is a PDF document, not a picture."), code="pdf")
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
    file.seek(0)
    try:
        with Image.open(file, formats=list(PICTURES)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise ValidationError(
                    _("The picture has more than 50 megapixels. Make it smaller."), code="pixels"
                )
            kind = str(image.format)
            image.load()
    except ValidationError:
        raise
    except Exception:  # decoders raise whatever they like about a hostile file
        raise ValidationError(
            _("This is neither a PDF nor a JPEG, PNG or WebP picture, or it is damaged."),
            code="kind",
        ) from None
    return PICTURES[kind][0]


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


class PrivateFile(FieldFile):
    """A file whose address is the admin's, for those who may see the register."""

    @property
    def url(self) -> str:
        """Where a curator gets it."""
        return reverse("admin:heritage_file", args=[self.name.rpartition("/")[2]])  # type: ignore[union-attr]


class PrivateFileField(models.FileField):
    """A file in the default storage that no public address leads to."""

    attr_class = PrivateFile
