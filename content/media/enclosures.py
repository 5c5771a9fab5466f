"""What is public of a recording or a document: its copy, texts, credit, what it belongs to."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import Case, F, Func, JSONField, Q, TextField, Value, When
from django.utils.translation import gettext_lazy as _

from content.media.collection import CREDIT, OF, facets, targets
from content.media.judging import MEDIA_TYPES, PREVIEW
from content.media.models import Enclosure, Kept
from geo.areas.expressions import NULLABLE_STRING, STRING, named
from tourism_backend.publishing.collection import (
    Collection,
    Expression,
    Field,
    JsonSchema,
    Search,
    translated,
)

FILE: JsonSchema = {
    "type": "object",
    "required": ["url", "type", "bytes"],
    "properties": {
        "url": STRING,
        "type": {"enum": sorted(MEDIA_TYPES.values())},
        "bytes": {"type": "integer", "minimum": 1},
    },
}


def _file() -> Expression:
    return Func(
        F("renditions"),
        F("sha256"),
        template=(
            "(SELECT jsonb_build_object('url', '/media/' || g.sha || '/' || (f ->> 'name'),"
            " 'type', f -> 'type', 'bytes', f -> 'bytes')"
            " FROM (SELECT %(expressions)s) g (files, sha), LATERAL (SELECT g.files -> 0) l (f))"
        ),
        output_field=JSONField(),
    )


def _preview() -> Expression:
    address = Func(
        Value("/media/"), F("sha256"), Value(f"/{PREVIEW}"),
        function="concat", output_field=TextField(),
    )  # fmt: skip
    return Case(When(kind=Kept.DOCUMENT, then=address), output_field=TextField())


ENCLOSURES = Collection(
    name="enclosures",
    model=Enclosure,
    title=_("Recordings and documents"),
    description=_("Recordings to be heard and documents to be read, with credit and licence."),
    geometry=None,
    rank=Value(0.2),
    public=Q(named()),
    label=translated("name"),
    facets=facets(Kept),
    summary={
        "kind": Field(value=F("kind"), schema={"enum": Kept.values}, doc="audio or document"),
        "transcript": Field(
            value=translated("transcript"), schema=STRING, doc="what is said or written in it"
        ),
        **CREDIT,
        "seconds": Field(
            value=F("seconds"), schema={"type": ["number", "null"]}, doc="of a recording"
        ),
        "pages": Field(value=F("pages"), schema={"type": ["integer", "null"]}, doc="of a document"),
        "file": Field(value=_file(), schema=FILE, doc="the copy to be played or read"),
        "preview": Field(
            value=_preview(), schema=NULLABLE_STRING, doc="a document's first page, JPEG"
        ),
        "of": Field(value=targets(), schema=OF, doc="the records it belongs to"),
    },
    detail={},
    search=Search(
        names=translated("name"),
        aliases=Value([], output_field=ArrayField(TextField())),
        text=translated("caption"),
        hint=lambda _language: F("author"),
    ),
    depends_on=(),
)
