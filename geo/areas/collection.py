"""What is public of an area."""

from __future__ import annotations

from django.contrib.gis.db.models.functions import AsGeoJSON, Envelope
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, JSONField, OuterRef, Q, Value, When
from django.db.models.functions import Cast, JSONObject
from django.utils.translation import gettext_lazy as _

from geo.areas.expressions import (
    BOOLEAN,
    NULLABLE_STRING,
    NUMBER,
    STRING,
    STRINGS,
    TEXTS,
    Concatenated,
    Json,
    Texts,
    by_language,
    by_language_schema,
    lat,
    lon,
    named,
)
from geo.areas.models import Area, FormerUnit, Kind, Level
from tourism_backend.publishing.collection import (
    Collection,
    Dependency,
    Expression,
    Facet,
    Field,
    Geometry,
    Part,
    Search,
    translated,
)


def _former_units() -> Expression:
    """The former units of an area, as JSON objects, by code."""
    units = FormerUnit.objects.filter(area=OuterRef("pk")).order_by("code")
    one = JSONObject(code="code", name="name", district="district", part="part")
    return Json(ArraySubquery(units.values(one=one)))


def _former_names() -> Expression:
    """``text[]``: former units, each alone and with its district."""
    units = FormerUnit.objects.filter(area=OuterRef("pk"))
    names = ArraySubquery(units.values("name"))
    districts = ArraySubquery(units.exclude(district="").values("district").distinct())
    return Concatenated(Cast(names, TEXTS), Cast(districts, TEXTS))


def _search_aliases() -> Expression:
    return Concatenated(Texts(F("code")), Cast(F("other_names"), TEXTS), _former_names())


AREAS = Collection(
    name="areas",
    model=Area,
    title=_("Provinces and communes"),
    description=_(
        "Administrative areas in force: the province (cấp tỉnh), and its communes, wards and "
        "special zones (cấp xã), with the units they were made from."
    ),
    geometry=Geometry(value=F("geometry"), type="Geometry"),
    rank=Case(
        When(level=Level.PROVINCE, then=Value(1.0)),
        When(kind=Kind.WARD, then=Value(0.6)),
        default=Value(0.4),
    ),
    public=Q(valid_until__isnull=True) & named(),
    label=translated("name"),
    parts=(Part(name="former_units", model=FormerUnit, owner="area", order=("code", "pk")),),
    facets=(
        Facet(name="level", values=F("level"), doc="province or commune"),
        Facet(name="kind", values=F("kind"), doc="tinh, thanh-pho, phuong, xa or dac-khu"),
        Facet(name="parent", values=F("parent__slug"), doc="slug of the area it is part of"),
        Facet(name="code", values=F("code"), doc="official code of a unit in force"),
    ),
    summary={
        "full_name": Field(
            value=translated("full_name"), schema=STRING, doc="name with what the unit is"
        ),
        "level": Field(value=F("level"), schema={"enum": Level.values}, doc="level of government"),
        "kind": Field(value=F("kind"), schema={"enum": Kind.values}, doc="what the unit is"),
        "code": Field(value=F("code"), schema=STRING, doc="official code (mã đơn vị hành chính)"),
        "parent": Field(
            value=F("parent__slug"), schema=NULLABLE_STRING, doc="slug of the area it is part of"
        ),
        "area_km2": Field(
            value=F("area_km2"), schema={"type": ["number", "null"]}, doc="stated area, km²"
        ),
        "lon": Field(value=lon("label_point"), schema=NUMBER, doc="label point, degrees WGS 84"),
        "lat": Field(value=lat("label_point"), schema=NUMBER, doc="label point, degrees WGS 84"),
    },
    detail={
        "former_units": Field(
            value=_former_units(),
            schema={"type": "array", "items": {"type": "object"}},
            doc="the units it was made from: code, name, district, part (whole, main or part)",
        ),
        "other_names": Field(value=F("other_names"), schema=STRINGS, doc="other spellings"),
        "valid_from": Field(
            value=F("valid_from"), schema={"type": "string", "format": "date"}, doc="in force from"
        ),
        "envelope": Field(
            value=Cast(AsGeoJSON(Envelope("geometry"), precision=5), JSONField()),
            schema={"type": "object"},
            doc="bounding rectangle, GeoJSON, WGS 84",
        ),
        "names": Field(
            value=by_language("full_name"),
            schema=by_language_schema(),
            doc="full name by language; null where there is none",
        ),
        "sources": Field(value=F("sources"), schema=STRINGS, doc="where it comes from"),
        "licence": Field(value=F("licence"), schema=STRING, doc="SPDX licence id, or empty"),
        "verified": Field(value=F("verified"), schema=BOOLEAN, doc="checked"),
    },
    search=Search(
        names=translated("full_name"),
        aliases=_search_aliases(),
        text=lambda language: Value(""),
        hint=translated("parent__full_name"),
    ),
    depends_on=(
        Dependency(model=FormerUnit, path="former_units"),
        Dependency(model=Area, path="parent"),
    ),
    tags={
        "level": Field(value=F("level"), schema=STRING, doc="level of government"),
        "kind": Field(value=F("kind"), schema=STRING, doc="what the unit is"),
        "code": Field(value=F("code"), schema=STRING, doc="official code"),
    },
    min_zoom=Case(When(level=Level.PROVINCE, then=Value(0)), default=Value(9)),
    page="communes/{slug}/",
)
