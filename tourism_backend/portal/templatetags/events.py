"""Filters of the pages about events."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils.formats import date_format

from content.events.models import EventKind
from tourism_backend.portal import event_words
from tourism_backend.portal.reading import Item

register = template.Library()
_KINDS = dict(EventKind.choices)


@register.filter
def solar(one: Item) -> str:
    """The days of an occurrence, and its hours where they are known."""
    return event_words.when(one)


@register.filter
def lunar_dates(one: Item) -> str:
    """The same in the lunar calendar."""
    return event_words.lunar(one)


@register.filter
def day_number(text: str) -> int:
    """The day of the month."""
    return date.fromisoformat(text).day


@register.filter
def short_month(text: str) -> str:
    """The month, shortly."""
    return date_format(date.fromisoformat(text), "M")


@register.filter
def kind_name(kind: str) -> str:
    """What a kind of event is called."""
    return str(_KINDS.get(kind, kind))
