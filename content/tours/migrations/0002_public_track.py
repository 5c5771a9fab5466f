"""The whole tracks of public rows, for downloads: all the public role may see of tracks."""

from django.db import migrations

# A row names its track in its tags, by content: a draft's track, or one that waits for approval,
# is named by no row.
VIEW = """
CREATE VIEW tours_publictrack AS
SELECT r.id, r.slug, r.version, t.digest, t.line, t.has_heights, t.points
FROM publishing_row r JOIN tours_track t ON t.digest = r.tags ->> 'track'
WHERE r.collection = 'tours' AND NOT r.withdrawn
"""


class Migration(migrations.Migration):
    dependencies = [("tours", "0001_initial"), ("publishing", "0001_public_rows")]
    operations = [migrations.RunSQL(VIEW, "DROP VIEW tours_publictrack")]
