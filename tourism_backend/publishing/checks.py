"""System checks of every declaration: what it needs from its model, geometry and languages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist, FieldError

from tourism_backend.publishing.collection import COLOUR, ICON, Collection, column, languages
from tourism_backend.publishing.models import Record
from tourism_backend.publishing.projection import projected
from tourism_backend.publishing.registry import registry


@register
def check_collections(**_: Any) -> list[CheckMessage]:
    """Every registered collection can be projected, in every language."""
    return [message for collection in registry for message in check(collection)]


def check(collection: Collection) -> Iterator[CheckMessage]:
    """What is wrong with one declaration."""
    model: Any = collection.model
    if not issubclass(model, Record):
        yield Error(
            f"{collection.name}: its model must be a publishing Record", id="publishing.E001"
        )
        return
    for language in languages():
        try:
            model._meta.get_field(f"name_{column(language)}")
        except FieldDoesNotExist:
            yield Error(
                f"{collection.name}: {model.__name__}.name is not translated to {language}",
                hint="Register the model in the room's translation.py.",
                id="publishing.E002",
            )
            return
    for dependency in collection.depends_on:
        try:
            str(model._default_manager.filter(**{f"{dependency.path}__isnull": False}).query)
        except FieldError as error:
            yield Error(
                f"{collection.name}: dependency path {dependency.path!r}: {error}",
                id="publishing.E003",
            )
    overlap = set(collection.summary) & set(collection.detail)
    if overlap:
        yield Error(
            f"{collection.name}: in summary and detail both: {sorted(overlap)}",
            id="publishing.E004",
        )
    try:
        str(projected(collection).query)
    except (FieldError, TypeError, ValueError) as error:
        yield Error(f"{collection.name}: cannot be projected: {error}", id="publishing.E005")
        return
    yield from _check_geometry(collection)
    yield from _check_layer(collection)
    for how, other in (("told by", collection.told_by), ("drawn with", collection.drawn_with)):
        if other is not None and other not in registry:
            yield Error(
                f"{collection.name}: {how} {other!r}, which is no collection",
                id="publishing.E009",
            )


def _check_geometry(collection: Collection) -> Iterator[CheckMessage]:
    if collection.geometry is None:
        return
    geometry: Any = projected(collection).query.annotations["p_geom"]
    srid = getattr(geometry.output_field, "srid", None)
    if srid != 4326:
        yield Error(
            f"{collection.name}: its geometry has SRID {srid}; public geometry is WGS 84 (4326)",
            id="publishing.E006",
        )


def _check_layer(collection: Collection) -> Iterator[CheckMessage]:
    layer = collection.layer
    if layer is None:
        return
    if collection.geometry is None:
        yield Error(f"{collection.name}: a map layer needs a geometry", id="publishing.E007")
    if not (ICON.match(layer.icon) and COLOUR.match(layer.colour)):
        yield Error(
            f"{collection.name}: its layer's icon {layer.icon!r} must be a name of the sprite, and"
            f" its colour {layer.colour!r} of the form #rrggbb",
            id="publishing.E008",
        )
