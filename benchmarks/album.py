"""Pictures as people send them, made on the spot: the same number is the same picture."""

from __future__ import annotations

import io
import random
from typing import Any

from PIL import Image, ImageDraw

SIZES = ((96, 72), (320, 240), (240, 400), (420, 300), (500, 500), (640, 360), (800, 600))
LARGE = (8000, 6000)
LARGE_EACH = 2500  # so many pictures are one of the largest that is taken
FORMS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("JPEG", "RGB", {"quality": 85}),
    ("JPEG", "RGB", {"quality": 70, "progressive": True}),
    ("JPEG", "L", {}),
    ("JPEG", "CMYK", {}),
    ("PNG", "RGB", {}),
    ("PNG", "RGBA", {}),
    ("PNG", "P", {}),
    ("PNG", "I;16", {}),
    ("WEBP", "RGB", {"quality": 80}),
    ("TIFF", "RGB", {"compression": "tiff_lzw"}),
    ("GIF", "P", {}),
)


def picture(number: int) -> bytes:
    """The bytes of the picture with this number: no two are alike."""
    chance = random.Random(number)
    large = number % LARGE_EACH == LARGE_EACH - 1
    form, mode, options = FORMS[0 if large else number % len(FORMS)]
    image = _scene(chance, LARGE if large else chance.choice(SIZES))
    exif = Image.Exif()
    exif[0x0112] = chance.choice((1, 1, 3, 6, 8))  # how the camera was held
    out = io.BytesIO()
    if form in ("JPEG", "PNG", "WEBP"):
        options = options | {"exif": exif}
    _in_mode(image, mode).save(out, form, **options)
    return out.getvalue()


def _scene(chance: random.Random, size: tuple[int, int]) -> Image.Image:
    def colour() -> tuple[int, ...]:
        return tuple(chance.randrange(256) for _channel in range(3))

    image = Image.new("RGB", size, colour())
    draw = ImageDraw.Draw(image)
    for _shape in range(12):
        corners = [(chance.randrange(size[0]), chance.randrange(size[1])) for _corner in range(3)]
        draw.polygon(corners, fill=colour())
    grain = Image.effect_noise((size[0] // 2, size[1] // 2), 30).resize(size)
    return Image.blend(image, grain.convert("RGB"), 0.15)


def _in_mode(image: Image.Image, mode: str) -> Image.Image:
    if mode == "I;16":
        grey = image.convert("L").convert("I")
        return grey.point(lambda value: value * 257).convert("I;16")
    return image.convert(mode)
