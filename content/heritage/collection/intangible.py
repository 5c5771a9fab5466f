"""What is public of an element of intangible heritage."""

from __future__ import annotations

from django.contrib.gis.db.models import GeometryField
from django.db.models import (
    Case,
    CharField,
    F,
    Func,
    IntegerField,
    Value,
    When,
)
from django.db.models.functions import Coalesce
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
    INSCRIPTIONS,
    PLACES_OF_ELEMENT,
    OfRecord,
    in_words,
    literal,
    words_in_all_languages,
)
from content.heritage.models import (
    Inscription,
    Intangible,
    Register,
    Safeguarding,
    Type,
)
from geo.areas.expressions import (
    STRING,
    STRINGS,
    TEXTS,
    Concatenated,
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
    column,
    source_language,
    translated,
)

TYPE_ICONS = {
    Type.ORAL.value: "book",
    Type.PERFORMING.value: "music",
    Type.SOCIAL.value: "culture",
    Type.FESTIVAL.value: "festival",
    Type.KNOWLEDGE.value: "leaf",
    Type.CRAFT.value: "craft",
}
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
            numbers_of("heritage_inscription", "intangible_id"),
        ),
        text=text_of,
        hint=_type_name,
    ),
    depends_on=(
        Dependency(model=Place, path="places"),
        Dependency(model=Area, path="areas"),
    ),
    parts=(acts("inscriptions", Inscription),),
    tags={
        "icon": Field(value=_type_icon(), schema=STRING, doc="drawing in the sprite"),
    },
    page="intangible/{slug}/",
    layer=Layer(icon="culture", colour="#7b2f7d"),
)
