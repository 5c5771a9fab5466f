"""The files a page chooses from: AVIF, WebP and JPEG at the widths of ``srcset``, and one to share.

A name says all that the bytes depend on beside the original: they never change.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from content.media.watermark import SIGN, Mark

NO_MARK = Mark("", "", 0)
WIDTHS = (320, 640, 960, 1280, 1920, 2560)
# A panorama is looked at from within: all of its width is wanted.
PANORAMA_WIDTHS = (*WIDTHS, 4096, 8192)
SHARED = (1200, 630)
# Best compression first: the order a browser is offered them in.
ENCODERS: dict[str, tuple[str, dict[str, Any]]] = {
    "avif": ("AVIF", {"quality": 55, "speed": 8}),
    "webp": ("WEBP", {"quality": 78, "method": 4}),
    "jpg": ("JPEG", {"quality": 82, "progressive": True, "optimize": True}),
}
MEDIA_TYPES = {"avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg"}


@dataclass(frozen=True)
class Rendition:
    """One file: its name, media type, size in pixels."""

    name: str
    type: str
    width: int
    height: int


def planned(
    width: int, height: int, *, panorama: bool = False, mark: Mark = NO_MARK
) -> list[Rendition]:
    """The renditions of a picture of this size: never larger than it is."""
    steps = PANORAMA_WIDTHS if panorama else WIDTHS
    widths = [each for each in steps if each < width] + [width] * (width <= steps[-1])
    return [
        Rendition(
            f"w{each}{mark.tail(each)}.{suffix}",
            MEDIA_TYPES[suffix],
            each,
            max(1, round(height * each / width)),
        )
        for suffix in ENCODERS
        for each in widths
    ]


def shared(focus_x: int, focus_y: int, mark: Mark = NO_MARK) -> Rendition:
    """The cut that social networks show, around the focal point (percent from left, top)."""
    name = f"share-{focus_x}-{focus_y}{mark.tail(SHARED[0])}.jpg"
    return Rendition(name, MEDIA_TYPES["jpg"], *SHARED)


def make(
    image: Image.Image,
    each: Rendition,
    focus: tuple[int, int],
    folder: Path,
    mark: Mark = NO_MARK,
) -> Path:
    """Write one rendition of an upright sRGB picture into a folder."""
    size = (each.width, each.height)
    if each.name.startswith("share-"):
        centre = (focus[0] / 100, focus[1] / 100)
        scaled = ImageOps.fit(image, size, Image.Resampling.LANCZOS, centering=centre)
    else:
        scaled = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
    if SIGN in each.name:
        mark.put(scaled)
    kind, options = ENCODERS[each.name.rsplit(".", 1)[1]]
    path = folder / each.name
    scaled.save(path, kind, **options)
    return path


def told(renditions: list[Rendition]) -> list[dict[str, Any]]:
    """As they are kept."""
    return [asdict(each) for each in renditions]
