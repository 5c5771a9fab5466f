"""Which drawn picture stands in for a photograph. The map follows the same rule (scenes.ts)."""

from __future__ import annotations

VARIANTS = 3
MOTIFS = {
    "temple": ("temple", "pagoda", "church", "communal-house"),
    "heritage": (
        *("historic", "monument", "citadel", "castle", "archaeology", "museum", "culture"),
    ),
    "cave": ("cave",),
    "water": ("lake", "river", "waterfall", "swimming"),
    "market": ("market", "shopping", "store", "basket"),
    "food": ("restaurant", "food", "cafe"),
    "stay": ("hotel", "homestay", "bed"),
    "village": ("village", "craft", "farm", "locality", "town", "house"),
    "gate": ("border-gate",),
    "train": ("train", "bus"),
    "care": ("hospital", "health"),
}
# The mood in which a motif is drawn for shared links (see ``drawings``).
_MOODS = {
    "temple": "dawn",
    "market": "dawn",
    "gate": "dawn",
    "heritage": "dusk",
    "stay": "dusk",
    "food": "blossom",
    "village": "blossom",
}
_BY_ICON = {icon: motif for motif, icons in MOTIFS.items() for icon in icons}


def motif_of(icon: str) -> str:
    """The motif of a category's icon."""
    return _BY_ICON.get(icon, "hills")


def scene_of(icon: str, slug: str) -> str:
    """The static file of the picture a record is shown with."""
    return f"portal/dist/scenes/{motif_of(icon)}-{sum(map(ord, slug)) % VARIANTS}.svg"


def shared_of(icon: str) -> str:
    """The static file of the picture that stands beside a shared link."""
    return f"portal/og/{_MOODS.get(motif_of(icon), 'noon')}.png"
