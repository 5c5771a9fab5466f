"""The sections of the site: what the main navigation, the footer and the sitemap lead to.

A section is there when its page is: a room that is not installed leaves no dead link.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override


@dataclass(frozen=True)
class Section:
    """A part of the site: its page's name in the URLconf, what it is called, its drawing.

    ``below`` are the first parts of the addresses that belong to it. ``bar``: it is important
    enough for the narrow bar at the foot of a telephone.
    """

    page: str
    title: Any  # lazy text
    icon: str
    below: tuple[str, ...]
    bar: bool = True


SECTIONS = (
    Section("maps:map", _("Map"), "map", ()),
    Section("portal:categories", _("Places"), "pin", ("categories", "places")),
    Section("portal:events", _("Events"), "calendar", ("events", "calendar")),
    Section("portal:tours", _("Tours"), "route", ("tours",)),
    Section("portal:planner", _("Planner"), "list", ("planner", "plans")),
    Section("portal:specialities", _("Specialities"), "food", ("specialities",), bar=False),
    Section(
        "portal:heritage",
        _("Heritage"),
        "monument",
        ("heritage", "monuments", "intangible", "artefacts"),
        bar=False,
    ),
    Section("portal:communes", _("Communes"), "town", ("communes",), bar=False),
)


@dataclass(frozen=True)
class Entry:
    """A section as a page shows it."""

    title: str
    path: str
    icon: str
    bar: bool
    current: bool


@lru_cache(maxsize=16)
def _there(language: str) -> tuple[tuple[Section, str], ...]:
    """The sections that have a page, and its address."""
    found = []
    with override(language):
        for section in SECTIONS:
            try:
                found.append((section, reverse(section.page)))
            except NoReverseMatch:
                continue
    return tuple(found)


def entries(language: str, first: str = "") -> list[Entry]:
    """The navigation; ``first`` is the first part of the address of the page it stands on."""
    return [
        Entry(str(section.title), path, section.icon, section.bar, first in section.below)
        for section, path in _there(language)
    ]


def addresses(language: str) -> list[str]:
    """The paths of the sections' pages."""
    return [path for _section, path in _there(language)]
