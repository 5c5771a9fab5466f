"""What is public of a kind of record: one frozen value that every output is made from.

A room declares its collection beside its model (``collection.py``) and registers it in
``AppConfig.ready()``. Lists, nearby, detail, GeoJSON, tiles, search, sync, exports and the map
layer all follow from the declaration; no other file names the new kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, Model, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, NullIf

Expression = Combinable
ByLanguage = Callable[[str], Expression]
JsonSchema = Mapping[str, Any]

NAME = re.compile(r"^[a-z][a-z_]{1,30}$")
# The members every answer begins with.
IDENTITY = frozenset({"id", "slug", "name", "language"})
ICON = re.compile(r"^[a-z0-9][a-z0-9-]*$")
COLOUR = re.compile(r"^#[0-9a-f]{6}$")


def column(language: str) -> str:
    """The column suffix of a language code: ``zh-hans`` → ``zh_hans``."""
    return language.replace("-", "_")


def languages() -> tuple[str, ...]:
    """The destination's language codes, the source language first."""
    return tuple(code for code, _ in settings.LANGUAGES)


def source_language() -> str:
    """The language every text exists in, and the others fall back to."""
    return str(settings.LANGUAGE_CODE)


def in_languages(field: str) -> tuple[str, ...]:
    """The columns of a translated field, source language first."""
    return tuple(f"{field}_{column(language)}" for language in languages())


def translated(path: str, default: str = "") -> ByLanguage:
    """A translated model field in one language, in the source language where it is empty.

    ``path`` is a lookup from the collection's model, e.g. ``"name"`` or ``"category__name"``.
    """

    def expression(language: str) -> Expression:
        own = _told(path, language)
        source = F(f"{path}_{column(source_language())}")
        return Coalesce(own, source, Value(default), output_field=TextField())

    return expression


def in_own_language(path: str) -> ByLanguage:
    """A translated model field in one language only: NULL where it is not translated."""
    return lambda language: _told(path, language)


def _told(path: str, language: str) -> Expression:
    return NullIf(F(f"{path}_{column(language)}"), Value(""), output_field=TextField())


class _OfRow(Func):
    """A member of a related record's public row; the expression is that record's uuid."""

    template = (
        "(publishing_approved('%(collection)s', (%(expressions)s), '%(suffix)s', '%(member)s')"
        " #>> '{}')"
    )
    output_field = TextField()


class _ListOfRow(Func):
    """A member that is a list of texts, likewise."""

    template = (
        "publishing_texts("
        "publishing_approved('%(collection)s', (%(expressions)s), '%(suffix)s', '%(member)s'))"
    )
    output_field = ArrayField(TextField())


def approved(
    path: str, collection: str, member: str, value: Expression | ByLanguage, *, many: bool = False
) -> ByLanguage:
    """What a related record says, as approved: ``value``, unless that record has pending edits.

    ``path`` leads to the record, ``member`` is the same thing in its collection's summary. While
    the record's edits are pending its public row is asked, so that no projection shows them.
    """

    def expression(language: str) -> Expression:
        row: type[Func] = _ListOfRow if many else _OfRow
        kind: Any = row.output_field
        shown = row(
            F(f"{path}__uuid"), suffix=column(language), collection=collection, member=member
        )
        told = value if isinstance(value, Combinable) else value(language)
        pending = When(**{f"{path}__pending": True}, then=shown)
        return Case(pending, default=told, output_field=kind)

    return expression


@dataclass(frozen=True, kw_only=True)
class Field:
    """One member of a public answer: where its value comes from, its JSON Schema, its meaning."""

    value: Expression | ByLanguage
    schema: JsonSchema
    doc: str

    def expression(self, language: str) -> Expression:
        """The value's ORM expression in one language."""
        if isinstance(self.value, Combinable):
            return self.value
        return self.value(language)


@dataclass(frozen=True, kw_only=True)
class Facet:
    """A filter the lists offer: a query parameter matched against a row's tokens.

    ``values`` is an ORM expression giving ``text`` (one token) or ``text[]`` (several, such as a
    category and all its ancestors). Booleans give the token ``true`` or NULL.
    Several values asked for in one parameter (``?kind=a,b``) mean any of them.
    """

    name: str
    values: Expression
    doc: str
    kind: Literal["token", "flag"] = "token"
    many: bool = False


@dataclass(frozen=True, kw_only=True)
class Geometry:
    """Where a record lies: WGS 84, lon/lat.

    ``value`` is the true geometry; ``display`` (default: the same) is where maps draw it, so
    that records known only to a commune need not lie on top of each other.
    """

    value: Expression
    type: Literal["Point", "LineString", "Polygon", "Geometry"]
    display: Expression | None = None


@dataclass(frozen=True, kw_only=True)
class Search:
    """The texts a record is found by. ``names`` in one language each, ``aliases`` in any."""

    names: ByLanguage
    aliases: Expression  # text[]: old names, codes, districts
    text: ByLanguage  # longer text, the least weight
    hint: ByLanguage  # a short line that tells namesakes apart: a commune, a category


@dataclass(frozen=True, kw_only=True)
class Dependency:
    """A model whose change changes this collection's public rows, and the lookup to it."""

    model: type[Model]
    path: str


@dataclass(frozen=True, kw_only=True)
class Live:
    """What changes by the minute, read at request time from a narrow table of the room's own.

    ``value`` and ``condition`` are SQL over the public row ``r``: a JSON value for the member
    ``name`` of ``live``, and the filter ``?<name>=true`` (a parameterless boolean).
    ``tables`` are what the public role must be able to read for it.
    """

    name: str
    value: str
    condition: str
    schema: JsonSchema
    doc: str
    tables: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Part:
    """Rows that belong to a record: kept, compared, discarded and restored with it.

    ``owner`` is the child's foreign key to the record, or a column that holds the record's uuid
    (a table shared by collections). A part has no parts of its own. ``approved_in`` is the column
    that says when a row was published first: from then on it stays as it is, whatever version is
    restored. Such rows are in the order of their keys. ``fixed`` are columns of a shared table that
    are the same in every row of this collection, such as its name. ``needs`` is the foreign key to
    a record that must be public itself for the public to see anything of the row.
    """

    name: str
    model: type[Model]
    owner: str
    order: tuple[str, ...] = ("pk",)
    approved_in: str = ""
    needs: str = ""
    fixed: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse an order in which what stays and what is added could not be told apart."""
        if self.approved_in and self.order != ("pk",):
            raise ValueError(f"part {self.name!r}: rows that stay are in the order of their keys")


@dataclass(frozen=True, kw_only=True)
class Layer:
    """A layer of its own that visitors switch on the map: a symbol, and a colour (``#rrggbb``).

    ``icon`` is a name in the front end's sprite. Dated records can be chosen by date.
    """

    icon: str
    colour: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Collection:
    """The declaration of a kind of published record; there is one of each, the same as itself.

    ``public`` says which working records may be public at all; ``rank`` is 0…1, the better known
    the higher; ``tags`` are the tile attributes beside ``slug``, ``name`` and ``rank``.
    ``thin`` keeps only the best-ranked point of each cell at low zooms (points only); else
    ``min_zoom`` says from which zoom a row shows. ``period`` is the (start, end) of dated records;
    what is over leaves lists and tiles, and ``?at=`` asks for another time.
    Required parts have no default: forgetting one is an error at start, never an open door.
    """

    name: str
    model: type[Model]
    title: Any  # lazy text
    description: Any  # lazy text
    geometry: Geometry | None
    rank: Expression
    public: Q
    label: ByLanguage
    facets: tuple[Facet, ...]
    summary: Mapping[str, Field]
    detail: Mapping[str, Field]
    search: Search
    depends_on: tuple[Dependency, ...]
    tags: Mapping[str, Field] = field(default_factory=dict)
    thin: bool = False
    min_zoom: Expression = field(default_factory=lambda: Value(0))
    period: tuple[Expression, Expression] | None = None
    live: tuple[Live, ...] = ()
    # How a page of one record is reached in the portal, e.g. "places/{slug}/"; None: no page.
    page: str | None = None
    # How visitors switch it on the map; None: as its geometry has it (see geo.maps.layers).
    layer: Layer | None = None
    # Views and narrow tables of the room's own that the public role may read beside the rows.
    tables: tuple[str, ...] = ()
    # The collection whose records tell of these on the map and beside places: the dates of an
    # event in its stead. None: they tell of themselves.
    told_by: str | None = None
    # The collection whose layer shows these too, when visitors switch it on: zones with what they
    # protect. None: they have a switch of their own.
    drawn_with: str | None = None
    # Rows that belong to a record beside its own columns and its many-to-many fields.
    parts: tuple[Part, ...] = ()
    # Columns that no form edits and that people change all the same, e.g. a tour's track. Others
    # that are not editable are the system's own, and no version holds them.
    versioned: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what no output could be made from."""
        if not NAME.match(self.name):
            raise ValueError(f"collection name {self.name!r}: lower-case letters and _ only")
        if self.thin and (self.geometry is None or self.geometry.type != "Point"):
            raise ValueError(f"collection {self.name}: only points can be thinned")
        names = [f.name for f in self.facets] + [live.name for live in self.live]
        if len(set(names)) != len(names):
            raise ValueError(f"collection {self.name}: a facet is named twice: {sorted(names)}")
        twice = (self.summary.keys() & self.detail.keys()) | (
            IDENTITY & (self.summary.keys() | self.detail.keys())
        )
        if twice:
            raise ValueError(f"collection {self.name}: a member is named twice: {sorted(twice)}")

    def receive(self, part: Part | None) -> None:
        """Take a part that another room keeps for records of many collections (``Registry``)."""
        if part is not None:
            # Once, at start: the room may stand above this one, whose declaration cannot name it.
            object.__setattr__(self, "parts", (*self.parts, part))

    def facet(self, name: str) -> Facet | None:
        """The facet of that name, if there is one."""
        return next((facet for facet in self.facets if facet.name == name), None)

    @property
    def partition(self) -> str:
        """The table that holds this collection's public rows."""
        return f"publishing_row_{self.name}"
