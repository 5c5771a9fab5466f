"""Which columns of tours may come from a curator's files. Days, stops and tracks are not rows."""

from __future__ import annotations

from content.tours.models import MOST_DAYS
from geo.exchange.importable import Importable
from tourism_backend.publishing.collection import in_languages

TOURS_FROM_FILES = Importable(
    collection="tours",
    columns=(
        *in_languages("name"), "theme", "more_themes", "days", *in_languages("description"),
        *in_languages("departure"), *in_languages("transport"), *in_languages("advice"),
        "difficulty", "months", "suits", "sample", "rank",
    ),
    required=("name_vi", "theme", "days"),
    limits={"rank": (0, 1), "days": (1, MOST_DAYS)},
    aliases={
        "theme": ("chu de",), "days": ("so ngay", "ngay"), "departure_vi": ("khoi hanh",),
        "transport_vi": ("phuong tien",), "difficulty": ("do kho",), "months": ("thang",),
        "suits": ("phu hop",), "advice_vi": ("luu y",),
    },
)  # fmt: skip
