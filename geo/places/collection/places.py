"""What is public of a place."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import PointField
from django.contrib.gis.db.models.functions import AsGeoJSON
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Case, F, Func, JSONField, Q, TextField, Value, When
from django.db.models.functions import Cast, NullIf
from django.db.models.sql.compiler import SQLCompiler
from django.utils.translation import gettext_lazy as _

from geo.areas.expressions import (
    BOOLEAN,
    NULLABLE_STRING,
    NUMBER,
    STRING,
    STRINGS,
    TEXTS,
    Concatenated,
    Texts,
    by_language,
    by_language_schema,
    holds,
    lat,
    lon,
    named,
)
from geo.areas.models import Area
from geo.places.collection.live import NEXT_CHANGE, OPEN_NOW
from geo.places.models import Category, Feature, Place, PositionMethod, Wheelchair
from geo.places.models.place import (
    APPROXIMATE_FROM_M,
    NAVIGABLE_TO_M,
    SPREAD_LIMIT_M,
    SPREAD_SHARE,
)
from tourism_backend.publishing.collection import (
    ByLanguage,
    Collection,
    Dependency,
    Expression,
    Facet,
    Field,
    Geometry,
    Search,
    approved,
    source_language,
    translated,
)

APPROXIMATE = Q(accuracy_m__gte=APPROXIMATE_FROM_M)
NULL_TEXT = Value("")


class Spread(Func):
    """A point inside a disc about the given one, always the same for the same slug.

    The disc's radius is a third of the accuracy (metres), at most 400 m: places known only to a
    commune share its reference point, and would lie on top of each other.
    """

    template = (
        "ST_Project(%(point)s::geography,"
        f" least(%(accuracy)s / {SPREAD_SHARE}.0, {SPREAD_LIMIT_M}) * sqrt(%(radius)s),"
        " 2 * pi() * %(angle)s)::geometry(Point, 4326)"
    )
    output_field = PointField(srid=4326)

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *args: Any, **context: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """Each expression stands where its name is in the template."""
        point, accuracy, slug = map(compiler.compile, self.get_source_expressions())
        sql = self.template % {
            "point": point[0],
            "accuracy": accuracy[0],
            "radius": _share(slug[0], 1),
            "angle": _share(slug[0], 9),
        }
        return sql, (*point[1], *accuracy[1], *slug[1], *slug[1])


def _share(text: str, first: int) -> str:
    """SQL of a number in [0, 1) from eight hexadecimal digits of a text's hash."""
    return f"(('x' || substr(md5({text}), {first}, 8))::bit(32)::bigint / 4294967296.0::float8)"


def _or_null(name: str) -> Expression:
    return NullIf(F(name), NULL_TEXT, output_field=TextField())


def _commune_name(language: str) -> Expression:
    full = approved("commune", "areas", "full_name", translated("commune__full_name"))
    return NullIf(full(language), NULL_TEXT, output_field=TextField())


def _category(member: str) -> ByLanguage:
    return approved("category", "categories", member, F(f"category__{member}"))


_category_name = approved("category", "categories", "name", translated("category__name"))
_category_path = approved("category", "categories", "path", F("category__path"), many=True)


def _aliases() -> Expression:
    """Other names, names from before 2025, ids at OpenStreetMap and Wikidata."""
    texts = Texts(F("former_commune"), F("former_district"), F("osm_id"), F("wikidata"))
    return Concatenated(Cast(F("other_names"), TEXTS), texts)


SUMMARY = {
    "category": Field(value=_category("slug"), schema=STRING, doc="slug of its category"),
    "category_name": Field(value=_category_name, schema=STRING, doc="name of its category"),
    "icon": Field(value=_category("icon"), schema=STRING, doc="name of a drawing in the sprite"),
    "colour": Field(value=_category("colour"), schema=STRING, doc="#rrggbb"),
    "commune": Field(
        value=F("commune__slug"), schema=NULLABLE_STRING, doc="slug of its commune or ward"
    ),
    "commune_name": Field(
        value=_commune_name,
        schema=NULLABLE_STRING,
        doc="its commune or ward, with what the unit is",
    ),
    "lon": Field(value=lon("point"), schema=NUMBER, doc="longitude, degrees WGS 84"),
    "lat": Field(value=lat("point"), schema=NUMBER, doc="latitude, degrees WGS 84"),
    "accuracy_m": Field(
        value=F("accuracy_m"), schema={"type": "integer"}, doc="likely error of the position, m"
    ),
    "approximate": Field(
        value=holds(APPROXIMATE),
        schema=BOOLEAN,
        doc=f"the position may be {APPROXIMATE_FROM_M} m or more off",
    ),
    "teaser": Field(value=translated("teaser"), schema=STRING, doc="the place in one line"),
}

DETAIL = {
    "description": Field(value=translated("description"), schema=STRING, doc="plain text"),
    "desc_basis": Field(value=F("desc_basis"), schema=STRING, doc="what the description rests on"),
    "address": Field(value=translated("address"), schema=STRING, doc="street and number, or empty"),
    "opening_hours": Field(
        value=_or_null("opening_hours"),
        schema=NULLABLE_STRING,
        doc="OpenStreetMap's opening_hours syntax; PH are the country's public holidays",
    ),
    "phone": Field(value=_or_null("phone"), schema=NULLABLE_STRING, doc="telephone"),
    "website": Field(value=_or_null("website"), schema=NULLABLE_STRING, doc="web site"),
    "fee": Field(value=translated("fee"), schema=STRING, doc="what a visit costs, in words"),
    "fee_vnd": Field(
        value=F("fee_vnd"), schema={"type": ["integer", "null"]}, doc="an adult's fee, ₫; 0 is free"
    ),
    "wheelchair": Field(
        value=F("wheelchair"), schema={"enum": Wheelchair.values}, doc="access by wheelchair"
    ),
    "accessibility": Field(value=translated("accessibility"), schema=STRING, doc="note on access"),
    "features": Field(
        value=F("features"),
        schema={"type": "array", "items": {"enum": Feature.values}},
        doc="what a visitor finds there",
    ),
    "best_months": Field(
        value=F("best_months"),
        schema={"type": "array", "items": {"type": "integer"}},
        doc="months (1 to 12) in which it is at its best, in the order of the season",
    ),
    "extra": Field(value=F("extra"), schema={"type": "object"}, doc="other facts of its kind"),
    "osm_id": Field(value=_or_null("osm_id"), schema=NULLABLE_STRING, doc="e.g. node/123"),
    "wikidata": Field(value=_or_null("wikidata"), schema=NULLABLE_STRING, doc="e.g. Q123"),
    "geonames": Field(value=F("geonames"), schema={"type": ["integer", "null"]}, doc="GeoNames id"),
    "position_method": Field(
        value=F("position_method"),
        schema={"enum": PositionMethod.values},
        doc="how the position was found",
    ),
    "verified": Field(value=F("verified"), schema=BOOLEAN, doc="the position was checked"),
    "navigable": Field(
        value=holds(Q(accuracy_m__lte=NAVIGABLE_TO_M)),
        schema=BOOLEAN,
        doc=f"one may be led there: at most {NAVIGABLE_TO_M} m off",
    ),
    "footprint": Field(
        value=Cast(AsGeoJSON("footprint", precision=6), JSONField()),
        schema={"type": ["object", "null"]},
        doc="outline, GeoJSON MultiPolygon, WGS 84",
    ),
    "former_commune": Field(
        value=_or_null("former_commune"), schema=NULLABLE_STRING, doc="commune before July 2025"
    ),
    "former_district": Field(
        value=_or_null("former_district"), schema=NULLABLE_STRING, doc="district before July 2025"
    ),
    "other_names": Field(value=F("other_names"), schema=STRINGS, doc="other names"),
    "names": Field(
        value=by_language("name"),
        schema=by_language_schema(),
        doc="name by language; null where there is none",
    ),
    "name_zh_checked": Field(
        value=F("name_zh_checked"), schema=BOOLEAN, doc="the Chinese name was checked"
    ),
    "category_path": Field(
        value=_category_path, schema=STRINGS, doc="slugs from the top category to its own"
    ),
    "schema_type": Field(value=_category("schema_type"), schema=STRING, doc="schema.org type"),
    "sources": Field(value=F("sources"), schema=STRINGS, doc="where the facts come from"),
    "licence": Field(value=F("licence"), schema=STRING, doc="SPDX licence id, or empty"),
    "retrieved_on": Field(
        value=F("retrieved_on"), schema={"type": ["string", "null"]}, doc="when they were taken"
    ),
}


def _hint(language: str) -> Expression:
    """Category and commune: what tells namesakes apart."""
    return Func(
        Value(", "),
        _category_name(language),
        _commune_name(language),
        function="concat_ws",
        output_field=TextField(),
    )


PLACES = Collection(
    name="places",
    model=Place,
    title=_("Places"),
    description=_("Points of interest, with where they are, how to visit them and when."),
    geometry=Geometry(
        value=F("point"),
        type="Point",
        display=Case(
            When(APPROXIMATE, then=Spread(F("point"), F("accuracy_m"), F("slug"))),
            default=F("point"),
        ),
    ),
    rank=F("rank"),
    public=named(),
    label=translated("name"),
    facets=(
        Facet(
            name="category",
            values=_category_path(source_language()),
            many=True,
            doc="slug of a category: places of it and of all below it",
        ),
        Facet(
            name="commune",
            values=Texts(F("commune__slug"), F("commune__code")),
            many=True,
            doc="slug or official code of a commune or ward",
        ),
        Facet(name="feature", values=F("features"), many=True, doc=", ".join(Feature.values)),
        Facet(
            name="wheelchair",
            values=holds(Q(wheelchair__in=[Wheelchair.YES, Wheelchair.LIMITED])),
            kind="flag",
            doc="accessible by wheelchair, in full or in part",
        ),
        Facet(
            name="verified", values=holds(Q(verified=True)), kind="flag", doc="position was checked"
        ),
        Facet(
            name="approximate",
            values=holds(APPROXIMATE),
            kind="flag",
            doc=f"position may be {APPROXIMATE_FROM_M} m or more off",
        ),
        Facet(
            name="month",
            values=Cast(F("best_months"), TEXTS),
            many=True,
            doc="month (1 to 12) in which the place is at its best",
        ),
    ),
    summary=SUMMARY,
    detail=DETAIL,
    search=Search(
        names=translated("name"),
        aliases=_aliases(),
        text=lambda language: Func(
            Value(" "),
            translated("teaser")(language),
            translated("description")(language),
            translated("address")(language),
            function="concat_ws",
            output_field=TextField(),
        ),
        hint=_hint,
    ),
    depends_on=(
        Dependency(model=Category, path="category"),
        Dependency(model=Category, path="category__parent"),
        Dependency(model=Area, path="commune"),
    ),
    tags={
        "category": Field(value=_category("slug"), schema=STRING, doc="slug of its category"),
        "icon": Field(value=_category("icon"), schema=STRING, doc="drawing in the sprite"),
        "colour": Field(value=_category("colour"), schema=STRING, doc="#rrggbb"),
        "approximate": Field(value=holds(APPROXIMATE), schema=BOOLEAN, doc="see accuracy_m"),
    },
    thin=True,
    live=(OPEN_NOW, NEXT_CHANGE),
    page="places/{slug}/",
)
