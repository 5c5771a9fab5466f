"""Making the renditions of one picture: again and again the same, from wherever it was cut short.

Each file appears whole; the row tells of them only when all are there. A worker killed on the way
leaves finished files, which the next one keeps, and scratch, which is swept.
"""

from __future__ import annotations

from collections.abc import Iterable

from PIL import Image

from content.media import files, pixels, pyramid, renditions
from content.media.models import Kind, Making, Picture
from tourism_backend.common.intake import Refused

PYRAMID = "pyramid.tif"


def make(key: int) -> int:
    """Make what is missing; how many files were written. A picture that is gone needs none."""
    picture = Picture.objects.filter(pk=key).first()
    if picture is None:
        return 0
    missing = lacking(picture)
    if not missing and picture.making == Making.READY:
        _tell(picture)
        return 0
    try:
        image = write(picture, missing)
    except (Refused, FileNotFoundError):
        Picture.objects.filter(pk=key, making=Making.WAITING).update(making=Making.FAILED)
        return 0
    _tell(
        picture,
        dhash=pixels.difference_hash(image),
        placeholder=pixels.placeholder(image),
    )
    return len(missing)


def wanted(picture: Picture) -> list[renditions.Rendition]:
    """The files a page chooses from, by what the picture is now."""
    panorama = picture.kind == Kind.PANORAMA
    sizes = renditions.planned(picture.width, picture.height, panorama=panorama)
    return [*sizes, renditions.shared(picture.focus_x, picture.focus_y)]


def lacking(picture: Picture) -> list[renditions.Rendition | None]:
    """What is not there yet; None stands for the pyramid."""
    there = files.made(picture.sha256)
    missing: list[renditions.Rendition | None] = [
        each for each in wanted(picture) if each.name not in there
    ]
    return missing if PYRAMID in there else [*missing, None]


def write(picture: Picture, missing: Iterable[renditions.Rendition | None]) -> Image.Image:
    """Make these files, one by one; the upright picture. Raises Refused for a damaged original."""
    with files.original(picture.sha256).local() as path:
        image = pixels.upright(path, picture.format)
    focus = (picture.focus_x, picture.focus_y)
    for each in missing:
        with files.scratch() as folder:
            if each is None:
                pyramid.write(image, folder / PYRAMID)
                files.pyramid(picture.sha256).put(folder / PYRAMID)
            else:
                made = renditions.make(image, each, focus, folder)
                files.rendition(picture.sha256, each.name).put(made)
    return image


def _tell(picture: Picture, **worked_out: object) -> None:
    """Not an edit: it waits for no approval, and touches nothing that a curator writes."""
    Picture.objects.filter(pk=picture.pk).update(
        making=Making.READY, renditions=renditions.told(wanted(picture)), **worked_out
    )
