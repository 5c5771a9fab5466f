"""What rooms add to the admin of every record, such as its pictures: registered in ``ready()``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.utils.safestring import SafeString

# From a record of any collection to what is shown of it; empty: nothing.
Panel = Callable[[HttpRequest, Any], SafeString]
_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Show this beside every record's form from now on."""
    if panel not in _panels:
        _panels.append(panel)


# From a collection's name to an inline of its records' forms; None: they have none.
Inline = Callable[[str], Any]
_inlines: list[Inline] = []
# By model: the address of a small picture of one of its records.
_images: dict[type[Model], Callable[[Any], str]] = {}


def edit(inline: Inline) -> None:
    """Edit this in every record's form from now on."""
    if inline not in _inlines:
        _inlines.append(inline)


def inlines(collection: str) -> list[Any]:
    """What rooms edit in the forms of a collection's records."""
    return [made for inline in _inlines if (made := inline(collection)) is not None]


def illustrate(model: type[Model], image: Callable[[Any], str]) -> None:
    """Show a picture wherever a comparison leads to one of these."""
    _images[model] = image


def image_of(thing: Model) -> str:
    """The address of a small picture of a thing; empty where there is none."""
    image = _images.get(type(thing))
    return image(thing) if image is not None else ""


def of(request: HttpRequest, record: Any) -> Iterable[SafeString]:
    """What is shown beside a record's form."""
    return [shown for panel in _panels if (shown := panel(request, record))]
