"""The pictures that lie among the static files are the ones that are drawn."""

import pytest
from PIL import Image, ImageChops

from tourism_backend.portal import drawings
from tourism_backend.portal.management.commands.draw_pictures import STATIC, pictures
from tourism_backend.portal.scenes import motif_of, scene_of, shared_of


def greatest(picture):
    return max(int(band.getextrema()[1]) for band in picture.split())


def test_pictures_are_as_drawn():
    for path, drawn in pictures():
        with Image.open(STATIC / path) as kept:
            assert kept.size == drawn.size, path
            difference = ImageChops.difference(kept.convert("RGB"), drawn.convert("RGB"))
        assert greatest(difference) <= 2, path


def test_mark_is_as_drawn():
    assert (STATIC / "icons" / "icon.svg").read_text() == drawings.mark_svg()


@pytest.mark.parametrize("icon", ["cave", "hotel", "nothing-like-it"])
def test_every_icon_has_a_picture(icon):
    assert (STATIC.parent / shared_of(icon)).exists()
    assert motif_of(icon) in scene_of(icon, "abc")


def test_variant_follows_the_map():
    # frontend/src/scenes.ts: the sum of the slug's UTF-16 units, modulo 3.
    assert scene_of("cave", "a").endswith("cave-1.svg")
    assert scene_of("cave", "abc").endswith("cave-0.svg")
