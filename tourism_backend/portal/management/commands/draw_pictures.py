"""Draw the site's icons and the pictures for shared links into the static files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from PIL import Image

from tourism_backend.portal import drawings

STATIC = Path(drawings.__file__).parent / "static" / "portal"


def pictures() -> Iterator[tuple[str, Image.Image]]:
    """Every picture, by its path among the static files."""
    yield "icons/icon-192.png", drawings.mark_png(192)
    yield "icons/icon-512.png", drawings.mark_png(512)
    yield "icons/icon-maskable-512.png", drawings.mark_png(512, inset=10)
    yield "icons/apple-touch-icon.png", drawings.mark_png(180, inset=4)
    for mood in drawings.MOODS:
        yield f"og/{mood}.png", drawings.shared_png(mood)


class Command(BaseCommand):
    """Writes the same files each time."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        """Draw all of them."""
        for folder in ("icons", "og"):
            (STATIC / folder).mkdir(parents=True, exist_ok=True)
        (STATIC / "icons" / "icon.svg").write_text(drawings.mark_svg())
        for path, picture in pictures():
            picture.save(STATIC / path, optimize=True)
        drawings.mark_png(48).save(
            STATIC / "icons" / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)]
        )
        self.stdout.write(f"drawn into {STATIC}")
