"""What is public of a monument."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import PointField
from django.db.models import (
    BooleanField,
    Case,
    CharField,
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
    NUMBER_OR_NULL,
    OBJECTS,
    PROVENANCE,
    acts,
    numbers_of,
    text_of,
)
from content.heritage.expressions import (
    DECISIONS,
    PLACES_OF_MONUMENT,
    OfRecord,
    commune_radius,
    in_words,
    literal,
    main_accuracy,
    main_point,
    several_in_words,
)
from content.heritage.models import (
    Decision,
    Designation,
    Kind,
    Monument,
    Ownership,
    Rank,
)
from geo.areas.expressions import (
    BOOLEAN,
    NULLABLE_STRING,
    STRING,
    STRINGS,
    TEXTS,
    Texts,
    holds,
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
    Layer,
    Search,
    approved,
    column,
    translated,
)

COLOUR = "#8a4b12"
COLOURS = {
    Rank.SPECIAL.value: "#a3261f",
    Rank.NATIONAL.value: "#8a4b12",
    Rank.PROVINCIAL.value: "#3d56b2",
}
UNRANKED = "#5f6b66"
ICONS = {
    Kind.ARCHAEOLOGICAL.value: "archaeology",
    Kind.ARCHITECTURAL.value: "communal-house",
    Kind.SCENIC.value: "mountain",
}
# How well known a record of that rank is, as far as a map is concerned.
WEIGHT = {Rank.SPECIAL.value: 0.9, Rank.NATIONAL.value: 0.7, Rank.PROVINCIAL.value: 0.5}


def _rank() -> OfRecord:
    return DECISIONS.last("nullif(d.rank, '')", TextField())


def _year() -> Expression:
    """The year of the decision or designation by which it stands as it does."""
    made = DECISIONS.last("left(nullif(d.dated, ''), 4)::int", IntegerField())
    designated = Func(
        NullIf(F("designated"), Value("")),
        template="left(%(expressions)s, 4)::int",
        output_field=IntegerField(),
    )
    return Coalesce(made, designated)


def _by_rank(told: dict[str, Any], default: Any, output: Any) -> Expression:
    """A value by rank, in one subquery."""
    quoted = {k: literal(value) if isinstance(value, str) else value for k, value in told.items()}
    cases = " ".join(f"WHEN '{key}' THEN {value}" for key, value in quoted.items())
    found = DECISIONS.last(f"CASE d.rank {cases} END", output)
    return Coalesce(found, Value(default), output_field=output)


def _rank_name(language: str) -> Expression:
    with override(language):
        told = {rank.value: str(rank.label) for rank in Rank}
        unknown = str(_("Rank not established"))
    return _by_rank(told, unknown, TextField())


def _icon() -> Expression:
    cases = [When(kinds__contains=[kind], then=Value(icon)) for kind, icon in ICONS.items()]
    geopark = When(designations__contains=[Designation.GEOPARK], then=Value("geosite"))
    return Case(geopark, *cases, default=Value("monument"), output_field=CharField())


# A displaced monument is told by its commune: no place, no position of its own.
SECRET = Q(sensitive=True)


def _point() -> Expression:
    return Case(
        When(SECRET, then=F("commune__label_point")),
        default=Coalesce(F("position"), main_point()),
        output_field=PointField(srid=4326),
    )


def _ordinate(function: str) -> Expression:
    return Func(
        _point(),
        template=f"round({function}(%(expressions)s)::numeric, 6)",
        output_field=FloatField(),
    )


def _accuracy() -> Expression:
    own = When(position__isnull=False, then=Value(50))
    return Case(
        When(SECRET, then=commune_radius()),
        own,
        default=main_accuracy(),
        output_field=IntegerField(),
    )


def _rough() -> Expression:
    return Func(
        _accuracy(),
        template="coalesce(%(expressions)s >= 500, false)",
        output_field=BooleanField(),
    )


def _unless_secret(value: Expression, empty: str, output: Any) -> Expression:
    nothing = Func(template=empty, output_field=output)
    return Case(When(SECRET, then=nothing), default=value, output_field=output)


def _places() -> Expression:
    return _unless_secret(PLACES_OF_MONUMENT.slugs(), "ARRAY[]::text[]", TEXTS)


def _places_told(language: str) -> Expression:
    return _unless_secret(PLACES_OF_MONUMENT.listed(language), "'[]'::jsonb", JSONField())


_commune_name = approved("commune", "areas", "full_name", translated("commune__full_name"))


def _family(language: str, where: str) -> OfRecord:
    """Public monuments of the same complex: slug and name."""
    suffix = column(language)
    members = f"'slug', r.slug, 'name', r.title_{suffix}"
    return OfRecord(
        f"SELECT coalesce(jsonb_agg(jsonb_build_object({members}) ORDER BY r.slug), '[]')"
        " FROM publishing_row r JOIN heritage_monument o ON o.uuid = r.id"
        f" WHERE r.collection = 'monuments' AND NOT r.withdrawn AND {where}",
        JSONField(),
    )


def _parts(language: str) -> Expression:
    return _family(language, "o.parent_id = %(expressions)s")


def _whole(language: str) -> Expression:
    mine = "(SELECT m.parent_id FROM heritage_monument m WHERE m.id = %(expressions)s)"
    return _family(language, f"o.id = {mine}")


def _hint(language: str) -> Expression:
    return Func(
        Value(", "),
        _rank_name(language),
        NullIf(_commune_name(language), Value(""), output_field=TextField()),
        function="concat_ws",
        output_field=TextField(),
    )


MONUMENTS = Collection(
    name="monuments",
    model=Monument,
    title=_("Monuments"),
    description=_("The register of monuments: kinds, ranks and the decisions they rest on."),
    geometry=Geometry(value=_point(), type="Point"),
    rank=_by_rank(WEIGHT, 0.3, FloatField()),
    public=named(),
    label=translated("name"),
    facets=(
        Facet(name="rank", values=_rank(), doc=", ".join(Rank.values)),
        Facet(name="kind", values=F("kinds"), many=True, doc=", ".join(Kind.values)),
        Facet(
            name="designation",
            values=F("designations"),
            many=True,
            doc=", ".join(Designation.values),
        ),
        Facet(name="place", values=_places(), many=True, doc="slug of a place it comprises"),
        Facet(
            name="area",
            values=Texts(F("commune__slug"), F("commune__code")),
            many=True,
            doc="slug or official code of its commune",
        ),
    ),
    summary={
        "rank": Field(
            value=_rank(),
            schema={"enum": [*Rank.values, None]},
            doc="its rank by its last decision; null: none, or not established",
        ),
        "rank_name": Field(value=_rank_name, schema=STRING, doc="the rank in words"),
        "kinds": Field(value=F("kinds"), schema=STRINGS, doc="what it is, by law"),
        "kind_names": Field(
            value=lambda language: several_in_words("kinds", Kind.choices, language),
            schema=STRINGS,
            doc="the kinds in words",
        ),
        "designations": Field(value=F("designations"), schema=STRINGS, doc="international ones"),
        "designation_names": Field(
            value=lambda language: several_in_words("designations", Designation.choices, language),
            schema=STRINGS,
            doc="the designations in words",
        ),
        "year": Field(
            value=_year(), schema=INTEGER_OR_NULL, doc="of the decision; null: not established"
        ),
        "icon": Field(value=_icon(), schema=STRING, doc="name of a drawing in the sprite"),
        "colour": Field(
            value=_by_rank(COLOURS, UNRANKED, TextField()), schema=STRING, doc="#rrggbb, by rank"
        ),
        "teaser": Field(value=translated("teaser"), schema=STRING, doc="in one line"),
        "commune": Field(value=F("commune__slug"), schema=NULLABLE_STRING, doc="its commune"),
        "commune_name": Field(value=_commune_name, schema=STRING, doc="its commune, in words"),
        "places": Field(value=_places(), schema=STRINGS, doc="slugs of its places"),
        "lon": Field(value=_ordinate("ST_X"), schema=NUMBER_OR_NULL, doc="degrees WGS 84"),
        "lat": Field(value=_ordinate("ST_Y"), schema=NUMBER_OR_NULL, doc="degrees WGS 84"),
        "accuracy_m": Field(
            value=_accuracy(), schema=INTEGER_OR_NULL, doc="likely error of the position, m"
        ),
        "approximate": Field(value=_rough(), schema=BOOLEAN, doc="it may be 500 m or more off"),
        "displaced": Field(
            value=holds(SECRET),
            schema=BOOLEAN,
            doc="shown in the middle of its commune: where it lies is not public",
        ),
    },
    detail={
        "description": Field(value=translated("description"), schema=STRING, doc="plain text"),
        "decisions": Field(
            value=DECISIONS.told(),
            schema=OBJECTS,
            doc="ranking decisions in their order: rank (null: withdrawn), number, dated "
            "(YYYY, YYYY-MM or YYYY-MM-DD), authority, source; null: not established; "
            "recorded_on: when it was entered here",
        ),
        "designated": Field(value=F("designated"), schema=STRING, doc="when; or empty"),
        "dating": Field(value=F("dating"), schema=STRING, doc="EDTF, or empty"),
        "managing_body": Field(value=translated("managing_body"), schema=STRING, doc="who runs it"),
        "ownership": Field(
            value=F("ownership"), schema={"enum": Ownership.values}, doc="whose it is, or empty"
        ),
        "ownership_name": Field(
            value=lambda language: in_words("ownership", Ownership.choices, language),
            schema=STRING,
            doc="that in words",
        ),
        "components": Field(
            value=_unless_secret(F("components"), "ARRAY[]::varchar[]", TEXTS),
            schema=STRINGS,
            doc="names of the points it consists of",
        ),
        "parts": Field(value=_parts, schema=OBJECTS, doc="its parts: slug, name"),
        "whole": Field(value=_whole, schema=OBJECTS, doc="what it is a part of: slug, name"),
        "at": Field(value=_places_told, schema=LISTED, doc="its places, as published"),
        **PROVENANCE,
    },
    search=Search(
        names=translated("name"),
        aliases=numbers_of("heritage_decision", "monument_id"),
        text=text_of,
        hint=_hint,
    ),
    depends_on=(
        Dependency(model=Place, path="places"),
        Dependency(model=Place, path="place"),
        Dependency(model=Area, path="commune"),
        Dependency(model=Monument, path="parent"),
        Dependency(model=Monument, path="parts"),
    ),
    parts=(acts("decisions", Decision),),
    tags={
        "grade": Field(value=_rank(), schema=NULLABLE_STRING, doc="rank"),
        "icon": Field(value=_icon(), schema=STRING, doc="drawing in the sprite"),
        "colour": Field(
            value=_by_rank(COLOURS, UNRANKED, TextField()), schema=STRING, doc="#rrggbb, by rank"
        ),
        "approximate": Field(value=_rough(), schema=BOOLEAN, doc="known roughly only"),
    },
    page="monuments/{slug}/",
    layer=Layer(icon="monument", colour=COLOUR),
)
