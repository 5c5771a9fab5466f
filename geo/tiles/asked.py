"""What a request asks of tiles, read and checked; the same Query as the lists'."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from tourism_backend.common.problems import FieldError, invalid, not_found
from tourism_backend.publishing.collection import Collection, source_language
from tourism_backend.publishing.query import Query, parse
from tourism_backend.publishing.registry import registry

# What a list understands and a tile does not: the tile says where, how much and how.
NOT_OF_TILES = ("bbox", "card", "cursor", "fields", "format", "limit", "live", "sort")
LONGEST_VERSION = 18  # digits


def mapped(name: str) -> Collection:
    """The collection of that name, if it lies somewhere. Raises Problem 404."""
    if name not in registry or registry.get(name).geometry is None:
        raise not_found()
    return registry.get(name)


def read(collection: Collection, given: Mapping[str, str]) -> tuple[Query, int]:
    """The query of a tile and the version asked for (0: none). Raises Problem 400.

    The language is the one asked for or the source language, whatever the caller's browser
    prefers: one address is one tile, for every cache.
    """
    errors = [
        FieldError(name, _("tiles have no such parameter"))
        for name in NOT_OF_TILES
        if name in given
    ]
    version = given.get("v", "0")
    if not (version.isascii() and version.isdigit() and len(version) <= LONGEST_VERSION):
        errors.append(FieldError("v", _("give the version that the TileJSON's address has")))
    if errors:
        raise invalid(*errors)
    rest = {name: value for name, value in given.items() if name != "v"}
    return parse(collection, rest, language=source_language()), int(version)
