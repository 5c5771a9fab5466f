"""What an installation must not be run with.

``refuse_unsafe`` is called at the end of the settings, so that the web process, the worker and
every command refuse alike, before anything is served. What is only unwise is a system check
(``manage.py check``), shown by each command that runs the checks.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured

from tourism_backend.common.environment import Environment, names_in

MIN_KEY_LENGTH = 32
DATABASE_SCHEMES = ("postgis", "postgres", "postgresql", "psql", "pgsql")
REDIS_SCHEMES = ("redis", "rediss", "unix")
# What the environment file may hold for others than the settings: make run, docker compose.
OTHER_NAMES = frozenset(
    {
        *("DATA_DIR", "HOST", "PORT", "WEB_WORKERS", "WORKERS", "TEST_PROCESSES"),
        *("COMPOSE_PROJECT_NAME", "COMPOSE_PROFILES", "COMPOSE_FILE", "DEMO"),
    }
)


def refuse_unsafe(values: Mapping[str, Any]) -> None:
    """Stop with everything that is wrong, each with the variable that puts it right."""
    errors = [*wrong_addresses(values), *unsafe_in_production(values)]
    if errors:
        lines = [
            f"{error.msg} {error.hint or ''} ({error.id})".replace("  ", " ") for error in errors
        ]
        raise ImproperlyConfigured("refusing to start:\n  - " + "\n  - ".join(lines))


def wrong_addresses(values: Mapping[str, Any]) -> Iterator[Error]:
    """Addresses of servers that cannot be such, in any mode."""
    for name, schemes in (("DATABASE_URL", DATABASE_SCHEMES), ("REDIS_URL", REDIS_SCHEMES)):
        scheme = urlsplit(str(values.get(name, ""))).scheme
        if values.get(name) and scheme not in schemes:
            close = difflib.get_close_matches(scheme, schemes, n=1)
            yield Error(
                f"{name} starts with {scheme + '://' if scheme else 'no scheme'}.",
                hint=f"Write {(close or schemes)[0]}://…",
                id="ops.E006",
            )


def unsafe_in_production(values: Mapping[str, Any]) -> Iterator[Error]:
    """What makes an open door of a public installation."""
    if not values.get("PRODUCTION"):
        return
    key = str(values.get("SECRET_KEY") or "")
    if not key or key == values.get("INSECURE_KEY"):
        yield Error(
            "SECRET_KEY is not set, and production has no default for it.",
            hint="Set it to a long random text: openssl rand -hex 32",
            id="ops.E001",
        )
    elif len(key) < MIN_KEY_LENGTH:
        yield Error(
            f"SECRET_KEY has {len(key)} characters: it can be guessed.",
            hint=f"At least {MIN_KEY_LENGTH} random ones: openssl rand -hex 32",
            id="ops.E002",
        )
    if values.get("DEBUG"):
        yield Error(
            "DEBUG is on: every error page would show the settings to everybody.",
            hint="Remove DEBUG, or set DEBUG=0.",
            id="ops.E003",
        )
    yield from _unsafe_hosts(values.get("ALLOWED_HOSTS") or [])


def _unsafe_hosts(hosts: Sequence[str]) -> Iterator[Error]:
    if not hosts:
        yield Error(
            "ALLOWED_HOSTS is not set: every request would be refused.",
            hint="Set it to the names the site is called by: ALLOWED_HOSTS=visit.example.org",
            id="ops.E004",
        )
    for host in hosts:
        if host == "*":
            yield Error(
                "ALLOWED_HOSTS contains '*': anybody could make the site link to theirs.",
                hint="List the names the site is called by.",
                id="ops.E005",
            )
        elif "/" in host or (":" in host and not host.startswith("[")):
            yield Error(
                f"ALLOWED_HOSTS contains {host!r}, which is not a host name.",
                hint="Names only: no https://, no port, no path.",
                id="ops.E005",
            )


@register()
def unsafe(**_kwargs: Any) -> list[CheckMessage]:
    """The errors of ``refuse_unsafe`` again, for settings that were changed after the start."""
    names = ("PRODUCTION", "SECRET_KEY", "INSECURE_KEY", "DEBUG", "ALLOWED_HOSTS", "REDIS_URL")
    values = {name: getattr(settings, name) for name in names}
    return [*wrong_addresses(values), *unsafe_in_production(values)]


@register()
def unwise(**_kwargs: Any) -> list[CheckMessage]:
    """What a public installation should not be without."""
    found: list[CheckMessage] = []
    if settings.PRODUCTION and not settings.HTTPS:
        found.append(
            Warning(
                "HTTPS is off: passwords and sessions travel in clear.",
                hint="Set HTTPS=1 behind a proxy that ends TLS and sets X-Forwarded-Proto.",
                id="ops.W001",
            )
        )
    owner, public = (settings.DATABASES[alias].get("USER") for alias in ("default", "public"))
    if settings.PRODUCTION and owner == public:
        found.append(
            Warning(
                "Public reads connect as the owner of the database and step down to a role.",
                hint="Set PUBLIC_DATABASE_URL to a login that can read public rows and no more.",
                id="ops.W002",
            )
        )
    return found


@register()
def unknown_names(**_kwargs: Any) -> list[CheckMessage]:
    """Names in ``.env`` that no setting was read from: most likely typos."""
    return unknown_in(settings.BASE_DIR / ".env", Environment.asked | OTHER_NAMES)


def unknown_in(path: Path, known: frozenset[str] | set[str]) -> list[CheckMessage]:
    """A warning for each name of this file that is not known."""
    found: list[CheckMessage] = []
    for name in names_in(path):
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            hint = f"Did you mean {close[0]}?" if close else None
            found.append(
                Warning(f"{path.name} sets {name}, which nothing reads.", hint=hint, id="ops.W003")
            )
    return found
