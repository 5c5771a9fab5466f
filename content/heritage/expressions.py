"""What a projection takes from elsewhere: public rows of places, decisions, inscriptions.

A place that is not public is not told, and of one with pending edits only what was approved.
"""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Case,
    F,
    Func,
    IntegerField,
    JSONField,
    TextField,
    Value,
    When,
)
from django.utils.translation import override

from geo.areas.expressions import TEXTS, Texts
from geo.places.published import LinkedPlaces
from tourism_backend.publishing.collection import Expression, column, languages, source_language

PLACES_OF_MONUMENT = LinkedPlaces("heritage_monument_places", "monument_id")
PLACE_OF_MONUMENT = LinkedPlaces("heritage_monument", "id")
PLACES_OF_ELEMENT = LinkedPlaces("heritage_intangible_places", "intangible_id")


class OfRecord(Func):
    """A subquery in which ``%(expressions)s`` is the record's key."""

    def __init__(self, sql: str, output: Any) -> None:
        super().__init__(F("pk"), template=f"({sql})", output_field=output)


def literal(label: object) -> str:
    """A text as a literal in a template."""
    return "'" + str(label).replace("'", "''").replace("%", "%%%%") + "'"


def in_words(field: str, choices: Any, language: str, empty: str = "") -> Expression:
    """What a choice is called, in words of the interface; ``empty`` where there is none."""
    with override(language):
        told = [When(**{field: value}, then=Value(str(label))) for value, label in choices if value]
    return Case(*told, default=Value(empty), output_field=TextField())


def words_in_all_languages(field: str, choices: Any) -> Expression:
    """A choice's name in each language, to be found by."""
    return Texts(*(in_words(field, choices, language) for language in languages()))


def several_in_words(field: str, choices: Any, language: str) -> Expression:
    """The names of several choices, in their order."""
    with override(language):
        pairs = ", ".join(f"('{value}', {literal(label)})" for value, label in choices)
    sql = (
        f"ARRAY(SELECT w.label FROM unnest(%(expressions)s) WITH ORDINALITY k(kind, n)"
        f" JOIN (VALUES {pairs}) w(kind, label) ON w.kind = k.kind ORDER BY k.n)"
    )
    return Func(F(field), template=sql, output_field=TEXTS)


def main_point() -> Expression:
    """Where the place of a monument is, as published."""
    return PLACE_OF_MONUMENT.points()


def main_accuracy() -> Expression:
    """The likely error of that, in metres."""
    member = f"max((p.summary_{column(source_language())}::jsonb ->> 'accuracy_m')::int)"
    return PLACE_OF_MONUMENT.value(member, IntegerField())


def commune_radius() -> Expression:
    """The likely error, in metres, of a monument shown at its commune's label point."""
    return Func(
        F("commune__geometry"),
        template="(ceil(sqrt(ST_Area(%(expressions)s::geography)) / 100) * 100)::int",
        output_field=IntegerField(),
    )


class Valid:
    """SQL over the acts that count: those approved and not corrected by an approved one."""

    def __init__(self, table: str, key: str, value: str) -> None:
        self.value = value
        self.rows = (
            f"{table} d WHERE d.{key} = %(expressions)s AND d.approved_at IS NOT NULL"
            f" AND NOT EXISTS (SELECT FROM {table} c WHERE c.corrects_id = d.id"
            " AND c.approved_at IS NOT NULL)"
        )

    def last(self, member: str, output: Any) -> OfRecord:
        """A member of the act that says how things stand."""
        order = "ORDER BY d.last_day DESC NULLS LAST, d.id DESC LIMIT 1"
        return OfRecord(f"SELECT {member} FROM {self.rows} {order}", output)

    def told(self) -> OfRecord:
        """All of them, in the order they were made, as JSON."""
        one = (
            f"jsonb_build_object('{self.value}', nullif(d.{self.value}, ''),"
            " 'number', nullif(d.number, ''), 'dated', nullif(d.dated, ''),"
            " 'authority', nullif(d.authority, ''), 'source', nullif(d.source, ''),"
            " 'recorded_on', d.recorded_on)"
        )
        return OfRecord(
            f"SELECT coalesce(jsonb_agg({one} ORDER BY d.last_day NULLS FIRST, d.id), '[]')"
            f" FROM {self.rows}",
            JSONField(),
        )


DECISIONS = Valid("heritage_decision", "monument_id", "rank")
INSCRIPTIONS = Valid("heritage_inscription", "intangible_id", "register")
RECOGNITIONS = Valid("heritage_recognition", "artefact_id", "rank")
