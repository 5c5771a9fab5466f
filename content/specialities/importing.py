"""Which columns of specialities may come from a curator's files."""

from __future__ import annotations

from geo.exchange.importable import Importable
from tourism_backend.publishing.collection import in_languages

SPECIALITIES_FROM_FILES = Importable(
    collection="specialities",
    columns=(
        *in_languages("name"), "kind", *in_languages("teaser"), *in_languages("description"),
        "season_months", "ocop_stars", "places", "areas", "confidence",
    ),
    required=("name_vi", "kind"),
    aliases={
        "kind": ("loai", "nhom"),
        "ocop_stars": ("sao ocop", "hang sao", "ocop"),
        "season_months": ("mua vu", "thang"),
    },
)  # fmt: skip
