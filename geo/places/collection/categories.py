"""What is public of a category: its name, how it is drawn, where it stands in the tree."""

from __future__ import annotations

from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from geo.areas.expressions import (
    NULLABLE_STRING,
    STRING,
    STRINGS,
    Texts,
    by_language,
    by_language_schema,
    holds,
    named,
)
from geo.places.models import Category
from tourism_backend.publishing.collection import (
    Collection,
    Dependency,
    Facet,
    Field,
    Search,
    translated,
)

CATEGORIES = Collection(
    name="categories",
    model=Category,
    title=_("Categories"),
    description=_("The kinds of places, as a tree, with how maps draw them."),
    geometry=None,
    rank=F("rank"),
    public=named(),
    label=translated("name"),
    facets=(
        Facet(name="parent", values=F("parent__slug"), doc="slug of the category above"),
        Facet(name="below", values=F("path"), many=True, doc="slug of a category: it and its tree"),
        Facet(name="top", values=holds(Q(parent__isnull=True)), kind="flag", doc="top level only"),
    ),
    summary={
        "parent": Field(
            value=F("parent__slug"), schema=NULLABLE_STRING, doc="slug of the category above"
        ),
        "path": Field(value=F("path"), schema=STRINGS, doc="slugs from the top to this category"),
        "icon": Field(value=F("icon"), schema=STRING, doc="name of a drawing in the icon sprite"),
        "colour": Field(value=F("colour"), schema=STRING, doc="#rrggbb"),
        "order": Field(value=F("order"), schema={"type": "integer"}, doc="place in the legend"),
        "schema_type": Field(value=F("schema_type"), schema=STRING, doc="schema.org type"),
    },
    detail={
        "osm_tags": Field(value=F("osm_tags"), schema=STRINGS, doc="OpenStreetMap tags, key=value"),
        "names": Field(
            value=by_language("name"), schema=by_language_schema(), doc="name by language"
        ),
    },
    search=Search(
        names=translated("name"),
        aliases=Texts(F("slug")),
        text=lambda language: Value(""),
        hint=translated("parent__name"),
    ),
    depends_on=(Dependency(model=Category, path="parent"),),
    page="categories/{slug}/",
)
