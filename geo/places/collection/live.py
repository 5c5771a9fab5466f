"""Open now, and until when: read at request time from the spans and the public disruptions.

SQL over the public row ``r``. Spans are known for the coming weeks only: past them, and for
places without published opening hours, the answer is null.
"""

# All SQL here is made of constants of this module.

from __future__ import annotations

from tourism_backend.publishing.collection import Live

_TABLES = ("places_openhours", "places_openspan", "publishing_row_disruptions")

# A public closing disruption that names the place, or covers where it is.
_CLOSING = """
    SELECT {columns} FROM publishing_row_disruptions d
    WHERE NOT d.withdrawn AND {when} AND d.facets @> ARRAY['closes:true']
      AND (d.facets @> ARRAY['place:' || r.slug] OR ST_Covers(d.geom, r.geom))
"""


def open_at(instant: str) -> str:
    """SQL of whether the place is open at an instant (an SQL expression): true, false or null."""
    closing = _CLOSING.format(columns="1", when=f"d.period @> {instant}")
    return f"""(CASE
        WHEN EXISTS ({closing}) THEN false
        ELSE (SELECT CASE WHEN s.certain THEN true WHEN s.certain IS NULL THEN false END
              FROM places_openhours h
              LEFT JOIN places_openspan s ON s.place = h.place AND s.span @> {instant}
              WHERE h.place = r.id AND h.known @> {instant}
              ORDER BY s.certain DESC NULLS LAST LIMIT 1)
        END)"""


# Every moment after now at which the answer can change.
_TO_COME = "tstzrange(now(), NULL)"
_CLOSINGS = _CLOSING.format(columns="d.period", when=f"d.period && {_TO_COME}")
_MOMENTS = f"""
    SELECT x.t FROM places_openhours h JOIN places_openspan s ON s.place = h.place,
        LATERAL (VALUES (lower(s.span)), (upper(s.span))) x(t)
    WHERE h.place = r.id AND s.span && {_TO_COME} AND x.t > now() AND x.t < upper(h.known)
    UNION
    SELECT x.t FROM ({_CLOSINGS}) c,
        LATERAL (VALUES (lower(c.period)), (upper(c.period))) x(t)
    WHERE x.t > now()
"""

# Sorted first, so that the first moment at which the answer differs is the last one asked about.
_NEXT = f"""(SELECT m.t FROM (SELECT * FROM ({_MOMENTS}) x ORDER BY t OFFSET 0) m
    WHERE {open_at("m.t")} IS DISTINCT FROM {open_at("now()")} ORDER BY m.t LIMIT 1)"""

OPEN_NOW = Live(
    name="open_now",
    value=f"to_json({open_at('now()')})",
    condition=f"{open_at('now()')} IS TRUE",
    schema={"type": ["boolean", "null"]},
    doc="open at this moment, public holidays and closures counted; null: not known, or ask first",
    tables=_TABLES,
)

NEXT_CHANGE = Live(
    name="next_change",
    value=f"to_json({_NEXT})",
    condition=f"coalesce({_NEXT} < now() + interval '1 hour', false)",
    schema={"type": ["string", "null"], "format": "date-time"},
    doc="when open_now next changes; null: not within the weeks known. As a filter: within an hour",
    tables=_TABLES,
)
