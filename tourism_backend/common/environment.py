"""Reading the environment so that a mistake in it is heard: a typo is an error, with a hint."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, ClassVar

import environ
from django.core.exceptions import ImproperlyConfigured

YES = ("1", "true", "yes", "on", "y", "t", "ok")
NO = ("0", "false", "no", "off", "n", "f", "")


class Environment(environ.Env):  # type: ignore[misc]
    """django-environ, but what is neither yes nor no is an error, not a silent no."""

    asked: ClassVar[set[str]] = set()  # every name a setting was read from

    def get_value(self, var: str, cast: Any = None, *args: Any, **kwargs: Any) -> Any:
        """The variable's value; an error that names it when it cannot be understood."""
        self.asked.add(var)
        raw = self.ENVIRON.get(var)
        if cast is bool and raw is not None and raw.strip().lower() not in YES + NO:
            raise ImproperlyConfigured(_not_a_boolean(var, raw))
        try:
            return super().get_value(var, cast, *args, **kwargs)
        except ValueError as error:
            wanted = "a whole number" if cast is int else "understood"
            raise ImproperlyConfigured(f"{var}={raw!r} is not {wanted} ({error}).") from error


def _not_a_boolean(name: str, raw: str) -> str:
    close = difflib.get_close_matches(raw.strip().lower(), YES + NO, n=1)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return f"{name}={raw!r} is neither yes nor no: write 1 or 0.{hint}"


def names_in(path: Path) -> list[str]:
    """The names an environment file sets."""
    if not path.is_file():
        return []
    lines = (line.strip().removeprefix("export ") for line in path.read_text().splitlines())
    pairs = (line for line in lines if line and not line.startswith("#") and "=" in line)
    return [line.split("=", 1)[0].strip() for line in pairs]
