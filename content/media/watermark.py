"""A mark in the corner of what the public sees, by setting: a text or a picture. Off by default.

The original is never touched. Marked files have the mark's stamp in their names, so that another
mark makes other files.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import pyvips
from django.conf import settings
from PIL import Image

WIDE, HIGH, MARGIN = 0.24, 0.06, 0.02  # parts of the picture's width
OPACITY = 0.75
SIGN = "-m"  # before the stamp, in a name


@dataclass(frozen=True)
class Mark:
    """What is put on pictures from this width on; neither text nor picture: nothing."""

    text: str
    picture: str
    from_px: int

    @property
    def stamp(self) -> str:
        """Eight letters that change with the mark; empty without one."""
        if not (self.text or self.picture):
            return ""
        told = hashlib.sha256(f"{self.text}\0{self.from_px}".encode())
        if self.picture:
            told.update(Path(self.picture).read_bytes())
        return told.hexdigest()[:8]

    def tail(self, width: int) -> str:
        """What the name of a file so wide ends in, before its suffix."""
        return f"{SIGN}{self.stamp}" if self.stamp and width >= self.from_px else ""

    def put(self, image: Image.Image) -> None:
        """Mark an RGB picture, in its lower right corner."""
        layer = self._picture(image.width) if self.picture else self._text(image.width)
        edge = round(image.width * MARGIN)
        at = (image.width - layer.width - edge, max(0, image.height - layer.height - edge))
        image.paste(layer, at, layer)

    def _picture(self, width: int) -> Image.Image:
        with Image.open(self.picture) as found:
            layer = found.convert("RGBA")
        size = (round(width * WIDE), max(1, round(layer.height * width * WIDE / layer.width)))
        layer = layer.resize(size, Image.Resampling.LANCZOS)
        layer.putalpha(layer.getchannel("A").point(lambda value: round(value * OPACITY)))
        return layer

    def _text(self, width: int) -> Image.Image:
        """White letters on their own shadow, to be read on any ground."""
        drawn = pyvips.Image.text(
            escape(self.text),
            font="sans bold",
            width=round(width * WIDE),
            height=round(width * HIGH),
        )
        letters = Image.frombytes("L", (drawn.width, drawn.height), bytes(drawn.write_to_memory()))
        shift = max(1, round(width / 800))
        alpha = letters.point(lambda value: round(value * OPACITY))
        size = (letters.width + shift, letters.height + shift)
        return Image.alpha_composite(
            _ink("black", alpha, shift, size), _ink("white", alpha, 0, size)
        )


def _ink(colour: str, alpha: Image.Image, at: int, size: tuple[int, int]) -> Image.Image:
    layer, where = Image.new("RGBA", size, colour), Image.new("L", size)
    where.paste(alpha, (at, at))
    layer.putalpha(where)
    return layer


def current() -> Mark:
    """The mark of this installation."""
    return Mark(settings.WATERMARK_TEXT, settings.WATERMARK_IMAGE, settings.WATERMARK_FROM_PX)
