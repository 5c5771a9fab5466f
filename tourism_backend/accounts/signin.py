"""Signing in to the admin: guessing is slowed, for one name from one address and for an address."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

import redis
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm

from tourism_backend.common.throttle import client_of

log = logging.getLogger(__name__)
WINDOW_S = 15 * 60
# Failures in a window: of one name from one address, and of all names from one address (an
# office may share one).
PER_NAME, PER_ADDRESS = 10, 60


class SignInForm(AuthenticationForm):  # type: ignore[misc]
    """The admin's sign-in form. A refused attempt checks no password."""

    def clean(self) -> Any:
        """Check name and password, unless there were too many failures lately."""
        limits = self._limits()
        if any(_failures(key) >= limit for key, limit in limits.items()):
            raise ValidationError(
                _("Too many failed attempts. Please wait a quarter of an hour."), code="throttled"
            )
        try:
            return super().clean()
        except ValidationError:
            for key in limits:
                _count(key)
            raise

    def _limits(self) -> dict[str, int]:
        """The counters this attempt falls under; names are not kept in the clear."""
        address = client_of(self.request)
        name = self.cleaned_data.get("username", "").casefold()
        pair = hashlib.sha256(f"{address} {name}".encode()).hexdigest()
        return {f"signin:{pair}": PER_NAME, f"signin:{address}": PER_ADDRESS}


def _failures(key: str) -> int:
    """How many failures a counter holds; none while the cache is away: people must get in."""
    try:
        return int(cache.get(key, 0))
    except redis.RedisError as error:
        log.warning("no limit on signing in while the cache is away: %s", error)
        return 0


def _count(key: str) -> None:
    """Count a failure; the window begins with the first."""
    try:
        if not cache.add(key, 1, WINDOW_S):
            cache.incr(key)
    except (redis.RedisError, ValueError) as error:  # away, or over since it was asked
        log.warning("a failed sign-in was not counted: %s", error)
