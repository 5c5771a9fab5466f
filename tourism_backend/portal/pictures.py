"""Pictures of a record, as its page shows them: files to choose from, texts, credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from content.media import queries
from tourism_backend.portal.reading import Item, load

MOST = 12
# What a page says of a picture as its public row does.
TOLD = ("alt", "caption", "author", "licence", "share", "placeholder", "iiif", "kind")


@dataclass(frozen=True)
class Source:
    """One format's files, as ``<source>`` takes them."""

    type: str
    srcset: str


@dataclass(frozen=True)
class Picture:
    """One picture; ``src`` is for browsers that choose nothing, ``share`` for social networks.

    ``focus`` stays in sight when it is cut: percent from the left and the top, in tens (the
    policy of the pages allows no style of its own, so that there is a class for each).
    ``iiif`` is its address in the Image API, for zooming.
    """

    sources: Sequence[Source]
    src: str
    width: int
    height: int
    focus: tuple[int, int]
    alt: str
    caption: str
    author: str
    licence: str
    share: str
    placeholder: str
    iiif: str
    kind: str


def of(collection: str, record: str, language: str) -> list[Picture]:
    """The public pictures of a record (its id), in their order: one statement."""
    found = queries.of_record(collection, UUID(record), language)
    return [_picture(load(summary)) for summary in found[:MOST]]


def covered(collection: str, items: Sequence[Item], language: str) -> list[Item]:
    """The records of a list, for cards: with the first picture of each as ``cover``, if any.

    One statement for all of them.
    """
    if not items:
        return []
    found = queries.first_of_each(collection, [item["id"] for item in items], language)
    covers = {record: _picture(load(summary)) for record, summary in found.items()}
    return [{**item, "cover": covers.get(item["id"])} for item in items]


def share(pictures: Sequence[Picture]) -> str:
    """The address of the cut that is shared, of the first picture; empty without one."""
    return pictures[0].share if pictures else ""


def _picture(item: Item) -> Picture:
    files = item["renditions"]
    sources = [
        Source(kind, ", ".join(f"{file['url']} {file['width']}w" for file in each))
        for kind, each in groupby(files, key=lambda file: str(file["type"]))
    ]
    # The last of the list are JPEGs, which every browser reads; one of a middle width.
    plain = [file for file in files if file["type"] == "image/jpeg"]
    middle = next((file for file in plain if file["width"] >= 960), plain[-1])
    return Picture(
        sources=sources,
        src=middle["url"],
        width=middle["width"],
        height=middle["height"],
        focus=(round(item["focus"]["x"], -1), round(item["focus"]["y"], -1)),
        **{name: item[name] for name in TOLD},
    )
