"""Which columns of monuments may come from a curator's files: what the office keeps in tables."""

from __future__ import annotations

from geo.exchange.importable import Importable
from tourism_backend.publishing.collection import in_languages

MONUMENTS_FROM_FILES = Importable(
    collection="monuments",
    columns=(
        *in_languages("name"), "kinds", "designations", "designated", "parent", "components",
        *in_languages("teaser"), *in_languages("description"), "place", "places",
        "sensitive", "dating", *in_languages("managing_body"), "ownership", "confidence",
        "inspect_every", "remarks",
    ),
    required=("name_vi", "kinds"),
    geometry="position",
    limits={"inspect_every": (1, 1200)},
    aliases={
        "kinds": ("loai hinh", "loai di tich", "loai"),
        "managing_body_vi": ("don vi quan ly", "co quan quan ly"),
        "dating": ("nien dai",),
        "ownership": ("so huu", "hinh thuc so huu"),
        "place": ("diem", "dia diem"),
    },
)  # fmt: skip
