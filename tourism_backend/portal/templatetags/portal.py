"""Tags of the pages: static files, icons, pictures, facts for machines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html
from django.utils.safestring import SafeString

from geo.areas.destination import zone
from tourism_backend.common import licences
from tourism_backend.portal import linked_data, links, scenes, wording

register = template.Library()

_NAME = re.compile(r"^[a-z0-9][a-z0-9_-]*$")


@register.simple_tag
def asset(path: str) -> str:
    """The address of a static file."""
    return links.static(path)


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """A drawing of the sprite; it says nothing to those who do not see it."""
    shown = name if _NAME.match(name or "") else "pin"
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        f" {extra}" if extra else "",
        links.static("portal/dist/icons.svg"),
        shown,
    )


@register.simple_tag
def scene(item: Mapping[str, Any]) -> str:
    """The address of the picture a place is shown with."""
    return links.static(scenes.scene_of(item["icon"], item["slug"]))


@register.simple_tag
def linked(facts: Sequence[Mapping[str, Any]]) -> SafeString:
    """The facts of a page for machines, as one data block."""
    if not facts:
        return SafeString("")
    return linked_data.script(facts[0] if len(facts) == 1 else {"@graph": list(facts)})


@register.filter
def places(count: int) -> str:
    """``3 places``."""
    return wording.places(count)


@register.filter
def number(value: float) -> str:
    """A whole number with its thousands apart."""
    return wording.number(value)


@register.filter
def months(season: Sequence[int]) -> str:
    """``November – February``."""
    return wording.month_ranges(season)


@register.filter
def distance(metres: float) -> str:
    """``1.6 km``."""
    return wording.distance(metres)


@register.filter
def moment(text: str | None) -> datetime | None:
    """An instant of a public row, in the destination's time."""
    found = parse_datetime(text) if text else None
    return found.astimezone(zone()) if found else None


@register.filter
def day(text: str | None) -> str:
    """The date of an instant or a date of a public row, in the page's language."""
    found = parse_datetime(text) if text else None
    return wording.day(found.astimezone(zone()).date()) if found else ""


@register.filter
def licence_link(licence: str) -> str:
    """Where a licence can be read; empty when we know no such licence."""
    return licences.address(licence)


@register.filter
def lookup(mapping: Mapping[str, Any], key: str) -> Any:
    """A member of a mapping by a name that is not fixed; empty when there is none."""
    return mapping.get(key, "")
