"""Query expressions that read what is approved of other records: their public rows.

A draft of a place, or of an event, that waits for approval is seen by none of them.
"""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import Expression, F, Func, JSONField, TextField

from geo.areas.expressions import TEXTS
from tourism_backend.publishing.collection import column, source_language


class OfPlaces(Func):
    """One value made of the public rows ``p`` of an event's places."""

    template = (
        "(SELECT %(value)s FROM events_event_places m JOIN places_place w ON w.id = m.place_id"
        " JOIN publishing_row_places p ON p.id = w.uuid AND NOT p.withdrawn"
        " WHERE m.event_id = (%(expressions)s))"
    )


class OfEvent(Func):
    """One value of the public row ``e`` of an occurrence's event."""

    template = (
        "(SELECT %(value)s FROM publishing_row_events e"
        " WHERE e.id = (%(expressions)s) AND NOT e.withdrawn)"
    )


# The better known first; the main place of an event is the first one.
ORDER = "ORDER BY p.rank DESC, p.slug"
PLACE_MEMBERS = (
    *("slug", "name", "category", "category_name", "icon", "colour", "commune", "commune_name"),
    *("lon", "lat", "accuracy_m", "approximate"),
)


def of_places(value: str, output: Any) -> Expression:
    """SQL over ``p``, one value for all places of the event that is projected."""
    return OfPlaces(F("pk"), value=value, output_field=output)


def place_slugs() -> Expression:
    """``text[]``"""
    return of_places(f"coalesce(array_agg(p.slug {ORDER}), '{{}}')", TEXTS)


def place_communes() -> Expression:
    """Slugs and official codes of the communes its places lie in, ``text[]``."""
    return OfPlaces(
        F("pk"),
        value="coalesce(array_agg(DISTINCT substr(t.t, 9)), '{}')",
        template=(
            "(SELECT %(value)s FROM events_event_places m JOIN places_place w ON w.id = m.place_id"
            " JOIN publishing_row_places p ON p.id = w.uuid AND NOT p.withdrawn,"
            " unnest(p.facets) t(t)"
            " WHERE m.event_id = (%(expressions)s) AND starts_with(t.t, 'commune:'))"
        ),
        output_field=TEXTS,
    )


def place_list(language: str) -> Expression:
    """What a page shows of its places: a JSON array in one language."""
    summary = f"p.summary_{column(language)}::jsonb"
    members = ", ".join(f"'{name}', {summary} -> '{name}'" for name in PLACE_MEMBERS)
    value = f"coalesce(jsonb_agg(jsonb_build_object({members}) {ORDER}), '[]')"
    return of_places(value, JSONField())


def place_names(language: str) -> Expression:
    """Names of its places, ``text[]``."""
    return of_places(f"coalesce(array_agg(p.title_{column(language)} {ORDER}), '{{}}')", TEXTS)


def place_commune(member: str, language: str) -> Expression:
    """A member about the commune of its best known place."""
    value = f"(array_agg(p.summary_{column(language)}::jsonb ->> '{member}' {ORDER}))[1]"
    return of_places(value, TextField())


def place_points() -> Expression:
    """Where its places are."""
    return of_places("ST_CollectionHomogenize(ST_Collect(p.geom))", GeometryField(srid=4326))


def place_drawn() -> Expression:
    """Where maps draw its places."""
    value = "ST_CollectionHomogenize(ST_Collect(ST_Transform(p.web, 4326)))"
    return of_places(value, GeometryField(srid=4326))


def place_point() -> Expression:
    """Where its best known place is."""
    return of_places(f"(array_agg(p.geom {ORDER}))[1]", GeometryField(srid=4326))


def place_rough() -> Expression:
    """Whether the position of its best known place is approximate."""
    summary = f"p.summary_{column(source_language())}::jsonb"
    value = f"(array_agg({summary} -> 'approximate' {ORDER}))[1]"
    return of_places(value, JSONField())


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
