"""What is public of an event."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    F,
    Func,
    JSONField,
    OuterRef,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, JSONObject, NullIf
from django.utils.translation import gettext_lazy as _

from content.events import expressions
from content.events.collection.upcoming import UPCOMING
from content.events.models import APPEARANCE, DateChange, Event, EventKind, LeapMonths, RuleKind
from content.events.models.event import RULE_FIELDS
from geo.areas.expressions import (
    BOOLEAN,
    NULLABLE_STRING,
    STRING,
    STRINGS,
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
    Part,
    Search,
    approved,
    translated,
)

ANYTHING = GeometryField(srid=4326)
NULLABLE_INTEGER = {"type": ["integer", "null"]}
NULLABLE_DATE = {"type": ["string", "null"], "format": "date"}
NULLABLE_TIME = {"type": ["string", "null"]}

RULE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": [*RULE_FIELDS],
    "properties": {
        "rule": {"enum": RuleKind.values},
        "start_month": NULLABLE_INTEGER,
        "start_day": {**NULLABLE_INTEGER, "description": "null: not known, some day of the month"},
        "end_month": NULLABLE_INTEGER,
        "end_day": NULLABLE_INTEGER,
        "leap_month": {"enum": LeapMonths.values},
        "every_years": {"type": "integer"},
        "anchor_year": NULLABLE_INTEGER,
        "first_on": NULLABLE_DATE,
        "last_on": NULLABLE_DATE,
        "rrule": {"type": "string", "description": "RFC 5545, counted from first_on"},
        "start_time": NULLABLE_TIME,
        "end_time": NULLABLE_TIME,
    },
}
CHANGE_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["on", "cancelled", "first_on", "last_on", "reason"],
    "properties": {
        "on": {"type": "string", "format": "date"},
        "cancelled": BOOLEAN,
        "first_on": NULLABLE_DATE,
        "last_on": NULLABLE_DATE,
        "reason": by_language_schema(),
    },
}


def appearance(which: int) -> Expression:
    """The drawing (0) or the colour (1) of the event's kind."""
    cases = [When(kind=kind, then=Value(looks[which])) for kind, looks in APPEARANCE.items()]
    return Case(*cases, default=Value(APPEARANCE[EventKind.OTHER][which]), output_field=CharField())


def _rule() -> Expression:
    return JSONObject(**{name: F(name) for name in RULE_FIELDS})


def _changes() -> Expression:
    """The dates that are changed, in order: a JSON array."""
    changes = DateChange.objects.filter(event=OuterRef("pk")).order_by("on")
    one = JSONObject(
        on="on", cancelled="cancelled", first_on="first_on", last_on="last_on",
        reason=by_language("reason"),
    )  # fmt: skip
    found = ArraySubquery(changes.values_list(one))
    return Func(found, function="to_jsonb", output_field=JSONField())


def _ordinate(function: str) -> Expression:
    return Func(
        _spot(),
        template=f"round({function}(%(expressions)s)::numeric, 6)::float8",
        output_field=JSONField(),
    )


def _spot() -> Expression:
    """The one point that stands for it: its own, its best known place's, somewhere in its area."""
    place = expressions.place_point()
    return Coalesce(F("point"), place, F("area__label_point"), output_field=ANYTHING)


def _where(places: Expression) -> Expression:
    return Coalesce(F("point"), places, F("area__label_point"), output_field=ANYTHING)


def _rough() -> Expression:
    """Whether its position is only known roughly: an area's, or that of a place known so."""
    return Coalesce(
        Case(When(point__isnull=False, then=Value(False, JSONField()))),
        expressions.place_rough(),
        Value(True, JSONField()),
        output_field=JSONField(),
    )


def _area_name(language: str) -> Expression:
    own = approved("area", "areas", "full_name", translated("area__full_name"))
    of_place = expressions.place_commune("commune_name", language)
    told = NullIf(own(language), Value(""), output_field=TextField())
    return Coalesce(told, of_place, output_field=TextField())


def _area(language: str) -> Expression:
    of_place = expressions.place_commune("commune", language)
    return Coalesce(F("area__slug"), of_place, output_field=TextField())


def _or_null(name: str) -> Expression:
    return NullIf(F(name), Value(""), output_field=TextField())


def _hint(language: str) -> Expression:
    """Its best known place and its commune: what tells namesakes apart."""
    first = Func(
        expressions.place_names(language),
        template="(%(expressions)s)[1]",
        output_field=TextField(),
    )
    return Func(
        Value(", "), first, _area_name(language), function="concat_ws", output_field=TextField()
    )


SUMMARY = {
    "kind": Field(value=F("kind"), schema={"enum": EventKind.values}, doc="what it is about"),
    "icon": Field(value=appearance(0), schema=STRING, doc="name of a drawing in the sprite"),
    "colour": Field(value=appearance(1), schema=STRING, doc="#rrggbb"),
    "teaser": Field(value=translated("teaser"), schema=STRING, doc="the event in one line"),
    "places": Field(
        value=expressions.PLACES.slugs(), schema=STRINGS, doc="slugs of its places, main one first"
    ),
    "place_names": Field(value=expressions.place_names, schema=STRINGS, doc="their names"),
    "area": Field(value=_area, schema=NULLABLE_STRING, doc="slug of its commune or area"),
    "area_name": Field(value=_area_name, schema=NULLABLE_STRING, doc="with what the unit is"),
    "lon": Field(
        value=_ordinate("ST_X"),
        schema={"type": ["number", "null"]},
        doc="longitude of the one point that stands for it, degrees WGS 84",
    ),
    "lat": Field(value=_ordinate("ST_Y"), schema={"type": ["number", "null"]}, doc="its latitude"),
    "position_approximate": Field(
        value=_rough(), schema=BOOLEAN, doc="it lies somewhere about that point"
    ),
    "date_is_approximate": Field(
        value=F("date_is_approximate"),
        schema=BOOLEAN,
        doc="its day is not known for certain: some time in the days given",
    ),
    "cancelled": Field(value=F("cancelled"), schema=BOOLEAN, doc="all that was to come is off"),
    "rule": Field(value=_rule(), schema=RULE_SCHEMA, doc="by what its dates are found"),
}

DETAIL = {
    "description": Field(value=translated("description"), schema=STRING, doc="plain text"),
    "programme": Field(value=translated("programme"), schema=STRING, doc="plain text"),
    "venue": Field(value=translated("venue"), schema=STRING, doc="where exactly, in words"),
    "place_list": Field(
        value=expressions.PLACES.listed, schema=LISTED, doc="its places, as in their own summaries"
    ),
    "date_note": Field(value=translated("date_note"), schema=STRING, doc="note on the date"),
    "changes": Field(
        value=_changes(),
        schema={"type": "array", "items": CHANGE_SCHEMA},
        doc="dates that are cancelled or held on other days, by the day the rule gives",
    ),
    "organiser": Field(value=translated("organiser"), schema=STRING, doc="who holds it"),
    "fee": Field(value=translated("fee"), schema=STRING, doc="what a ticket costs, in words"),
    "fee_vnd": Field(value=F("fee_vnd"), schema=NULLABLE_INTEGER, doc="for an adult, ₫; 0: free"),
    "phone": Field(value=_or_null("phone"), schema=NULLABLE_STRING, doc="telephone"),
    "website": Field(value=_or_null("website"), schema=NULLABLE_STRING, doc="web site"),
    "cancellation_reason": Field(
        value=translated("cancellation_reason"), schema=STRING, doc="why it is cancelled"
    ),
    "heritage": Field(
        value=_or_null("heritage"), schema=NULLABLE_STRING, doc="its entry in the register"
    ),
    "names": Field(
        value=by_language("name"),
        schema=by_language_schema(),
        doc="name by language; null where there is none",
    ),
    "cancellation_reasons": Field(
        value=by_language("cancellation_reason"), schema=by_language_schema(), doc="by language"
    ),
    "sources": Field(value=F("sources"), schema=STRINGS, doc="where the facts come from"),
    "licence": Field(value=F("licence"), schema=STRING, doc="SPDX licence id, or empty"),
    "retrieved_on": Field(
        value=F("retrieved_on"), schema={"type": ["string", "null"]}, doc="when they were taken"
    ),
    "verified": Field(value=F("verified"), schema=BOOLEAN, doc="the facts were checked"),
}

EVENTS = Collection(
    name="events",
    model=Event,
    title=_("Events"),
    description=_("Festivals and other events, and the rules that say when they are held."),
    geometry=Geometry(
        value=_where(expressions.PLACES.points()),
        type="Geometry",
        display=_where(expressions.place_drawn()),
    ),
    rank=F("rank"),
    public=named(),
    label=translated("name"),
    parts=(Part(name="changes", model=DateChange, owner="event", order=("on",)),),
    facets=(
        Facet(name="kind", values=F("kind"), doc=", ".join(EventKind.values)),
        Facet(
            name="place",
            values=expressions.PLACES.slugs(),
            many=True,
            doc="slug of a place where it is held",
        ),
        Facet(
            name="area",
            values=Concatenated(
                Texts(F("area__slug"), F("area__code")), expressions.PLACES.communes()
            ),
            many=True,
            doc="slug or official code of a commune or area in which it is held",
        ),
        Facet(name="rule", values=F("rule"), doc=", ".join(RuleKind.values)),
        Facet(
            name="approximate",
            values=holds(Q(date_is_approximate=True)),
            kind="flag",
            doc="its day is not known for certain",
        ),
        Facet(
            name="cancelled", values=holds(Q(cancelled=True)), kind="flag", doc="it is cancelled"
        ),
    ),
    summary=SUMMARY,
    detail=DETAIL,
    search=Search(
        names=translated("name"),
        aliases=Texts(_or_null("heritage")),
        text=lambda language: Func(
            Value(" "),
            translated("teaser")(language),
            translated("description")(language),
            translated("programme")(language),
            function="concat_ws",
            output_field=TextField(),
        ),
        hint=_hint,
    ),
    depends_on=(
        Dependency(model=Place, path="places"),
        Dependency(model=Area, path="area"),
    ),
    tags={
        "category": Field(value=F("kind"), schema=STRING, doc="what it is about"),
        "icon": Field(value=appearance(0), schema=STRING, doc="drawing in the sprite"),
        "colour": Field(value=appearance(1), schema=STRING, doc="#rrggbb"),
        "approximate": Field(value=_rough(), schema=BOOLEAN, doc="see position_approximate"),
    },
    live=(UPCOMING,),
    page="events/{slug}/",
    told_by="occurrences",
)
