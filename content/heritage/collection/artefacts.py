"""What is public of an object: never who keeps it, in which room, or what it is worth."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import (
    Case,
    F,
    FloatField,
    Func,
    IntegerField,
    JSONField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content.heritage.collection.common import (
    INTEGER_OR_NULL,
    OBJECTS,
    PROVENANCE,
    acts,
    numbers_of,
    text_of,
)
from content.heritage.expressions import (
    RECOGNITIONS,
    OfRecord,
    in_words,
    literal,
)
from content.heritage.models import (
    Artefact,
    ArtefactKind,
    Monument,
    Recognition,
    Treasure,
)
from geo.areas.expressions import (
    BOOLEAN,
    STRING,
    STRINGS,
    TEXTS,
    holds,
    named,
)
from geo.places.models import Place
from geo.places.published import LISTED, LinkedPlaces
from tourism_backend.publishing.collection import (
    Collection,
    Dependency,
    Expression,
    Facet,
    Field,
    Geometry,
    Layer,
    Search,
    column,
    translated,
)

COLOUR = "#6b4f9a"
SECRET = Q(sensitive=True)
MAIN = LinkedPlaces("heritage_artefact", "id")


def _rank() -> OfRecord:
    return RECOGNITIONS.last("nullif(d.rank, '')", TextField())


def _rank_name(language: str) -> Expression:
    with override(language):
        treasure, other = str(Treasure.NATIONAL.label), str(_("No national treasure"))
    return Coalesce(
        RECOGNITIONS.last(f"CASE WHEN d.rank <> '' THEN {literal(treasure)} END", TextField()),
        Value(other),
        output_field=TextField(),
    )


def _kind_name(language: str) -> Expression:
    return in_words("kind", ArtefactKind.choices, language)


def _known(value: Expression, output: Any, empty: str = "NULL") -> Expression:
    """Nothing of where a secret one is."""
    nothing = Func(template=empty, output_field=output)
    return Case(When(SECRET, then=nothing), default=value, output_field=output)


def _monument(language: str) -> Expression:
    """The public monument it belongs to: slug and name."""
    told = f"jsonb_build_object('slug', r.slug, 'name', r.title_{column(language)})"
    mine = "(SELECT a.monument_id FROM heritage_artefact a WHERE a.id = %(expressions)s)"
    found = OfRecord(
        f"SELECT coalesce(jsonb_agg({told}), '[]') FROM publishing_row_monuments r"
        f" JOIN heritage_monument o ON o.uuid = r.id WHERE NOT r.withdrawn AND o.id = {mine}",
        JSONField(),
    )
    return _known(found, JSONField(), "'[]'::jsonb")


def _monument_slug() -> Expression:
    mine = "(SELECT a.monument_id FROM heritage_artefact a WHERE a.id = %(expressions)s)"
    found = OfRecord(
        "SELECT r.slug FROM publishing_row_monuments r JOIN heritage_monument o ON o.uuid = r.id"
        f" WHERE NOT r.withdrawn AND o.id = {mine}",
        TextField(),
    )
    return _known(found, TextField())


def _hint(language: str) -> Expression:
    return Func(
        Value(", "),
        _kind_name(language),
        NullIf(translated("material")(language), Value(""), output_field=TextField()),
        function="concat_ws",
        output_field=TextField(),
    )


_PLACES = _known(MAIN.slugs(), TEXTS, "ARRAY[]::text[]")

ARTEFACTS = Collection(
    name="artefacts",
    model=Artefact,
    title=_("Objects"),
    description=_("Objects and national treasures, and where they are kept."),
    geometry=Geometry(value=_known(MAIN.points(), GeometryField(srid=4326)), type="Geometry"),
    rank=Coalesce(
        RECOGNITIONS.last("CASE WHEN d.rank <> '' THEN 0.6 END", FloatField()),
        Value(0.2),
        output_field=FloatField(),
    ),
    public=named(),
    label=translated("name"),
    facets=(
        Facet(name="rank", values=_rank(), doc=", ".join(Treasure.values)),
        Facet(name="kind", values=F("kind"), doc=", ".join(ArtefactKind.values)),
        Facet(name="of", values=_monument_slug(), doc="slug of the monument it belongs to"),
        Facet(name="place", values=_PLACES, many=True, doc="slug of the place it is kept at"),
        Facet(
            name="area",
            values=_known(MAIN.communes(), TEXTS, "ARRAY[]::text[]"),
            many=True,
            doc="slug or official code of the commune it is kept in",
        ),
    ),
    summary={
        "rank": Field(
            value=_rank(),
            schema={"enum": [*Treasure.values, None]},
            doc="by its last recognition; null: none",
        ),
        "rank_name": Field(value=_rank_name, schema=STRING, doc="the rank in words"),
        "kind": Field(
            value=F("kind"), schema={"enum": ArtefactKind.values}, doc="what it is, by law"
        ),
        "kind_name": Field(value=_kind_name, schema=STRING, doc="that in words"),
        "year": Field(
            value=RECOGNITIONS.last("left(nullif(d.dated, ''), 4)::int", IntegerField()),
            schema=INTEGER_OR_NULL,
            doc="of the last recognition; null: not established",
        ),
        "icon": Field(
            value=Value("museum", output_field=TextField()),
            schema=STRING,
            doc="name of a drawing in the sprite",
        ),
        "teaser": Field(value=translated("teaser"), schema=STRING, doc="in one line"),
        "material": Field(value=translated("material"), schema=STRING, doc="what it is made of"),
        "dating": Field(value=F("dating"), schema=STRING, doc="EDTF, or empty"),
        "places": Field(value=_PLACES, schema=STRINGS, doc="slug of the place it is kept at"),
        "secret": Field(value=holds(SECRET), schema=BOOLEAN, doc="where it is kept is not public"),
    },
    detail={
        "description": Field(value=translated("description"), schema=STRING, doc="plain text"),
        "dimensions": Field(value=F("dimensions"), schema=STRING, doc="with their unit, or empty"),
        "inventory_number": Field(
            value=F("inventory_number"), schema=STRING, doc="of who keeps it, or empty"
        ),
        "recognitions": Field(
            value=RECOGNITIONS.told(),
            schema=OBJECTS,
            doc="in their order: rank (null: withdrawn), number, dated, authority, source",
        ),
        "of": Field(value=_monument, schema=OBJECTS, doc="the monument it belongs to: slug, name"),
        "at": Field(
            value=lambda language: _known(MAIN.listed(language), JSONField(), "'[]'::jsonb"),
            schema=LISTED,
            doc="the place it is kept at, as published",
        ),
        **PROVENANCE,
    },
    search=Search(
        names=translated("name"),
        aliases=numbers_of("heritage_recognition", "artefact_id"),
        text=text_of,
        hint=_hint,
    ),
    depends_on=(
        Dependency(model=Place, path="place"),
        Dependency(model=Monument, path="monument"),
    ),
    parts=(acts("recognitions", Recognition),),
    tags={
        "icon": Field(
            value=Value("museum", output_field=TextField()),
            schema=STRING,
            doc="drawing in the sprite",
        )
    },
    page="artefacts/{slug}/",
    layer=Layer(icon="museum", colour=COLOUR),
)
