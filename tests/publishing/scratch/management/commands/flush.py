"""Django's flush, for tests that commit: it empties what holds something, and nothing else.

Emptying every table costs seconds a test, and making their permissions again one more. Content
types and permissions stay: migrations make them, and no test does.
"""

from django.core.management.base import BaseCommand
from django.db import connections

KEPT = {"django_content_type", "auth_permission", "django_migrations"}


class Command(BaseCommand):
    help = "Empty the tables that hold something."
    # What TransactionTestCase calls it with.
    stealth_options = (
        "interactive",
        "database",
        "reset_sequences",
        "allow_cascade",
        "inhibit_post_migrate",
    )

    def handle(self, *, database="default", **options):
        connection = connections[database]
        tables = connection.introspection.django_table_names(
            only_existing=True, include_views=False
        )
        asked = [
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM {connection.ops.quote_name(name)})"
            for name in tables
            if name not in KEPT
        ]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked))
            full = [connection.ops.quote_name(name) for (name,) in cursor.fetchall()]
            if full:
                # What refers to them is empty, or among them.
                cursor.execute(f"TRUNCATE {', '.join(full)} CASCADE")
