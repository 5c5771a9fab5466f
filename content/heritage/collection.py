"""What is public of the register: monuments, zones of protection, intangible heritage."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import GeometryField, PointField
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

from content.heritage.expressions import (
    DECISIONS,
    INSCRIPTIONS,
    PLACES_OF_ELEMENT,
    PLACES_OF_MONUMENT,
    OfRecord,
    commune_radius,
    in_words,
    literal,
    main_accuracy,
    main_point,
    several_in_words,
    words_in_all_languages,
)
from content.heritage.models import (
    Confidence,
    Designation,
    Intangible,
    Kind,
    Monument,
    Ownership,
    ProtectionZone,
    Rank,
    Register,
    Safeguarding,
    Type,
    Zone,
)
from geo.areas.expressions import (
    BOOLEAN,
    NULLABLE_STRING,
    STRING,
    STRINGS,
    TEXTS,
    Concatenated,
    Texts,
    by_language,
    by_language_schema,
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
    JsonSchema,
    Layer,
    Search,
    approved,
    column,
    source_language,
    translated,
)
from tourism_backend.publishing.models import Status

OBJECTS: JsonSchema = {"type": "array", "items": {"type": "object"}}
INTEGER_OR_NULL: JsonSchema = {"type": ["integer", "null"]}
NUMBER_OR_NULL: JsonSchema = {"type": ["number", "null"]}
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
TYPE_ICONS = {
    Type.ORAL.value: "book",
    Type.PERFORMING.value: "music",
    Type.SOCIAL.value: "culture",
    Type.FESTIVAL.value: "festival",
    Type.KNOWLEDGE.value: "leaf",
    Type.CRAFT.value: "craft",
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


def _text(language: str) -> Expression:
    return Func(
        Value(" "),
        translated("teaser")(language),
        translated("description")(language),
        function="concat_ws",
        output_field=TextField(),
    )


def _numbers(table: str, key: str) -> OfRecord:
    """Numbers of decisions, to be found by."""
    return OfRecord(
        f"ARRAY(SELECT d.number FROM {table} d WHERE d.{key} = %(expressions)s"
        " AND d.number <> '' ORDER BY d.id)",
        TEXTS,
    )


PROVENANCE = {
    "confidence": Field(
        value=F("confidence"), schema={"enum": Confidence.values}, doc="how well it is founded"
    ),
    "names": Field(value=by_language("name"), schema=by_language_schema(), doc="name by language"),
    "sources": Field(value=F("sources"), schema=STRINGS, doc="where the facts come from"),
    "licence": Field(value=F("licence"), schema=STRING, doc="SPDX licence id, or empty"),
    "verified": Field(value=F("verified"), schema=BOOLEAN, doc="checked"),
    "retrieved_on": Field(value=F("retrieved_on"), schema=NULLABLE_STRING, doc="when it was taken"),
}

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
            "(YYYY, YYYY-MM or YYYY-MM-DD), authority, source; null: not established",
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
        aliases=_numbers("heritage_decision", "monument_id"),
        text=_text,
        hint=_hint,
    ),
    depends_on=(
        Dependency(model=Place, path="places"),
        Dependency(model=Place, path="place"),
        Dependency(model=Area, path="commune"),
        Dependency(model=Monument, path="parent"),
        Dependency(model=Monument, path="parts"),
    ),
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


ZONES = Collection(
    name="protection_zones",
    model=ProtectionZone,
    title=_("Protection zones"),
    description=_("Zones I and II of monuments, and what may be built there."),
    geometry=Geometry(value=F("geometry"), type="Polygon"),
    rank=Value(0.2),
    public=named() & Q(monument__status=Status.PUBLISHED, monument__sensitive=False),
    label=translated("name"),
    facets=(
        Facet(name="zone", values=F("zone"), doc="1 or 2"),
        Facet(name="monument", values=F("monument__slug"), doc="slug of the monument"),
    ),
    summary={
        "zone": Field(value=F("zone"), schema={"enum": Zone.values}, doc="1 or 2"),
        "zone_name": Field(
            value=lambda language: in_words("zone", Zone.choices, language),
            schema=STRING,
            doc="that in words",
        ),
        "monument": Field(value=F("monument__slug"), schema=STRING, doc="slug of the monument"),
        "permitted": Field(
            value=translated("permitted"), schema=STRING, doc="what may be built there"
        ),
        "area_m2": Field(
            value=Func(
                F("geometry"),
                template="round(ST_Area(%(expressions)s::geography))::int",
                output_field=IntegerField(),
            ),
            schema={"type": "integer"},
            doc="m²",
        ),
    },
    detail={
        "delimited_on": Field(
            value=F("delimited_on"), schema=NULLABLE_STRING, doc="date of the minute"
        ),
        "markers": Field(value=F("markers"), schema=INTEGER_OR_NULL, doc="boundary markers"),
        "map_scale": Field(value=F("map_scale"), schema=INTEGER_OR_NULL, doc="1:…"),
        "sources": Field(value=F("sources"), schema=STRINGS, doc="where it comes from"),
        "verified": Field(value=F("verified"), schema=BOOLEAN, doc="checked"),
    },
    search=Search(
        names=translated("name"),
        aliases=Value([], output_field=TEXTS),
        text=translated("permitted"),
        hint=lambda language: in_words("zone", Zone.choices, language),
    ),
    depends_on=(Dependency(model=Monument, path="monument"),),
    tags={"zone": Field(value=F("zone"), schema=STRING, doc="1 or 2")},
    min_zoom=Value(14),
)

_AREAS = (
    "publishing_row_areas r JOIN areas_area a ON a.uuid = r.id"
    " JOIN heritage_intangible_areas l ON l.area_id = a.id"
    " WHERE NOT r.withdrawn AND l.intangible_id = %(expressions)s"
)


def _registers() -> OfRecord:
    """The lists it is on now, by the last inscription of each."""
    last = (
        f"SELECT DISTINCT ON (d.register) d.register, d.removed FROM {INSCRIPTIONS.rows}"
        " ORDER BY d.register, d.last_day DESC NULLS LAST, d.id DESC"
    )
    return OfRecord(
        f"ARRAY(SELECT x.register FROM ({last}) x WHERE NOT x.removed ORDER BY 1)", TEXTS
    )


def _register_names(language: str) -> Expression:
    with override(language):
        listed = ", ".join(f"('{one.value}', {literal(one.label)})" for one in Register)
    return Func(
        _registers(),
        template="ARRAY(SELECT w.name FROM (VALUES "
        + listed
        + ") w(value, name) WHERE w.value = ANY(%(expressions)s))",
        output_field=TEXTS,
    )


def _area_tokens() -> Expression:
    member = f"r.summary_{column(source_language())}::jsonb ->> 'code'"
    own = f"ARRAY(SELECT unnest(ARRAY[r.slug, {member}]) FROM {_AREAS})"
    return Concatenated(OfRecord(own, TEXTS), PLACES_OF_ELEMENT.communes())


def _where() -> Expression:
    areas = (
        "SELECT ST_CollectionHomogenize(ST_Collect("
        "ST_Point((m ->> 'lon')::float8, (m ->> 'lat')::float8, 4326)))"
        f" FROM (SELECT r.summary_{column(source_language())}::jsonb AS m FROM {_AREAS}) r"
    )
    anything = GeometryField(srid=4326)
    return Coalesce(PLACES_OF_ELEMENT.points(), OfRecord(areas, anything), output_field=anything)


def _type_name(language: str) -> Expression:
    return in_words("type", Type.choices, language)


def _type_icon() -> Expression:
    cases = [When(type=kind, then=Value(icon)) for kind, icon in TYPE_ICONS.items()]
    return Case(*cases, default=Value("culture"), output_field=CharField())


INTANGIBLE = Collection(
    name="intangible",
    model=Intangible,
    title=_("Intangible heritage"),
    description=_("Festivals, performing arts, beliefs, knowledge and crafts, and their lists."),
    geometry=Geometry(value=_where(), type="Geometry"),
    rank=Value(0.6),
    public=named(),
    label=translated("name"),
    facets=(
        Facet(name="rank", values=_registers(), many=True, doc=", ".join(Register.values)),
        Facet(name="kind", values=F("type"), doc=", ".join(Type.values)),
        Facet(name="place", values=PLACES_OF_ELEMENT.slugs(), many=True, doc="slug of a place"),
        Facet(name="area", values=_area_tokens(), many=True, doc="slug or code of an area"),
        Facet(name="event", values=F("event_slugs"), many=True, doc="slug of an event it lives in"),
    ),
    summary={
        "type": Field(value=F("type"), schema={"enum": Type.values}, doc="what it is, by law"),
        "type_name": Field(value=_type_name, schema=STRING, doc="that in words"),
        "registers": Field(
            value=_registers(), schema=STRINGS, doc="lists it is on; empty: none established"
        ),
        "register_names": Field(value=_register_names, schema=STRINGS, doc="those in words"),
        "year": Field(
            value=INSCRIPTIONS.last("left(nullif(d.dated, ''), 4)::int", IntegerField()),
            schema=INTEGER_OR_NULL,
            doc="of the last inscription; null: not established",
        ),
        "icon": Field(value=_type_icon(), schema=STRING, doc="name of a drawing in the sprite"),
        "teaser": Field(value=translated("teaser"), schema=STRING, doc="in one line"),
        "places": Field(value=PLACES_OF_ELEMENT.slugs(), schema=STRINGS, doc="slugs of its places"),
    },
    detail={
        "description": Field(value=translated("description"), schema=STRING, doc="plain text"),
        "communities": Field(value=translated("communities"), schema=STRING, doc="whose it is"),
        "safeguarding": Field(
            value=F("safeguarding"), schema={"enum": Safeguarding.values}, doc="how it fares"
        ),
        "safeguarding_name": Field(
            value=lambda language: in_words("safeguarding", Safeguarding.choices, language),
            schema=STRING,
            doc="that in words",
        ),
        "inscriptions": Field(
            value=INSCRIPTIONS.told(),
            schema=OBJECTS,
            doc="in their order: register, number, dated, authority, source",
        ),
        "events": Field(value=F("event_slugs"), schema=STRINGS, doc="slugs of events it lives in"),
        "at": Field(value=PLACES_OF_ELEMENT.listed, schema=LISTED, doc="its places, as published"),
        **PROVENANCE,
    },
    search=Search(
        names=translated("name"),
        aliases=Concatenated(
            words_in_all_languages("type", Type.choices),
            _numbers("heritage_inscription", "intangible_id"),
        ),
        text=_text,
        hint=_type_name,
    ),
    depends_on=(
        Dependency(model=Place, path="places"),
        Dependency(model=Area, path="areas"),
    ),
    tags={
        "icon": Field(value=_type_icon(), schema=STRING, doc="drawing in the sprite"),
    },
    page="intangible/{slug}/",
    layer=Layer(icon="culture", colour="#7b2f7d"),
)
