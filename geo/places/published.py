"""What is approved of the places that records of another room are linked to: their public rows.

A place that is not public is not told, and of one that has pending edits only what was approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models import GeometryField
from django.db.models import Expression, F, Func, JSONField

from geo.areas.expressions import TEXTS
from tourism_backend.publishing.collection import column

# The better known first.
ORDER = "ORDER BY p.rank DESC, p.slug"
# What a page shows of a place that it lists.
MEMBERS = (
    *("slug", "name", "language", "category", "category_name", "icon", "colour", "teaser"),
    *("commune", "commune_name", "lon", "lat", "accuracy_m", "approximate"),
)
LISTED: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "required": [*MEMBERS],
        "properties": {name: {} for name in MEMBERS},
    },
}


@dataclass(frozen=True)
class LinkedPlaces:
    """The places of a record, by the table that links them and its column of the record's key.

    Each expression is one correlated subquery, so that one statement publishes one record or all.
    """

    through: str
    owner: str

    def value(self, sql: str, output: Any, *, beside: str = "") -> Expression:
        """One value made of the places' public rows ``p``, and of what is joined ``beside``."""
        template = (
            f"(SELECT {sql} FROM {self.through} m JOIN places_place w ON w.id = m.place_id"
            f" JOIN publishing_row_places p ON p.id = w.uuid AND NOT p.withdrawn{beside}"
            f" WHERE m.{self.owner} = (%(expressions)s))"
        )
        return Func(F("pk"), template=template, output_field=output)

    def slugs(self) -> Expression:
        """Their slugs, ``text[]``."""
        return self.value(f"coalesce(array_agg(p.slug {ORDER}), '{{}}')", TEXTS)

    def communes(self) -> Expression:
        """Slugs and official codes of the communes they lie in, ``text[]``."""
        tokens = (
            ", LATERAL (SELECT substr(t, 9) FROM unnest(p.facets) t"
            " WHERE starts_with(t, 'commune:')) c(token)"
        )
        return self.value("coalesce(array_agg(DISTINCT c.token), '{}')", TEXTS, beside=tokens)

    def listed(self, language: str) -> Expression:
        """``MEMBERS`` of each in one language: a JSON array."""
        summary = f"p.summary_{column(language)}::jsonb"
        members = ", ".join(f"'{name}', {summary} -> '{name}'" for name in MEMBERS)
        value = f"coalesce(jsonb_agg(jsonb_build_object({members}) {ORDER}), '[]')"
        return self.value(value, JSONField())

    def points(self) -> Expression:
        """Where they are: a point, or several as one geometry; NULL without any."""
        value = "ST_CollectionHomogenize(ST_Collect(p.geom))"
        return self.value(value, GeometryField(srid=4326))
