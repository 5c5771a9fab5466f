"""From any picture that was taken to 8 bits sRGB, upright; and what is worked out of the pixels."""

from __future__ import annotations

import base64
import io
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from tourism_backend.common.intake import opened

SRGB = ImageCms.createProfile("sRGB")
PLACEHOLDER_PX = 20
HASH_SIDE = 8


def upright(path: Path, kind: str) -> Image.Image:
    """The picture as it is to be looked at: turned, sRGB, no transparency, no metadata.

    No step keeps more than two pictures of this size in memory.
    """
    with opened(path, kind) as image:
        image.load()
        profile = image.info.get("icc_profile")
        ImageOps.exif_transpose(image, in_place=True)
        flat = _flat(_eight_bits(image), profile)
        if flat is not image:
            image.close()
    clean = Image.new("RGB", flat.size)
    clean.paste(flat)
    return clean


def _eight_bits(image: Image.Image) -> Image.Image:
    """16-bit greys scaled down; Pillow would cut them off at 255."""
    if image.mode.startswith("I"):
        wide = image.convert("I")
        return wide.point(lambda value: value * (1 / 257)).convert("L")
    return image


def _flat(image: Image.Image, profile: bytes | None) -> Image.Image:
    """sRGB without transparency: what is transparent shows white."""
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        image = image.convert("RGBA")
    if image.mode == "RGBA":
        white = Image.new("RGB", image.size, "white")
        white.paste(image, mask=image)
        image = white
    return _in_srgb(image, profile)


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """By the picture's own profile where it has a sound one that fits its pixels."""
    if profile and image.mode in ("RGB", "CMYK", "L"):
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            changed = ImageCms.profileToProfile(image, own, SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            changed = None
        if changed is not None:
            return changed
    return image if image.mode == "RGB" else image.convert("RGB")


def hash_of(path: Path, kind: str) -> int:
    """The difference hash of a file, a JPEG read at an eighth: told before anything is made."""
    with opened(path, kind) as image:
        image.draft(None, (image.width // 8, image.height // 8))
        image.load()
        ImageOps.exif_transpose(image, in_place=True)
        return difference_hash(_flat(_eight_bits(image), image.info.get("icc_profile")))


def difference_hash(image: Image.Image) -> int:
    """64 bits that stay nearly the same when a picture is scaled or saved anew (dHash).

    Each bit says whether a pixel of the picture at 9 x 8 is darker than its right neighbour.
    Signed, as PostgreSQL's bigint is.
    """
    small = image.convert("L").resize((HASH_SIDE + 1, HASH_SIDE), Image.Resampling.LANCZOS)
    grey = small.tobytes()
    bits = 0
    for row in range(HASH_SIDE):
        for at in range(HASH_SIDE):
            here = row * (HASH_SIDE + 1) + at
            bits = bits << 1 | (grey[here] < grey[here + 1])
    return bits - (1 << 64) if bits >> 63 else bits


def placeholder(image: Image.Image) -> str:
    """A blur of the picture as a data URI, some hundred bytes, shown while it loads."""
    small = image.copy()
    small.thumbnail((PLACEHOLDER_PX, PLACEHOLDER_PX), Image.Resampling.BOX)
    out = io.BytesIO()
    small.save(out, "WEBP", quality=40, method=6)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()
