"""What rooms show beside a record's form, such as its pictures: registered in ``ready()``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString

# From a record of any collection to what is shown of it; empty: nothing.
Panel = Callable[[HttpRequest, Any], SafeString]
_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Show this beside every record's form from now on."""
    if panel not in _panels:
        _panels.append(panel)


def of(request: HttpRequest, record: Any) -> Iterable[SafeString]:
    """What is shown beside a record's form."""
    return [shown for panel in _panels if (shown := panel(request, record))]
