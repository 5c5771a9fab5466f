"""Which columns of a collection may come from files: a small declaration beside the room's own.

A room registers it in ``AppConfig.ready()``::

    importables.register(
        Importable(
            collection="places",
            columns=("name_vi", "category", "phone"),
            required=("name_vi", "category"),
        )
    )

Columns are fields of the model, texts by language, links to many by slug; types, choices and rules
follow from the fields. What names a record (``id``, ``slug``, ``external_id``) needs no declaring.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models import GeometryField
from django.db.models import Field, Model

from tourism_backend.publishing import access
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.registry import registry

ORIGIN = ("sources", "licence", "retrieved_on", "verified")


@dataclass(frozen=True, kw_only=True)
class Importable:
    """How files become records of a collection, and records files.

    ``required`` are what a new record must have; ``defaults`` what it has where the file says
    nothing. ``geometry`` is the field that a row's geometry, or its x and y, fill. ``limits`` are
    the ranges that the database holds numbers to. ``aliases`` are headers by which columns are
    known beside their names, ``words`` texts by which a column's choices are, beside their labels.
    ``identity`` are columns that together name a record of which the row says no key. ``derived``
    gives further values of a record (None: a new one) from those of its row. ``together`` asks of
    many records at once what the model's ``clean`` asks of one, and stands in its place: the
    column and the reason, by uuid, of those that are not right. ``osm`` leads from columns to
    OpenStreetMap's tags, the first that an object has; ``osm_kinds`` gives the columns of a new
    record for each ``key=value`` (or ``key=*``) that the collection takes. Both empty: it is not
    compared.
    """

    collection: str
    columns: tuple[str, ...]
    required: tuple[str, ...]
    geometry: str = ""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    identity: tuple[str, ...] = ()
    derived: Callable[[Any, Mapping[str, Any]], Mapping[str, Any]] = lambda record, values: {}
    together: Callable[[Sequence[Any]], Mapping[UUID, tuple[str, str]]] | None = None
    osm: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    osm_kinds: Callable[[], Mapping[str, Mapping[str, str]]] = dict

    @property
    def declared(self) -> Collection:
        """The collection."""
        return registry.get(self.collection)

    @property
    def publishes(self) -> tuple[str, str]:
        """What somebody must have the right to who publishes an import of their own at once."""
        return access.action(self.declared, "publish"), access.action(self.declared, "override")

    @property
    def model(self) -> type[Model]:
        """The working record's model."""
        return self.declared.model

    @cached_property
    def fields(self) -> Mapping[str, Field[Any, Any]]:
        """The model's fields by column, those of origin last."""
        return {
            name: self.model._meta.get_field(name)  # type: ignore[misc]
            for name in (*self.columns, *ORIGIN)
        }

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The columns that lead to many records."""
        return tuple(name for name, field in self.fields.items() if field.many_to_many)

    @cached_property
    def related(self) -> tuple[str, ...]:
        """The columns that lead to one record."""
        return tuple(name for name, field in self.fields.items() if field.many_to_one)

    @property
    def geometry_field(self) -> GeometryField[Any, Any] | None:
        """The field of the geometry, if records have one."""
        if not self.geometry:
            return None
        found = self.model._meta.get_field(self.geometry)
        assert isinstance(found, GeometryField)
        return found

    @property
    def is_point(self) -> bool:
        """Whether a position in two columns can say where a record lies."""
        found = self.geometry_field
        return found is not None and found.geom_type == "POINT"


class Importables:
    """The declarations by collection."""

    def __init__(self) -> None:
        self._held: dict[str, Importable] = {}

    def register(self, importable: Importable) -> None:
        """Add one. Raises ValueError for a collection that has one."""
        if importable.collection in self._held:
            raise ValueError(f"importable {importable.collection!r} is registered twice")
        self._held[importable.collection] = importable

    def get(self, collection: str) -> Importable:
        """The declaration of a collection. Raises KeyError."""
        return self._held[collection]

    def __contains__(self, collection: object) -> bool:
        return collection in self._held

    def __iter__(self) -> Iterator[Importable]:
        return iter(self._held.values())


importables = Importables()
