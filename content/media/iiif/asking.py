"""What an address of the Image API asks for, as plain numbers (iiif.io/api/image/3.0, § 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tourism_backend.common.problems import FieldError, Problem, invalid, not_found

MOST_SIDE = 4096  # pixels of an answer's longer side
FORMATS = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
QUALITIES = ("default", "color", "gray", "bitonal")

_NUMBER = r"(\d{1,9}(?:\.\d{1,9})?|\.\d{1,9})"
_PIXELS = re.compile(r"(\d{1,9}),(\d{1,9}),(\d{1,9}),(\d{1,9})")
_PERCENT = re.compile(f"pct:{','.join([_NUMBER] * 4)}")
_SIZE = re.compile(r"(!?)(\d{0,9}),(\d{0,9})")
_SCALE = re.compile(f"pct:{_NUMBER}")
_ROTATION = re.compile(f"(!?){_NUMBER}")

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Asked:
    """A region (left, top, width, height), the size it is drawn at, and how it is shown."""

    region: Box
    size: tuple[int, int]
    mirrored: bool
    degrees: float
    quality: str
    format: str
    canonical: str


def parse(asked: str, whole: tuple[int, int]) -> Asked:
    """``region/size/rotation/quality.format`` of a picture of this width and height.

    Raises Problem 404 for what is no such address, 400 naming the part that is wrong.
    """
    try:
        region, size, rotation, last = asked.split("/")
        quality, form = last.split(".")
    except ValueError:
        raise not_found() from None
    box = _region(region, *whole)
    drawn = _size(size, *box[2:])
    mirrored, degrees = _rotation(rotation)
    if quality not in QUALITIES:
        raise _wrong("quality", ", ".join(QUALITIES))
    if form not in FORMATS:
        raise _wrong("format", ", ".join(FORMATS))
    quality = "default" if quality == "color" else quality
    canonical = "/".join((
        "full" if box == (0, 0, *whole) else ",".join(map(str, box)),
        "max" if drawn == _most(*box[2:]) else f"{drawn[0]},{drawn[1]}",
        f"{'!' * mirrored}{degrees:g}",
        f"{quality}.{form}",
    ))  # fmt: skip
    return Asked(box, drawn, mirrored, degrees, quality, form, canonical)


def _wrong(part: str, expected: str) -> Problem:
    return invalid(FieldError(part, _("Expected: %s") % expected))


def _region(text: str, width: int, height: int) -> Box:
    if text == "full":
        return 0, 0, width, height
    if text == "square":
        side = min(width, height)
        return (width - side) // 2, (height - side) // 2, side, side
    if match := _PIXELS.fullmatch(text):
        x, y, w, h = (int(part) for part in match.groups())
    elif match := _PERCENT.fullmatch(text):
        parts = zip(map(float, match.groups()), (width, height) * 2, strict=True)
        x, y, w, h = (round(percent * side / 100) for percent, side in parts)
    else:
        raise _wrong("region", "full, square, x,y,w,h, pct:x,y,w,h")
    if x >= width or y >= height or not w or not h:
        raise invalid(FieldError("region", _("Nothing of the picture is in this region.")))
    return x, y, min(w, width - x), min(h, height - y)


def _most(width: int, height: int) -> tuple[int, int]:
    """The largest a region is drawn."""
    factor = min(1.0, MOST_SIDE / max(width, height))
    return max(1, round(width * factor)), max(1, round(height * factor))


def _size(text: str, width: int, height: int) -> tuple[int, int]:
    """Never larger than the region, which the API would have asked for by ``^``."""
    if text == "max":
        return _most(width, height)
    drawn = _scaled(text, width, height)
    if not all(drawn):
        raise invalid(FieldError("size", _("Nothing would be left of the picture.")))
    if drawn[0] > width or drawn[1] > height:
        raise invalid(FieldError("size", _("This is larger than the region itself.")))
    if max(drawn) > MOST_SIDE:
        reason = _("At most %d pixels a side are drawn.") % MOST_SIDE
        raise invalid(FieldError("size", reason))
    return drawn


def _scaled(text: str, width: int, height: int) -> tuple[int, int]:
    if match := _SCALE.fullmatch(text):
        factor = float(match[1]) / 100
        return round(width * factor), round(height * factor)
    match = _SIZE.fullmatch(text)
    if not match or not (match[2] or match[3]) or (match[1] and not (match[2] and match[3])):
        raise _wrong("size", "max, w, ,h pct:n w,h !w,h")
    w, h = (int(part) if part else None for part in match.groups()[1:])
    if w is not None and h is not None and not match[1]:
        return w, h
    factors = [asked / side for asked, side in ((w, width), (h, height)) if asked is not None]
    return _kept(min(factors), w, h, width, height)


def _kept(factor: float, w: int | None, h: int | None, width: int, height: int) -> tuple[int, int]:
    """The shape is kept; a side that decides is exactly as asked, none is less than a pixel."""
    if not factor:
        return 0, 0
    across = w if w is not None and factor == w / width else max(1, round(width * factor))
    down = h if h is not None and factor == h / height else max(1, round(height * factor))
    return across, down


def _rotation(text: str) -> tuple[bool, float]:
    match = _ROTATION.fullmatch(text)
    degrees = float(match[2]) if match else 361.0
    if not match or degrees > 360:
        raise _wrong("rotation", "n, !n; 0 … 360")
    return bool(match[1]), degrees % 360
