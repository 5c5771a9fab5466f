"""Whether an upload is a picture we take, told by its bytes: each refusal has a code and a reason.

The header decides before anything is decoded; what is decoded is bounded by ``MOST_PIXELS``
(four bytes each), so that no file costs more memory than that.
"""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, UnidentifiedImageError

from tourism_backend.common import signatures

MOST_BYTES = 40 * 1024 * 1024
MOST_SIDE = 20_000  # pixels
MOST_PIXELS = 50_000_000
LEAST_SIDE = 64
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF", "TIFF")
# Modes that pixels.py turns into 8 bits sRGB.
MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "I;16", "I"})
MODES |= {"I;16B", "I;16L", "RGBX", "RGBa", "La"}
CHUNK = 1024 * 1024
TAIL = 66_000  # an archive's directory ends within this

REASONS: dict[str, Any] = {
    "empty": _("The file is empty."),
    "too-large": _("The file is larger than 40 MB."),
    "svg": _("An SVG is a document that can run scripts. Save it as PNG."),
    "markup": _("This is a web page or an XML document, not a picture."),
    "heic": _("HEIC is not read here. Let the phone or a program save it as JPEG."),
    "pdf": _("This is a PDF document, not a picture."),
    "archive": _("This is an archive. Unpack it and upload the pictures."),
    "sound": _("This is a sound recording, not a picture."),
    "film": _("This is a film, not a picture."),
    "program": _("This is a program, not a picture."),
    "unknown-picture": _("This kind of picture is not read here. Save it as JPEG or PNG."),
    "unknown": _("This is not a picture we know: JPEG, PNG, WebP, AVIF, GIF or TIFF."),
    "broken": _("The picture is damaged, or not all of it is there."),
    "animated": _("The picture moves. Choose one frame and save it as a still picture."),
    "several": _("The file holds several pages. Save the one you mean."),
    "too-long-side": _("A side is longer than 20,000 pixels. Make the picture smaller."),
    "too-many-pixels": _("The picture has more than 50 megapixels. Make it smaller."),
    "too-small": _("A side is shorter than 64 pixels: too little to be shown."),
    "mode": _("The colours are stored in a way that is not read here. Save it as 8-bit RGB."),
    "two-in-one": _("The file is a picture and something else at once. Save the picture anew."),
}


@dataclass
class Refused(Exception):
    """A file that is not taken; ``code`` is a key of ``REASONS``."""

    code: str

    def __str__(self) -> str:
        return str(REASONS[self.code])


@dataclass(frozen=True)
class Seen:
    """A picture that is taken: its format, and its size in pixels as it is to be looked at."""

    format: str
    width: int
    height: int


def look(path: Path) -> Seen:
    """What the file is. Raises Refused."""
    kind = _kind(path, check_size(path))
    with opened(path, kind) as image:
        width, height = _check_header(image, kind)
        _decode(image)
    return Seen(kind, width, height)


def check_size(path: Path) -> int:
    """The file's size in bytes. Raises Refused for one that is empty or too large."""
    size = path.stat().st_size
    if not size:
        raise Refused("empty")
    if size > MOST_BYTES:
        raise Refused("too-large")
    return size


def is_joined(path: Path, head: bytes) -> bool:
    """Whether the file is, by what stands in it, something else besides: an archive, a page."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - TAIL))
        tail = file.read()
    return bool(signatures.also(head, tail)) or _runs(path)


@contextmanager
def opened(path: Path, kind: str) -> Iterator[Image.Image]:
    """The picture, its header read; whatever is wrong with it then or later is Refused."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # odd metadata: not what we want of a picture
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path, formats=[kind]) as image:
                yield image
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused("too-many-pixels") from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, struct.error, MemoryError):
        raise Refused("broken") from None
    except (EOFError, IndexError, KeyError, TypeError, OverflowError, RuntimeError):
        raise Refused("broken") from None


def _kind(path: Path, size: int) -> str:
    with path.open("rb") as file:
        head = file.read(signatures.HEAD)
        kind = signatures.kind_of(head)
        if kind not in FORMATS:
            raise Refused(kind)
    if is_joined(path, head):
        raise Refused("two-in-one")
    if kind == "WEBP" and size - 8 > int.from_bytes(head[4:8], "little") + 1:
        raise Refused("two-in-one")
    return kind


def _runs(path: Path) -> bool:
    """Whether anything active stands in the file, also across the parts it is read in."""
    before = b""
    with path.open("rb") as file:
        while part := file.read(CHUNK):
            if signatures.is_active(before + part):
                return True
            before = part[-16:]
    return False


def _check_header(image: Image.Image, kind: str) -> tuple[int, int]:
    width, height = image.size
    if max(width, height) > MOST_SIDE:
        raise Refused("too-long-side")
    if width * height > MOST_PIXELS:
        raise Refused("too-many-pixels")
    if min(width, height) < LEAST_SIDE:
        raise Refused("too-small")
    if image.mode not in MODES:
        raise Refused("mode")
    # A phone's JPEG may carry a second, small picture: the first one is meant.
    if kind != "JPEG" and getattr(image, "n_frames", 1) > 1:
        raise Refused("several" if kind == "TIFF" else "animated")
    turned = image.getexif().get(0x0112, 1) in (5, 6, 7, 8)
    return (height, width) if turned else (width, height)


def _decode(image: Image.Image) -> None:
    """Read all of it, so that a picture cut short is found; a JPEG at an eighth of its size."""
    image.draft(None, (image.width // 8, image.height // 8))
    image.load()
