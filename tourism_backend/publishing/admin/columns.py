"""Columns of lists: the theme's decorator, typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from unfold.decorators import display as theme_display

F = TypeVar("F", bound=Callable[..., Any])


def display(**options: Any) -> Callable[[F], F]:
    """A method as a column: ``description``, ``ordering``, ``label`` for badges by value."""
    decorate: Callable[[F], F] = theme_display(**options)
    return decorate
