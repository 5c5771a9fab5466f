"""What is public of a tour."""

from __future__ import annotations

from django.db.models import Case, CharField, F, IntegerField, JSONField, Q, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce, Concat, Round
from django.utils.translation import gettext_lazy as _

from content.tours.expressions import (
    itinerary,
    stop_areas,
    stop_count,
    stop_slugs,
    stop_titles,
    straight_line,
)
from content.tours.models import Difficulty, Suits, Theme, Tour, TourDay, TourStop
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
    named,
)
from geo.places.models import Place
from tourism_backend.publishing.collection import (
    Collection,
    Dependency,
    Expression,
    Facet,
    Field,
    Geometry,
    JsonSchema,
    Layer,
    Part,
    Search,
    translated,
)

COUNT: JsonSchema = {"type": "integer", "minimum": 0}
NULLABLE_INTEGER: JsonSchema = {"type": ["integer", "null"]}
NULLABLE_NUMBER: JsonSchema = {"type": ["number", "null"]}
MONTHS: JsonSchema = {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 12}}
PUBLIC_TRACK = "tours_publictrack"  # a view: the tracks of public rows, whole

# The front end's drawing for what a tour is about.
ICONS = {
    Theme.CULTURE: "historic",
    Theme.NATURE: "mountain",
    Theme.BORDER: "border-gate",
    Theme.FOOD: "food",
    Theme.COMMUNITY: "village",
    Theme.URBAN: "communal-house",
    Theme.PILGRIMAGE: "temple",
    Theme.GEOLOGY: "geosite",
    Theme.ARCHAEOLOGY: "archaeology",
    Theme.RAILWAY: "train",
}

STOP: JsonSchema = {
    "type": "object",
    "description": "a stop at a public place; what is said of the place is as published",
    "properties": {
        "number": {"type": "integer", "description": "the how-manieth stop of the tour"},
        "minutes": {"type": ["integer", "null"], "description": "time to stay; null: not said"},
        "note": STRING,
        "place": {"type": "string", "description": "slug of the place"},
        "name": STRING,
        "language": {"type": "string", "description": "the language its name is in"},
        "category": NULLABLE_STRING,
        "category_name": NULLABLE_STRING,
        "icon": NULLABLE_STRING,
        "colour": NULLABLE_STRING,
        "teaser": STRING,
        "commune_name": NULLABLE_STRING,
        "lon": NUMBER,
        "lat": NUMBER,
        "accuracy_m": {"type": "integer", "description": "likely error of the position, m"},
        "approximate": {"type": "boolean", "description": "the position is known roughly only"},
    },
}
DAY: JsonSchema = {
    "type": "object",
    "properties": {
        "day": {"type": "integer", "minimum": 1},
        "title": STRING,
        "text": STRING,
        "stops": {"type": "array", "items": STOP},
    },
}


def _icon() -> Expression:
    told = [When(theme=theme, then=Value(icon)) for theme, icon in ICONS.items()]
    return Case(*told, default=Value("route"), output_field=CharField())


def _themes() -> Expression:
    return Concatenated(Texts(F("theme")), Cast(F("more_themes"), TEXTS))


def _metres(name: str) -> Expression:
    return Cast(Round(F(f"track__{name}")), IntegerField())


def _digest() -> Expression:
    return F("track__digest")


def _text(language: str) -> Combinable:
    parts = [translated("description")(language), Value(" "), stop_titles(language)]
    return Concat(*parts, output_field=TextField())


def _hint(language: str) -> Combinable:
    """Where it begins: what tells namesakes apart."""
    return translated("departure")(language)


TOURS = Collection(
    name="tours",
    model=Tour,
    title=_("Tours"),
    description=_("Itineraries by day, with their stops and, where there is one, their track."),
    geometry=Geometry(value=Coalesce(F("track__simple"), straight_line()), type="Geometry"),
    rank=F("rank"),
    public=named(),
    label=translated("name"),
    parts=(
        Part(name="stops", model=TourStop, owner="tour", order=("day", "order"), needs="place"),
        Part(name="told_days", model=TourDay, owner="tour", order=("number",)),
    ),
    versioned=("track",),
    facets=(
        Facet(name="theme", values=_themes(), many=True, doc=", ".join(Theme.values)),
        Facet(name="difficulty", values=F("difficulty"), doc=", ".join(Difficulty.values)),
        Facet(name="days", values=F("days"), doc="how many days it takes, e.g. 1 or 1,2"),
        Facet(name="month", values=Cast(F("months"), TEXTS), many=True, doc="best month, 1 to 12"),
        Facet(name="suits", values=Cast(F("suits"), TEXTS), many=True, doc=", ".join(Suits.values)),
        Facet(name="place", values=stop_slugs(), many=True, doc="slug of a place it stops at"),
        Facet(
            name="area",
            values=stop_areas(),
            many=True,
            doc="slug or official code of a commune or ward it stops in",
        ),
        Facet(
            name="with_track",
            values=holds(Q(track__isnull=False)),
            kind="flag",
            doc="there is a track to follow",
        ),
        Facet(name="sample", values=holds(Q(sample=True)), kind="flag", doc="an example only"),
    ),
    summary={
        "theme": Field(value=F("theme"), schema={"enum": Theme.values}, doc="what it is about"),
        "themes": Field(value=_themes(), schema=STRINGS, doc="all its themes, the first one first"),
        "icon": Field(value=_icon(), schema=STRING, doc="name of a drawing in the sprite"),
        "days": Field(value=F("days"), schema={"type": "integer", "minimum": 1}, doc="days"),
        "difficulty": Field(
            value=F("difficulty"),
            schema={"enum": Difficulty.values},
            doc="what it asks of the body",
        ),
        "stops": Field(value=stop_count(), schema=COUNT, doc="how many public places it stops at"),
        "length_m": Field(
            value=_metres("length_m"),
            schema=NULLABLE_INTEGER,
            doc="length of the track, m; null: there is no track",
        ),
        "schematic": Field(
            value=holds(Q(track__isnull=True)),
            schema=BOOLEAN,
            doc="its geometry joins the stops by straight lines and is no way to follow",
        ),
        "months": Field(value=F("months"), schema=MONTHS, doc="best months"),
        "departure": Field(value=translated("departure"), schema=STRING, doc="where it begins"),
        "sample": Field(value=F("sample"), schema=BOOLEAN, doc="an example; nobody offers it"),
        "description": Field(value=translated("description"), schema=STRING, doc="plain text"),
    },
    detail={
        "itinerary": Field(
            value=itinerary,
            schema={"type": "array", "items": DAY},
            doc="the days, each with its stops at public places",
        ),
        "suits": Field(
            value=F("suits"),
            schema={"type": "array", "items": {"enum": Suits.values}},
            doc="for whom it is good",
        ),
        "transport": Field(value=translated("transport"), schema=STRING, doc="ways of travel"),
        "advice": Field(value=translated("advice"), schema=STRING, doc="plain text"),
        "ascent_m": Field(
            value=F("track__ascent_m"),
            schema=NULLABLE_INTEGER,
            doc="metres up along the track; null: no track, or a track without heights",
        ),
        "descent_m": Field(
            value=F("track__descent_m"), schema=NULLABLE_INTEGER, doc="metres down, likewise"
        ),
        "lowest_m": Field(
            value=F("track__lowest_m"), schema=NULLABLE_INTEGER, doc="lowest height, m"
        ),
        "highest_m": Field(
            value=F("track__highest_m"), schema=NULLABLE_INTEGER, doc="highest height, m"
        ),
        "profile": Field(
            value=Coalesce(F("track__profile"), Value([], output_field=JSONField())),
            schema={"type": "array", "items": {"type": "array", "items": {"type": "integer"}}},
            doc="height profile: [metres along the track, height in metres]",
        ),
        "points": Field(
            value=F("track__points"),
            schema=NULLABLE_INTEGER,
            doc="points of the whole track, which the downloads hold",
        ),
        "track": Field(
            value=_digest(),
            schema=NULLABLE_STRING,
            doc="names the track: another one, another name",
        ),
        "names": Field(
            value=by_language("name"),
            schema=by_language_schema(),
            doc="name by language; null where there is none",
        ),
        "sources": Field(value=F("sources"), schema=STRINGS, doc="where the facts come from"),
        "licence": Field(value=F("licence"), schema=STRING, doc="SPDX licence id, or empty"),
        "verified": Field(
            value=F("verified"), schema=BOOLEAN, doc="somebody went there and checked"
        ),
    },
    search=Search(
        names=translated("name"),
        aliases=Texts(),
        text=_text,
        hint=_hint,
    ),
    # Places bring their communes with them: a renamed commune changes its places' rows.
    depends_on=(Dependency(model=Place, path="stops__place"),),
    tags={
        "icon": Field(value=_icon(), schema=STRING, doc="drawing in the sprite"),
        "theme": Field(value=F("theme"), schema=STRING, doc="what it is about"),
        "days": Field(value=F("days"), schema={"type": "integer"}, doc="days"),
        "schematic": Field(
            value=holds(Q(track__isnull=True)),
            schema=BOOLEAN,
            doc="straight lines between stops, no way to follow",
        ),
        # The view of public tracks finds a row's track by it.
        "track": Field(value=_digest(), schema=STRING, doc="names the track; left out: none"),
    },
    min_zoom=Value(8),
    page="tours/{slug}/",
    layer=Layer(icon="route", colour="#6a3fb5"),
    tables=(PUBLIC_TRACK,),
)
