"""What is public of a disruption."""

from __future__ import annotations

from django.contrib.gis.db.models import Collect, GeometryField
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Expression, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext_lazy as _

from geo.areas.expressions import (
    BOOLEAN,
    NULLABLE_STRING,
    STRING,
    STRINGS,
    TEXTS,
    Texts,
    by_language,
    by_language_schema,
    holds,
    named,
)
from geo.areas.models import Area
from geo.places.models import Disruption, DisruptionKind, Place, Severity
from tourism_backend.publishing.collection import (
    Collection,
    Dependency,
    Facet,
    Field,
    Geometry,
    Search,
    approved,
    translated,
)


class Simplest(Func):
    """One point for a collection of one."""

    function = "ST_CollectionHomogenize"
    output_field = GeometryField(srid=4326)


def _slugs() -> Expression:
    """Slugs of its places, ``text[]``."""
    places = Place.objects.filter(disruptions=OuterRef("pk")).order_by("slug")
    return Cast(ArraySubquery(places.values("slug")), TEXTS)


def _where() -> Expression:
    """Its own geometry, else its places' points, else its area's outline."""
    places = Place.objects.filter(disruptions=OuterRef("pk")).order_by().values("disruptions")
    points = Subquery(places.annotate(all=Collect("point")).values("all"))
    anything = GeometryField(srid=4326)
    return Coalesce(F("geometry"), Simplest(points), F("area__geometry"), output_field=anything)


DISRUPTIONS = Collection(
    name="disruptions",
    model=Disruption,
    title=_("Disruptions"),
    description=_("What keeps visitors away for a time: closures, works, floods, crowds."),
    geometry=Geometry(value=_where(), type="Geometry"),
    rank=F("severity") / Value(3.0),
    public=named(),
    label=translated("name"),
    facets=(
        Facet(name="kind", values=F("kind"), doc=", ".join(DisruptionKind.values)),
        Facet(name="place", values=_slugs(), many=True, doc="slug of a place it names"),
        Facet(
            name="area",
            values=Texts(F("area__slug"), F("area__code")),
            many=True,
            doc="slug or official code of the area it names",
        ),
        Facet(
            name="closes", values=holds(Q(closes=True)), kind="flag", doc="what it covers is closed"
        ),
    ),
    summary={
        "kind": Field(value=F("kind"), schema={"enum": DisruptionKind.values}, doc="why"),
        "severity": Field(
            value=F("severity"),
            schema={"enum": Severity.values},
            doc="1 notice, 2 warning, 3 danger",
        ),
        "closes": Field(value=F("closes"), schema=BOOLEAN, doc="what it covers is closed"),
        "starts_at": Field(
            value=F("starts_at"), schema={"type": "string", "format": "date-time"}, doc="from"
        ),
        "ends_at": Field(
            value=F("ends_at"),
            schema={"type": ["string", "null"], "format": "date-time"},
            doc="until, exclusive; null while not known",
        ),
        "places": Field(value=_slugs(), schema=STRINGS, doc="slugs of the places it names"),
        "area": Field(value=F("area__slug"), schema=NULLABLE_STRING, doc="slug of its area"),
    },
    detail={
        "reason": Field(value=translated("reason"), schema=STRING, doc="plain text"),
        "names": Field(
            value=by_language("name"), schema=by_language_schema(), doc="title by language"
        ),
        "sources": Field(value=F("sources"), schema=STRINGS, doc="where it was announced"),
    },
    search=Search(
        names=translated("name"),
        aliases=Texts(F("area__name")),
        text=translated("reason"),
        hint=approved("area", "areas", "full_name", translated("area__full_name")),
    ),
    depends_on=(
        Dependency(model=Place, path="places"),
        Dependency(model=Area, path="area"),
    ),
    tags={
        "kind": Field(value=F("kind"), schema=STRING, doc="why"),
        "severity": Field(value=F("severity"), schema={"type": "integer"}, doc="1 to 3"),
        "closes": Field(value=F("closes"), schema=BOOLEAN, doc="what it covers is closed"),
    },
    period=(F("starts_at"), F("ends_at")),
)
