"""From a pyramid to the bytes that were asked for."""

from __future__ import annotations

from pathlib import Path
from threading import BoundedSemaphore
from typing import Any

from content.media import pyramid
from content.media.iiif.asking import Asked

# Drawn by one process at the same time: each costs at most the pixels of the largest answer.
_AT_ONCE = BoundedSemaphore(2)
_TURNS = {90.0: "d90", 180.0: "d180", 270.0: "d270"}
_WHITE = [255.0, 255.0, 255.0]
_ENCODERS: dict[str, tuple[str, dict[str, Any]]] = {
    "jpg": (".jpg", {"Q": 84, "optimize_coding": True}),
    "png": (".png", {"compression": 6}),
    "webp": (".webp", {"Q": 80}),
}


def draw(path: Path, asked: Asked) -> bytes:
    """The answer's bytes, without metadata."""
    suffix, options = _ENCODERS[asked.format]
    with _AT_ONCE:
        image = _shown(pyramid.read(path, asked.region, asked.size), asked)
        drawn: bytes = image.write_to_buffer(suffix, keep="none", **options)
    return drawn


def _shown(image: Any, asked: Asked) -> Any:
    """Mirrored first, then turned clockwise, then coloured, as the API has it."""
    if asked.mirrored:
        image = image.fliphor()
    if asked.degrees in _TURNS:
        # Turning reads lines out of order: the part, which is small, is drawn first.
        image = image.copy_memory().rot(_TURNS[asked.degrees])
    elif asked.degrees:
        image = image.copy_memory().rotate(asked.degrees, background=_WHITE)
    if asked.quality == "default":
        return image
    grey = image.colourspace("b-w")
    return grey if asked.quality == "gray" else grey > 127
