"""A public picture at every size in one file: what zooming reads, a tile at a time.

A TIFF of JPEG tiles, each level half as wide as the one before: any part at any size costs
the tiles it is made of, however large the picture. No metadata of the camera's is in it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image

TILE = 512  # pixels


@cache
def _vips() -> Any:
    """libvips, from its first use on: it starts threads, which no forked process inherits."""
    import pyvips

    # Files are replaced under their names: nothing of an earlier one may be kept.
    pyvips.cache_set_max(0)
    return pyvips


def write(image: Image.Image, path: Path) -> None:
    """The pyramid of an upright sRGB picture."""
    size = image.size
    pixels = _vips().Image.new_from_memory(image.tobytes(), *size, 3, "uchar")
    pixels.copy(interpretation="srgb").tiffsave(
        str(path), tile=True, pyramid=True, compression="jpeg", Q=90,
        tile_width=TILE, tile_height=TILE, keep="none",
    )  # fmt: skip


def scale_factors(width: int, height: int) -> list[int]:
    """By how much each level is smaller: 1, 2, 4 … until one tile holds it all."""
    factors = [1]
    while max(width, height) > TILE * factors[-1]:
        factors.append(2 * factors[-1])
    return factors


def read(path: Path, region: tuple[int, int, int, int], size: tuple[int, int]) -> Any:
    """A region (left, top, width, height of the whole) at a size, from the level that is enough.

    Raises FileNotFoundError.
    """
    left, top, width, height = region
    enough = max(1.0, min(width / size[0], height / size[1]))
    try:
        whole = _vips().Image.new_from_file(str(path), access="random")
    except _vips().Error:
        path.stat()  # damaged, or gone?
        raise
    level = min(int(enough).bit_length() - 1, whole.get("n-pages") - 1)
    if level:
        page = _vips().Image.new_from_file(str(path), page=level, access="random")
        across, down = page.width / whole.width, page.height / whole.height
        left, top = int(left * across), int(top * down)
        width = max(1, min(round(width * across), page.width - left))
        height = max(1, min(round(height * down), page.height - top))
        whole = page
    part = whole.crop(left, top, width, height)
    if (part.width, part.height) == size:
        return part
    return part.thumbnail_image(size[0], height=size[1], size="force")
