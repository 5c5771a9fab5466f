"""Recordings and documents of a record, as its page offers them: to be heard, read, credited."""

from __future__ import annotations

from uuid import UUID

from content.media import queries
from content.media.enclosures import ENCLOSURES
from tourism_backend.portal.reading import Item, load

MOST = 12


def of(collection: str, record: str, language: str) -> list[Item]:
    """The public ones of a record (its id), in their order: one statement."""
    found = queries.of_record(collection, UUID(record), language, of=ENCLOSURES)
    return [_told(load(summary)) for summary in found[:MOST]]


def _told(item: Item) -> Item:
    """With its length as people say it (``3:05``)."""
    seconds = round(item["seconds"] or 0)
    hours, minutes = seconds // 3600, seconds // 60 % 60
    clock = f"{hours}:{minutes:02}" if hours else str(minutes)
    return {**item, "length": f"{clock}:{seconds % 60:02}" if seconds else ""}
