"""Which columns of areas may come from a curator's files: outlines with their names and codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from geo.exchange.importable import Importable
from tourism_backend.publishing.collection import in_languages


def label_point(area: Any, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Where the name of a new outline stands: where it stood, if that still lies inside."""
    outline = values.get("geometry")
    if outline is None or (area is not None and outline.contains(area.label_point)):
        return {}
    return {"label_point": outline.point_on_surface}


AREAS_FROM_FILES = Importable(
    collection="areas",
    columns=(
        *in_languages("name"), *in_languages("full_name"), "other_names", "level", "kind", "code",
        "parent", "area_km2", "valid_from", "valid_until",
    ),
    required=("name_vi", "full_name_vi", "level", "kind", "code", "valid_from", "geometry"),
    geometry="geometry",
    limits={"area_km2": (0.001, 100_000)},
    derived=label_point,
    aliases={
        "full_name_vi": ("ten day du", "full name"), "code": ("ma don vi", "ma xa", "ma gso"),
        "level": ("cap",), "kind": ("loai", "loai don vi"), "parent": ("thuoc", "truc thuoc"),
        "area_km2": ("dien tich", "area km2"), "valid_from": ("hieu luc tu", "from"),
        "valid_until": ("hieu luc den", "until"),
    },
)  # fmt: skip
