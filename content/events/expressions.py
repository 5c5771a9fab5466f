"""Query expressions that read what is approved of other records: their public rows.

A draft of a place, or of an event, that waits for approval is seen by none of them.
"""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import Expression, F, Func, JSONField, TextField

from geo.areas.expressions import TEXTS
from geo.places.published import ORDER, LinkedPlaces
from tourism_backend.publishing.collection import column, source_language

PLACES = LinkedPlaces("events_event_places", "event_id")


class OfEvent(Func):
    """One value of the public row ``e`` of an occurrence's event."""

    template = (
        "(SELECT %(value)s FROM publishing_row_events e"
        " WHERE e.id = (%(expressions)s) AND NOT e.withdrawn)"
    )


def place_names(language: str) -> Expression:
    """Names of its places, ``text[]``."""
    return PLACES.value(f"coalesce(array_agg(p.title_{column(language)} {ORDER}), '{{}}')", TEXTS)


def place_commune(member: str, language: str) -> Expression:
    """A member about the commune of its best known place."""
    value = f"(array_agg(p.summary_{column(language)}::jsonb ->> '{member}' {ORDER}))[1]"
    return PLACES.value(value, TextField())


def place_drawn() -> Expression:
    """Where maps draw its places."""
    value = "ST_CollectionHomogenize(ST_Collect(ST_Transform(p.web, 4326)))"
    return PLACES.value(value, GeometryField(srid=4326))


def place_point() -> Expression:
    """Where its best known place is."""
    return PLACES.value(f"(array_agg(p.geom {ORDER}))[1]", GeometryField(srid=4326))


def place_rough() -> Expression:
    """Whether the position of its best known place is approximate."""
    summary = f"p.summary_{column(source_language())}::jsonb"
    value = f"(array_agg({summary} -> 'approximate' {ORDER}))[1]"
    return PLACES.value(value, JSONField())


def of_event(value: str, output: Any) -> Expression:
    """SQL over ``e``, the public row of the event of the occurrence that is projected."""
    return OfEvent(F("event__uuid"), value=value, output_field=output)


def event_member(name: str, language: str, output: Any = None) -> Expression:
    """A member of the event's summary: text, or JSON with ``output``."""
    arrow = "->" if isinstance(output, JSONField) else "->>"
    value = f"e.summary_{column(language)}::jsonb {arrow} '{name}'"
    return of_event(value, output or TextField())


def event_texts(name: str) -> Expression:
    """A member of the event's summary that is a list of texts, ``text[]``."""
    summary = f"e.summary_{column(source_language())}::jsonb"
    return of_event(f"ARRAY(SELECT jsonb_array_elements_text({summary} -> '{name}'))", TEXTS)


def event_tokens(facet: str) -> Expression:
    """The tokens of a facet of the event, ``text[]``."""
    value = (
        f"ARRAY(SELECT substr(t, {len(facet) + 2}) FROM unnest(e.facets) t"
        f" WHERE starts_with(t, '{facet}:'))"
    )
    return of_event(value, TEXTS)
