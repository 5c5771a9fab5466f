"""An event's next dates, read with it from the public rows of its occurrences."""

from __future__ import annotations

from tourism_backend.publishing.collection import Live, column, source_language

SHOWN = 12
MEMBERS = ("slug", "first_on", "last_on", "starts_at", "ends_at", "all_day", "lunar", "state")
_SUMMARY = f"o.summary_{column(source_language())}::jsonb"
_THESE = (
    "publishing_row_occurrences o WHERE NOT o.withdrawn"
    " AND o.facets @> ARRAY['event:' || r.slug] AND o.period && tstzrange(now(), NULL)"
)
_ITEM = ", ".join(f"'{name}', {_SUMMARY} -> '{name}'" for name in MEMBERS)

UPCOMING = Live(
    name="upcoming",
    value=(
        "coalesce((SELECT jsonb_agg(u.one ORDER BY u.at, u.id) FROM"
        f" (SELECT jsonb_build_object({_ITEM}) AS one, lower(o.period) AS at, o.id"
        f" FROM {_THESE} ORDER BY lower(o.period), o.id LIMIT {SHOWN}) u), '[]')"
    ),
    condition=f"EXISTS (SELECT FROM {_THESE} AND NOT o.facets @> ARRAY['cancelled:true'])",
    schema={
        "type": "array",
        "items": {
            "type": "object",
            "required": [*MEMBERS],
            "properties": {name: {} for name in MEMBERS},
        },
    },
    doc=f"its next dates, {SHOWN} at most; as a filter: whether it is to be held again",
    tables=(),
)
