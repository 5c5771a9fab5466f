"""What is public of a zone of protection."""

from __future__ import annotations

from django.db.models import Case, F, FloatField, Func, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from content.heritage.collection.common import (
    INTEGER_OR_NULL,
)
from content.heritage.expressions import (
    in_words,
)
from content.heritage.models import (
    Monument,
    ProtectionZone,
    Zone,
)
from geo.areas.expressions import (
    BOOLEAN,
    NULLABLE_STRING,
    STRING,
    STRINGS,
    TEXTS,
    named,
)
from tourism_backend.publishing.collection import (
    Collection,
    Dependency,
    Facet,
    Field,
    Geometry,
    Search,
    translated,
)
from tourism_backend.publishing.models import Status

ZONES = Collection(
    name="protection_zones",
    model=ProtectionZone,
    title=_("Protection zones"),
    description=_("Zones I and II of monuments, and what may be built there."),
    geometry=Geometry(value=F("geometry"), type="Polygon"),
    rank=Case(When(zone=Zone.ONE, then=Value(0.3)), default=Value(0.2), output_field=FloatField()),
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
    drawn_with="monuments",
)
