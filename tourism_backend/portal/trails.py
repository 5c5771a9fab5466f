"""Breadcrumbs, for people and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from tourism_backend.portal import linked_data, links
from tourism_backend.portal.context import destination


@dataclass(frozen=True)
class Step:
    """A page on the way: its name, and its path (empty for the page itself)."""

    name: str
    path: str = ""


def trail(language: str, *steps: Step) -> list[Step]:
    """The way from the home page."""
    return [Step(destination(language), links.of(language).home), *steps]


def facts(request: HttpRequest, steps: Sequence[Step]) -> linked_data.Facts:
    """The same way in schema.org's words."""
    return linked_data.breadcrumbs(
        [(step.name, request.build_absolute_uri(step.path or request.path)) for step in steps]
    )
