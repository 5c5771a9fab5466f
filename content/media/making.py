"""Making the renditions of one picture: again and again the same, from wherever it was cut short.

Each file appears whole; the row tells of them only when all are there. A worker killed on the way
leaves finished files, which the next one keeps, and scratch, which is swept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from PIL import Image

from content.media import files, pixels, pyramid, renditions
from content.media.collection import PICTURES
from content.media.models import Kind, Making, Picture
from content.media.watermark import SIGN, current
from tourism_backend.common.actors import SystemActor
from tourism_backend.common.intake import Refused
from tourism_backend.publishing import services
from tourism_backend.publishing.models import Status


def make(key: int) -> int:
    """Make what is missing; how many files were written. A picture that is gone needs none."""
    picture = Picture.objects.filter(pk=key).first()
    if picture is None:
        return 0
    missing = lacking(picture)
    if not missing and picture.making == Making.READY:
        _tell(picture)
        _show_mark(picture)
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
    _show_mark(picture)
    return len(missing)


def pyramid_name() -> str:
    """The pyramid of a picture: a part of it may be asked for as large as it is."""
    return f"pyramid{current().tail(2**31)}.tif"


def pyramid_there(digest: str) -> tuple[str, Path] | None:
    """The pyramid that a picture has, and its name: one with an earlier mark until it has its own.

    None while there is none.
    """
    for name in _pyramids(digest):
        with suppress(FileNotFoundError):
            path = files.pyramid(digest, name).copy()
            if path.exists():
                return name, path
    return None


def _pyramids(digest: str) -> Iterator[str]:
    """The names it may have, the one it should have first."""
    yield pyramid_name()
    yield from sorted(name for name in files.made(digest) if name.startswith("pyramid"))


def wanted(picture: Picture) -> list[renditions.Rendition]:
    """The files a page chooses from, by what the picture is now."""
    panorama = picture.kind == Kind.PANORAMA
    mark = current()
    sizes = renditions.planned(picture.width, picture.height, panorama=panorama, mark=mark)
    return [*sizes, renditions.shared(picture.focus_x, picture.focus_y, mark)]


def lacking(picture: Picture) -> list[renditions.Rendition | None]:
    """What is not there yet; None stands for the pyramid."""
    there = files.made(picture.sha256)
    missing: list[renditions.Rendition | None] = [
        each for each in wanted(picture) if each.name not in there
    ]
    return missing if pyramid_name() in there else [*missing, None]


def write(picture: Picture, missing: Iterable[renditions.Rendition | None]) -> Image.Image:
    """Make these files, one by one; the upright picture. Raises Refused for a damaged original."""
    with files.original(picture.sha256).local() as path:
        image = pixels.upright(path, picture.format)
    focus, mark = (picture.focus_x, picture.focus_y), current()
    for each in missing:
        with files.scratch() as folder:
            if each is None:
                name = pyramid_name()
                if SIGN in name:
                    image = image.copy()  # what comes after it is marked at its own size
                    mark.put(image)
                pyramid.write(image, folder / name)
                files.pyramid(picture.sha256, name).put(folder / name)
            else:
                made = renditions.make(image, each, focus, folder, mark)
                files.rendition(picture.sha256, each.name).put(made)
    return image


def _tell(picture: Picture, **worked_out: object) -> None:
    """Not an edit: it waits for no approval, and touches nothing that a curator writes."""
    Picture.objects.filter(pk=picture.pk).update(
        making=Making.READY,
        mark=current().stamp,
        renditions=renditions.told(wanted(picture)),
        **worked_out,
    )


def _show_mark(picture: Picture) -> None:
    """Another mark: the public is shown the new files, and the old ones go.

    What waits for approval is shown with it; until then the old files stay.
    """
    if picture.mark == current().stamp:
        return
    if picture.status == Status.PUBLISHED:
        if picture.pending:
            return
        services.publish(SystemActor("watermark"), PICTURES, [picture.uuid])
    names = {each.name for each in wanted(picture)} | {pyramid_name()}
    for name in files.made(picture.sha256) - names:
        files.remove(picture.sha256, name)
