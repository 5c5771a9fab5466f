"""System check: the symbols that collections declare for the map are in the front end's sprite."""

from __future__ import annotations

import json
from typing import Any

from django.core.checks import CheckMessage, Error, register

from geo.maps.assets import FRONT_END
from tourism_backend.publishing.registry import registry


def icons() -> set[str]:
    """The names of the sprite's drawings (``frontend/icons.json``, ``frontend/icons/``)."""
    named = json.loads((FRONT_END / "icons.json").read_text(encoding="utf-8"))
    own = {path.stem for path in (FRONT_END / "icons").glob("*.svg")}
    return own.union(*named.values())


@register
def check_layers(**_: Any) -> list[CheckMessage]:
    """Every declared layer's icon is there."""
    known = icons()
    return [
        Error(
            f"{one.name}: its layer's icon {one.layer.icon!r} is not in the sprite",
            hint="Name it in frontend/icons.json, or draw it in frontend/icons/.",
            id="maps.E001",
        )
        for one in registry
        if one.layer and one.layer.icon not in known
    ]
