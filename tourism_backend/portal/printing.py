"""Printed pages: PDF by WeasyPrint, from our own files only, one at a time, kept by version.

A page is made once for what it shows: later requests get the same bytes out of the cache. One
page is made at a time in the whole installation, so that no crawler can keep the processors busy:
who comes meanwhile is asked to come back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from tourism_backend.common.paper import font, pdf
from tourism_backend.common.problems import Problem

__all__ = ["font", "pdf", "printed"]

KEPT_S = 30 * 24 * 3600
LOCK_S = 60  # no page takes this long; a process that died leaves the lock no longer


def printed(made_of: object, html: Callable[[], str]) -> bytes:
    """The PDF of ``html``; ``made_of`` is everything it depends on. Raises Problem 503."""
    digest = hashlib.blake2b(repr(made_of).encode(), digest_size=16).hexdigest()
    key = f"printed:{digest}"
    held = cache.get(key)
    if held is not None:
        return bytes(held)
    if not cache.add("printing", digest, LOCK_S):
        detail = _("Another page is being made right now. Please try again in a moment.")
        raise Problem(503, "printing", detail, headers={"Retry-After": "5"})
    try:
        made = pdf(html())
        cache.set(key, made, KEPT_S)
    finally:
        cache.delete("printing")
    return made
