"""The publishing app."""

from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save


class PublishingConfig(AppConfig):
    """Public rows: their declaration, projection, versions and reads."""

    name = "tourism_backend.publishing"
    label = "publishing"
    verbose_name = "Publishing"

    def ready(self) -> None:
        """Register the system checks, and keep tables and rights true after each migration."""
        from tourism_backend.accounts import scopes
        from tourism_backend.publishing import access, checks, dependencies, tables  # noqa: F401

        scopes.ask(access.covers)
        post_migrate.connect(tables.prepare, sender=self, dispatch_uid="publishing.tables")
        post_save.connect(dependencies.saved, dispatch_uid="publishing.dependencies")
        post_delete.connect(dependencies.deleted, dispatch_uid="publishing.tombstones")
