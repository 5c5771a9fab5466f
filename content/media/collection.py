"""What is public of a picture: its renditions, never the original; texts, credit, what it shows."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, F, Func, JSONField, Q, TextChoices, TextField, Value
from django.db.models.functions import Cast, Concat, JSONObject, NullIf, TruncDate
from django.utils.translation import gettext_lazy as _

from content.media.models import Kind, Making, Picture, PublicShown
from geo.areas.expressions import NULLABLE_STRING, STRING, TEXTS, named
from tourism_backend.publishing.collection import (
    Collection,
    Expression,
    Facet,
    Field,
    JsonSchema,
    Search,
    translated,
)

RENDITIONS: JsonSchema = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["url", "type", "width", "height"],
        "properties": {
            "url": STRING,
            "type": {"enum": ["image/avif", "image/webp", "image/jpeg"]},
            "width": {"type": "integer", "minimum": 1},
            "height": {"type": "integer", "minimum": 1},
        },
    },
}
OF: JsonSchema = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["collection", "id", "order"],
        "properties": {
            "collection": STRING,
            "id": {"type": "string", "format": "uuid"},
            "order": {"type": "integer"},
        },
    },
}
PERCENT: JsonSchema = {"type": "integer", "minimum": 0, "maximum": 100}
PIXELS: JsonSchema = {"type": "integer", "minimum": 1}


def _files() -> Expression:
    """The renditions with their addresses, apart from the cut for sharing."""
    return Func(
        F("renditions"),
        F("sha256"),
        template=(
            "(SELECT coalesce(jsonb_agg(jsonb_build_object('url', '/media/' || g.sha || '/'"
            " || (m.value ->> 'name'), 'type', m.value -> 'type', 'width', m.value -> 'width',"
            " 'height', m.value -> 'height') ORDER BY m.ordinality), '[]')"
            " FROM (SELECT %(expressions)s) g (files, sha),"
            " jsonb_array_elements(g.files) WITH ORDINALITY m"
            " WHERE (m.value ->> 'name') NOT LIKE 'share-%%%%')"
        ),
        output_field=JSONField(),
    )


def _shared() -> Expression:
    """The address of the cut for sharing."""
    return Func(
        F("renditions"),
        F("sha256"),
        template=(
            "coalesce((SELECT '/media/' || g.sha || '/' || (m.value ->> 'name')"
            " FROM (SELECT %(expressions)s) g (files, sha), jsonb_array_elements(g.files) m"
            " WHERE (m.value ->> 'name') LIKE 'share-%%%%' LIMIT 1), '')"
        ),
        output_field=CharField(),
    )


def _of(sql: str, output: Any) -> Expression:
    table = f"{PublicShown._meta.db_table} a WHERE a.upload"
    return Func(F("uuid"), template=f"({sql} FROM {table} = %(expressions)s)", output_field=output)


def targets() -> Expression:
    """The records that an upload shows, and its place there, as approved with these."""
    return _of(
        "SELECT coalesce(jsonb_agg(jsonb_build_object('collection', a.collection,"
        " 'id', a.target, 'order', a.\"order\") ORDER BY a.\"order\", a.target), '[]')",
        JSONField(),
    )


def tokens() -> Expression:
    """The same as values of a facet: ``places:`` and the record's id."""
    sql = "SELECT coalesce(array_agg(a.collection || ':' || a.target ORDER BY a.target), '{}')"
    return _of(sql, TEXTS)


def facets(kinds: type[TextChoices]) -> tuple[Facet, ...]:
    """What uploads are chosen by."""
    doc = "what it shows: `places:` and the record's id"
    return (
        Facet(name="of", values=tokens(), many=True, doc=doc),
        Facet(name="kind", values=F("kind"), doc=", ".join(kinds.values)),
        Facet(name="file", values=F("sha256"), doc="SHA-256 of the upload, as in the addresses"),
    )


CREDIT = {
    "caption": Field(value=translated("caption"), schema=STRING, doc="what is told of it"),
    "author": Field(value=F("author"), schema=STRING, doc="who is to be credited"),
    "licence": Field(value=F("licence"), schema=STRING, doc="SPDX licence id, or own"),
}

PICTURES = Collection(
    name="pictures",
    model=Picture,
    title=_("Pictures"),
    description=_("Photographs and drawings of what is listed here, with credit and licence."),
    geometry=None,
    rank=Value(0.3),
    public=Q(named(), making=Making.READY),
    label=translated("name"),
    facets=facets(Kind),
    summary={
        "kind": Field(value=F("kind"), schema={"enum": Kind.values}, doc="picture or panorama"),
        "alt": Field(value=translated("alt"), schema=STRING, doc="what is to be seen"),
        **CREDIT,
        "width": Field(value=F("width"), schema=PIXELS, doc="of the original, pixels"),
        "height": Field(value=F("height"), schema=PIXELS, doc="of the original, pixels"),
        "focus": Field(
            value=JSONObject(x=F("focus_x"), y=F("focus_y")),
            schema={"type": "object", "properties": {"x": PERCENT, "y": PERCENT}},
            doc="what must stay in sight when it is cut: percent from the left and the top",
        ),
        "placeholder": Field(
            value=F("placeholder"), schema=STRING, doc="data URI of a blur, to show meanwhile"
        ),
        "renditions": Field(
            value=_files(), schema=RENDITIONS, doc="the files: best compression first, then width"
        ),
        "iiif": Field(
            value=Concat(Value("/iiif/3/"), Cast("uuid", CharField()), output_field=CharField()),
            schema=STRING,
            doc="its address in the IIIF Image API 3, for zooming",
        ),
        "share": Field(value=_shared(), schema=STRING, doc="JPEG of 1200 x 630 to be shared"),
        "of": Field(
            value=targets(), schema=OF, doc="the records it shows, and its place there"
        ),
    },
    detail={
        "taken_on": Field(
            value=NullIf(
                Func(
                    TruncDate("taken_at"), Value("YYYY-MM-DD"), function="to_char",
                    output_field=TextField(),
                ),
                Value(""),
            ),
            schema=NULLABLE_STRING,
            doc="the day it was taken, where that is known",
        ),
    },
    search=Search(
        names=translated("name"),
        aliases=Value([], output_field=ArrayField(TextField())),
        text=translated("caption"),
        hint=lambda _language: F("author"),
    ),
    depends_on=(),
)  # fmt: skip
