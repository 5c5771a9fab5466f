"""The `public` alias is for reading public rows: nothing migrates there."""

from __future__ import annotations

from typing import Any


class PublicAlias:
    """Keep the ORM off the read-only alias: it is asked by name, with SQL."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        """Working records live on `default`."""
        return "default"

    def db_for_write(self, model: type, **hints: Any) -> str:
        """Working records live on `default`."""
        return "default"

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Only `default` has a schema of its own."""
        return db == "default"
