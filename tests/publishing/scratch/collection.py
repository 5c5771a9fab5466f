from django.contrib.postgres.fields import ArrayField
from django.db.models import F, Q, TextField, Value
from django.utils.translation import gettext_lazy as _

from tests.publishing.scratch.models import Kind, Showing, Viewpoint
from tourism_backend.publishing.collection import (
    Collection,
    Dependency,
    Facet,
    Field,
    Geometry,
    Layer,
    Search,
    translated,
)

VIEWPOINTS = Collection(
    name="viewpoints",
    model=Viewpoint,
    title=_("Viewpoints"),
    description=_("Where the view is"),
    geometry=Geometry(value=F("point"), type="Point"),
    rank=F("rank"),
    public=Q(point__isnull=False),
    label=translated("name"),
    thin=True,
    facets=(
        Facet(name="kind", values=F("kind__name"), doc="The kind of viewpoint."),
        Facet(name="open_to_all", values=F("open_to_all"), doc="Open to all?", kind="flag"),
    ),
    summary={
        "height_m": Field(value=F("height_m"), schema={"type": "integer"}, doc="Metres."),
        "kind": Field(value=F("kind__name"), schema={"type": ["string", "null"]}, doc="Kind."),
    },
    detail={
        "text": Field(value=translated("text"), schema={"type": "string"}, doc="What one sees."),
    },
    tags={"kind": Field(value=F("kind__name"), schema={"type": "string"}, doc="Kind.")},
    search=Search(
        names=translated("name"),
        aliases=Value([], output_field=ArrayField(TextField())),
        text=translated("text"),
        hint=translated("text"),
    ),
    depends_on=(Dependency(model=Kind, path="kind"),),
)

SHOWINGS = Collection(
    name="showings",
    model=Showing,
    title=_("Showings"),
    description=_("What is shown, where and when"),
    geometry=Geometry(value=F("point"), type="Point"),
    rank=Value(0.5),
    public=Q(point__isnull=False),
    label=translated("name"),
    facets=(
        Facet(name="place", values=F("places"), many=True, doc="Slug of a place."),
        Facet(name="area", values=F("areas"), many=True, doc="Slug of an area."),
    ),
    summary={},
    detail={},
    search=Search(
        names=translated("name"),
        aliases=Value([], output_field=ArrayField(TextField())),
        text=translated("text"),
        hint=translated("text"),
    ),
    depends_on=(),
    period=(F("starts_at"), F("ends_at")),
    page="showings/{slug}/",
    layer=Layer(icon="festival", colour="#b4245a"),
)
