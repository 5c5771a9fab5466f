"""Making the renditions of one picture: again and again the same, from wherever it was cut short.

Each file appears whole; the row tells of them only when all are there. A worker killed on the way
leaves finished files, which the next one keeps, and scratch, which nothing reads.
"""

from __future__ import annotations

from PIL import Image

from content.media import files, pixels, pyramid, renditions
from content.media.intake import Refused
from content.media.models import Making, Picture


def make(key: int) -> int:
    """Make what is missing; how many files were written. A picture that is gone needs none."""
    picture = Picture.objects.filter(pk=key).first()
    if picture is None:
        return 0
    wanted = _wanted(picture)
    lacking = list(renditions.missing(picture.sha256, wanted))
    zoomed = files.pyramid(picture.sha256)
    if not lacking and zoomed.exists() and picture.making == Making.READY:
        _tell(picture, wanted)
        return 0
    try:
        image = pixels.upright(files.original(picture.sha256), picture.format)
    except Refused:
        Picture.objects.filter(pk=key, making=Making.WAITING).update(making=Making.FAILED)
        return 0
    _write(image, picture, lacking)
    if not zoomed.exists():
        with files.scratch() as folder:
            pyramid.write(image, folder / zoomed.name)
            files.move_in(folder / zoomed.name, zoomed)
    _tell(
        picture,
        wanted,
        dhash=pixels.difference_hash(image),
        placeholder=pixels.placeholder(image),
    )
    return len(lacking)


def _wanted(picture: Picture) -> list[renditions.Rendition]:
    sizes = renditions.planned(picture.width, picture.height)
    return [*sizes, renditions.shared(picture.focus_x, picture.focus_y)]


def _write(image: Image.Image, picture: Picture, lacking: list[renditions.Rendition]) -> None:
    focus = (picture.focus_x, picture.focus_y)
    with files.scratch() as folder:
        for each in lacking:
            made = renditions.make(image, each, focus, folder)
            files.move_in(made, files.rendition(picture.sha256, each.name))


def _tell(picture: Picture, made: list[renditions.Rendition], **worked_out: object) -> None:
    """Not an edit: it waits for no approval, and touches nothing that a curator writes."""
    Picture.objects.filter(pk=picture.pk).update(
        making=Making.READY, renditions=renditions.told(made), **worked_out
    )
