"""The map's layers, made from the declarations of the registered collections."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

from tourism_backend.publishing.collection import Collection

Look = Literal["pins", "warnings", "records", "shapes"]


@dataclass(frozen=True)
class MapLayer:
    """How a collection is drawn.

    ``pins``: clustered symbols by category; ``warnings``: a sign, and what it covers. Whoever
    wants them switches on ``records``, a layer that the collection declares, with a symbol and a
    colour; and ``shapes``, the lines, areas and dots of any other. ``dated``: it can be asked for
    a time (``at=``); ``drawn_with``: shown whenever that layer is, without a switch.
    """

    collection: str
    look: Look
    tilejson: str
    shown: bool
    dated: bool = False
    icon: str = ""
    colour: str = ""
    drawn_with: str = ""

    def as_json(self) -> dict[str, str | bool]:
        """What the page's script gets."""
        return asdict(self)


def layer_of(collection: Collection, language: str) -> MapLayer | None:
    """A collection's layer; None for one that lies nowhere, or is told by another."""
    if collection.geometry is None or collection.told_by is not None:
        return None
    look = _look(collection)
    # The address is geo.tiles' public one; the language is a code of the settings.
    tilejson = f"/tiles/{collection.name}.json?lang={language}"
    declared = collection.layer
    return MapLayer(
        collection.name,
        look,
        tilejson,
        shown=look in ("pins", "warnings"),
        dated=collection.period is not None,
        icon=declared.icon if declared else "",
        colour=declared.colour if declared else "",
        drawn_with=collection.drawn_with or "",
    )


def layers_of(collections: Iterable[Collection], language: str) -> list[MapLayer]:
    """The layers of all collections: the pins first, then those that are declared as layers."""
    layers = [layer for one in collections if (layer := layer_of(one, language))]
    order = ("pins", "records", "warnings", "shapes")
    return sorted(layers, key=lambda layer: (order.index(layer.look), layer.collection))


def _look(collection: Collection) -> Look:
    if collection.layer:
        return "records"
    if collection.thin:
        return "pins"
    return "warnings" if collection.period else "shapes"
