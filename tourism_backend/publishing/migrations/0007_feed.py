"""Changes are read in the order of their versions, page by page; versions say where they begin."""

from django.db import migrations

# Rows of one transaction share a version: the index goes on with what tells them apart.
ORDER = """
DROP INDEX publishing_row_version;
CREATE INDEX publishing_row_version ON publishing_row (version, collection, id);
"""
BACK = """
DROP INDEX publishing_row_version;
CREATE INDEX publishing_row_version ON publishing_row (version);
"""

# The sequence's start is where this database's versions begin: who followed another one asks
# for a smaller one.
BEGINNING = """
DO $$ BEGIN
    EXECUTE format('ALTER SEQUENCE publishing_version_seq START %s',
        (SELECT last_value FROM publishing_version_seq));
END $$;
"""


class Migration(migrations.Migration):

    dependencies = [("publishing", "0006_row_changes")]

    operations = [
        migrations.RunSQL(ORDER, BACK),
        migrations.RunSQL(BEGINNING, migrations.RunSQL.noop),
    ]
