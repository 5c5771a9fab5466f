"""Columns of lists: the theme's decorator, typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from unfold.decorators import display as theme_display

F = TypeVar("F", bound=Callable[..., Any])


def display(**options: Any) -> Callable[[F], F]:
    """A method as a column: ``description``, ``ordering``, ``label`` for badges by value."""
    decorate: Callable[[F], F] = theme_display(**options)
    return decorate


def once(method: F) -> F:
    """Ask once for each record that was read: the theme asks a read-only field many times."""

    @wraps(method)
    def remembered(self: Any, record: Any) -> Any:
        told = record.__dict__.setdefault("_told_once", {})
        if method.__qualname__ not in told:
            told[method.__qualname__] = method(self, record)
        return told[method.__qualname__]

    return remembered  # type: ignore[return-value]
