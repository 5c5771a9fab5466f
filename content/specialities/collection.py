"""What is public of a speciality."""

from __future__ import annotations

from django.db.models import Case, CharField, F, Func, TextField, Value, When
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from content.specialities.expressions import (
    PLACES,
    area_slugs,
    area_tokens,
    homes,
    points,
    roughly,
)
from content.specialities.models import Confidence, Kind, Speciality
from geo.areas.expressions import (
    BOOLEAN,
    STRING,
    STRINGS,
    TEXTS,
    Texts,
    by_language,
    by_language_schema,
    named,
)
from geo.areas.models import Area
from geo.places.models import Place
from geo.places.published import LISTED
from tourism_backend.publishing.collection import (
    Collection,
    Dependency,
    Expression,
    Facet,
    Field,
    Geometry,
    JsonSchema,
    Layer,
    Search,
    languages,
    translated,
)

COLOUR = "#8a5a00"
ICONS = {
    Kind.FRUIT: "fruit",
    Kind.DISH: "food",
    Kind.DRINK: "drink",
    Kind.PRODUCE: "produce",
    Kind.SPICE: "spice",
    Kind.CRAFT: "craft",
}
STARS: JsonSchema = {"type": ["integer", "null"], "minimum": 1, "maximum": 5}
OBJECTS: JsonSchema = {"type": "array", "items": {"type": "object"}}
MONTHS: JsonSchema = {
    "type": "array",
    "items": {"type": "integer", "minimum": 1, "maximum": 12},
}


def _icon() -> Expression:
    told = [When(kind=kind, then=Value(icon)) for kind, icon in ICONS.items()]
    return Case(*told, default=Value("food"), output_field=CharField())


def _kind_name(language: str) -> Expression:
    """What the kind is called, in words of the interface."""
    with override(language):
        told = [When(kind=kind, then=Value(str(kind.label))) for kind in Kind]
    return Case(*told, default=Value(""), output_field=TextField())


SPECIALITIES = Collection(
    name="specialities",
    model=Speciality,
    title=_("Specialities"),
    description=_("Fruit, dishes, drinks and products of the region: their season and origin."),
    geometry=Geometry(value=points(), type="Geometry"),
    # Stars are the one measure of renown there is.
    rank=Value(0.4) + Coalesce(F("ocop_stars"), Value(0)) * Value(0.1),
    public=named(),
    label=translated("name"),
    facets=(
        Facet(name="kind", values=F("kind"), doc=", ".join(Kind.values)),
        Facet(
            name="month",
            values=Cast(F("season_months"), TEXTS),
            many=True,
            doc="month (1 to 12) of its season",
        ),
        Facet(name="ocop", values=F("ocop_stars"), doc="OCOP stars, 1 to 5"),
        Facet(name="place", values=PLACES.slugs(), many=True, doc="slug of a place it is from"),
        Facet(
            name="area",
            values=area_tokens(),
            many=True,
            doc="slug or official code of an area it is from",
        ),
    ),
    summary={
        "kind": Field(value=F("kind"), schema={"enum": Kind.values}, doc="what it is"),
        "kind_name": Field(value=_kind_name, schema=STRING, doc="what it is, in words"),
        "icon": Field(value=_icon(), schema=STRING, doc="name of a drawing in the sprite"),
        "teaser": Field(value=translated("teaser"), schema=STRING, doc="in one line"),
        "season_months": Field(
            value=F("season_months"), schema=MONTHS, doc="its season; empty: not known"
        ),
        "ocop_stars": Field(
            value=F("ocop_stars"), schema=STARS, doc="stars of One Commune One Product, or null"
        ),
        "places": Field(value=PLACES.slugs(), schema=STRINGS, doc="slugs of its places"),
        "areas": Field(value=area_slugs(), schema=STRINGS, doc="slugs of its areas"),
        "approximate": Field(
            value=roughly(), schema=BOOLEAN, doc="where it is from is known roughly only"
        ),
    },
    detail={
        "description": Field(value=translated("description"), schema=STRING, doc="plain text"),
        "desc_basis": Field(
            value=F("desc_basis"), schema=STRING, doc="what the description rests on"
        ),
        "confidence": Field(
            value=F("confidence"), schema={"enum": Confidence.values}, doc="how well it is founded"
        ),
        "origins": Field(value=PLACES.listed, schema=LISTED, doc="its places, as published"),
        "homes": Field(value=homes, schema=OBJECTS, doc="its areas: slug, name, level"),
        "names": Field(
            value=by_language("name"), schema=by_language_schema(), doc="name by language"
        ),
        "name_zh_checked": Field(
            value=F("name_zh_checked"), schema=BOOLEAN, doc="the Chinese name was checked"
        ),
        "sources": Field(value=F("sources"), schema=STRINGS, doc="where the facts come from"),
        "licence": Field(value=F("licence"), schema=STRING, doc="SPDX licence id, or empty"),
        "verified": Field(value=F("verified"), schema=BOOLEAN, doc="checked"),
        "retrieved_on": Field(
            value=F("retrieved_on"), schema={"type": ["string", "null"]}, doc="when it was taken"
        ),
    },
    search=Search(
        names=translated("name"),
        aliases=Texts(*(_kind_name(language) for language in languages())),
        text=lambda language: Func(
            Value(" "),
            translated("teaser")(language),
            translated("description")(language),
            function="concat_ws",
            output_field=TextField(),
        ),
        hint=_kind_name,
    ),
    depends_on=(
        Dependency(model=Place, path="places"),
        Dependency(model=Area, path="areas"),
    ),
    tags={
        "kind": Field(value=F("kind"), schema=STRING, doc="what it is"),
        "icon": Field(value=_icon(), schema=STRING, doc="drawing in the sprite"),
        "approximate": Field(value=roughly(), schema=BOOLEAN, doc="known roughly only"),
    },
    page="specialities/{slug}/",
    layer=Layer(icon="food", colour=COLOUR),
)
