"""Pictures of a record, as its page shows them: files to choose from, texts, credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from tourism_backend.portal.reading import Item, listed

MOST = "12"


@dataclass(frozen=True)
class Source:
    """One format's files, as ``<source>`` takes them."""

    type: str
    srcset: str


@dataclass(frozen=True)
class Picture:
    """One picture; ``src`` is for browsers that choose nothing, ``share`` for social networks.

    ``iiif`` is its address in the Image API, for zooming.
    """

    sources: Sequence[Source]
    src: str
    width: int
    height: int
    alt: str
    caption: str
    author: str
    licence: str
    share: str
    placeholder: str
    iiif: str


def of(collection: str, record: str, language: str) -> list[Picture]:
    """The public pictures of a record (its id), in their order: one statement."""
    target = f"{collection}:{record}"
    items = listed("pictures", language, of=target, limit=MOST).items
    ordered = sorted(items, key=lambda item: _order(item, collection, record))
    return [_picture(item) for item in ordered]


def _order(item: Item, collection: str, record: str) -> int:
    places = (
        shown["order"]
        for shown in item["of"]
        if (shown["collection"], shown["id"]) == (collection, record)
    )
    return int(next(places, 0))


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
        sources,
        middle["url"],
        middle["width"],
        middle["height"],
        item["alt"],
        item["caption"],
        item["author"],
        item["licence"],
        item["share"],
        item["placeholder"],
        item["iiif"],
    )
