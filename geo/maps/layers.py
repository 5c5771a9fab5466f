"""The map's layers, made from the declarations of the registered collections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from tourism_backend.publishing.collection import Collection

Look = Literal["pins", "warnings", "shapes"]


@dataclass(frozen=True)
class MapLayer:
    """How a collection is drawn.

    ``pins``: clustered symbols by category; ``warnings``: a sign, and what it covers; ``shapes``:
    lines, areas and dots, switched on by whoever wants them.
    """

    collection: str
    look: Look
    tilejson: str
    shown: bool

    def as_json(self) -> dict[str, str | bool]:
        """What the page's script gets."""
        return asdict(self)


def layer_of(collection: Collection, language: str) -> MapLayer | None:
    """A collection's layer; None for one that lies nowhere."""
    if collection.geometry is None:
        return None
    look = _look(collection)
    # The address is geo.tiles' public one; the language is a code of the settings.
    tilejson = f"/tiles/{collection.name}.json?lang={language}"
    return MapLayer(collection.name, look, tilejson, shown=look != "shapes")


def layers_of(collections: Iterable[Collection], language: str) -> list[MapLayer]:
    """The layers of all collections, the pins first."""
    layers = [layer for one in collections if (layer := layer_of(one, language))]
    return sorted(layers, key=lambda layer: (layer.look != "pins", layer.collection))


def _look(collection: Collection) -> Look:
    if collection.thin:
        return "pins"
    return "warnings" if collection.period else "shapes"
