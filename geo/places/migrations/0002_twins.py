"""Places that may be one, kept in a table; a trigger says which are to be compared anew."""

import django.contrib.gis.db.models.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

from tourism_backend.publishing.collection import column, source_language

NAME = f"name_{column(source_language())}"
WATCH = f"""
CREATE FUNCTION places_twindue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO places_twindue (place) VALUES (coalesce(NEW.id, OLD.id));
    RETURN NULL;
END $$;
CREATE TRIGGER places_twindue_written AFTER INSERT OR DELETE ON places_place
    FOR EACH ROW EXECUTE FUNCTION places_twindue();
CREATE TRIGGER places_twindue_changed AFTER UPDATE ON places_place FOR EACH ROW
    WHEN (OLD.{NAME} IS DISTINCT FROM NEW.{NAME} OR OLD.point IS DISTINCT FROM NEW.point
        OR (OLD.status = 'withdrawn') <> (NEW.status = 'withdrawn'))
    EXECUTE FUNCTION places_twindue();
INSERT INTO places_twindue (place) SELECT id FROM places_place;
"""
UNWATCH = """
DROP TRIGGER places_twindue_changed ON places_place;
DROP TRIGGER places_twindue_written ON places_place;
DROP FUNCTION places_twindue();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0001_initial'),
        ('publishing', '0001_public_rows'),
    ]

    operations = [
        migrations.CreateModel(
            name='TwinDue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='Twin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('one', models.BigIntegerField()),
                ('other', models.BigIntegerField(db_index=True)),
                ('metres', models.IntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('one', 'other'), name='places_twin_once'), models.CheckConstraint(condition=models.Q(('one__lt', models.F('other'))), name='places_twin_order')],
            },
        ),
        migrations.CreateModel(
            name='TwinKey',
            fields=[
                ('place', models.BigIntegerField(primary_key=True, serialize=False)),
                ('folded', models.TextField()),
                ('point', django.contrib.gis.db.models.fields.PointField(spatial_index=False, srid=4326)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GistIndex(fields=['point', 'folded'], name='places_twinkey_near_alike', opclasses=['gist_geometry_ops_2d', 'gist_trgm_ops'])],
            },
        ),
        migrations.RunSQL(WATCH, UNWATCH),
    ]
