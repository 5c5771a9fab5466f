"""Whether an upload is a recording or a document we take, by its bytes; its public copy."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from tourism_backend.common import documents, intake, signatures, sounds
from tourism_backend.common.intake import Refused

COPY, PREVIEW = "copy", "page.jpg"
MEDIA_TYPES = sounds.MEDIA_TYPES | {"pdf": "application/pdf"}

REASONS: dict[str, Any] = {
    "empty": intake.REASONS["empty"],
    "too-large": intake.REASONS["too-large"],
    "picture": _("This is a picture: upload it among the pictures."),
    "unknown": _("This is neither a recording (MP3, M4A, Ogg, WAV) nor a PDF document."),
    "film": _("This is a film, or holds more than sound."),
    "broken": _("The file is damaged, or not all of it is there."),
    "too-long": _("The recording is longer than four hours."),
    "two-in-one": _("The file is two things at once. Save it anew."),
    "active": _("The document holds scripts, forms or attached files. Print it to a new PDF."),
    "locked": _("The document is locked by a password."),
    "too-much": _("The document is too large to be read: at most 1,000 pages."),
}


@dataclass(frozen=True)
class Judged:
    """A file that is taken: its kind, its length in seconds or pages, what was made of it."""

    suffix: str
    seconds: float | None
    pages: int | None
    made: tuple[Path, ...]

    @property
    def media_type(self) -> str:
        """What it is served as."""
        return MEDIA_TYPES[self.suffix]


def judge(path: Path, folder: Path) -> Judged:
    """What the file is; its public copy and preview are in ``folder``. Raises Refused."""
    intake.check_size(path)
    with path.open("rb") as file:
        head = file.read(signatures.HEAD)
    kind = "pdf" if head.startswith(b"%PDF-") else sounds.suffix_of(head)
    if not kind:
        raise Refused("picture" if signatures.kind_of(head) in intake.FORMATS else "unknown")
    if intake.is_joined(path, b"" if kind == "pdf" else head):
        raise Refused("two-in-one")
    copy = folder / f"{COPY}.{kind}"
    if kind == "pdf":
        preview = folder / PREVIEW
        pages = documents.read(path, copy, preview)
        return Judged(kind, None, pages, (copy, preview))
    heard = sounds.listen(path, copy)
    return Judged(kind, heard.seconds, None, (copy,))
