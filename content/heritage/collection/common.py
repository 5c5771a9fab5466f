"""What all declarations of the register share."""

from __future__ import annotations

from django.db.models import (
    F,
    Func,
    TextField,
    Value,
)

from content.heritage.expressions import (
    OfRecord,
)
from content.heritage.models import (
    Confidence,
)
from content.heritage.models.acts import Act, owner_of
from geo.areas.expressions import (
    BOOLEAN,
    NULLABLE_STRING,
    STRING,
    STRINGS,
    TEXTS,
    by_language,
    by_language_schema,
)
from tourism_backend.publishing.collection import (
    Expression,
    Field,
    JsonSchema,
    Part,
    translated,
)

OBJECTS: JsonSchema = {"type": "array", "items": {"type": "object"}}
INTEGER_OR_NULL: JsonSchema = {"type": ["integer", "null"]}
NUMBER_OR_NULL: JsonSchema = {"type": ["number", "null"]}


def text_of(language: str) -> Expression:
    """The longer texts it is found by."""
    return Func(
        Value(" "),
        translated("teaser")(language),
        translated("description")(language),
        function="concat_ws",
        output_field=TextField(),
    )


def numbers_of(table: str, key: str) -> OfRecord:
    """Numbers of approved decisions, corrected ones too, to be found by."""
    return OfRecord(
        f"ARRAY(SELECT d.number FROM {table} d WHERE d.{key} = %(expressions)s"
        " AND d.approved_at IS NOT NULL AND d.number <> '' ORDER BY d.id)",
        TEXTS,
    )


def acts(name: str, model: type[Act]) -> Part:
    """The acts of a record: compared and discarded with it while they wait, then they stay."""
    return Part(name=name, model=model, owner=owner_of(model), approved_in="approved_at")


PROVENANCE = {
    "confidence": Field(
        value=F("confidence"), schema={"enum": Confidence.values}, doc="how well it is founded"
    ),
    "names": Field(value=by_language("name"), schema=by_language_schema(), doc="name by language"),
    "sources": Field(value=F("sources"), schema=STRINGS, doc="where the facts come from"),
    "licence": Field(value=F("licence"), schema=STRING, doc="SPDX licence id, or empty"),
    "verified": Field(value=F("verified"), schema=BOOLEAN, doc="checked"),
    "retrieved_on": Field(value=F("retrieved_on"), schema=NULLABLE_STRING, doc="when it was taken"),
}
