"""Public rows, their details and search terms, versions, and the cells that thin maps."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

ROWS = """
CREATE SEQUENCE publishing_version_seq;

-- One row a collection: its newest change, and the declaration its rows were made by.
CREATE TABLE publishing_collection (
    name text PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0,
    fingerprint text NOT NULL DEFAULT ''
);

-- Language columns (title_xx, summary_xx) and a partition a collection are added by
-- publishing.tables, from the settings and the registry.
CREATE TABLE publishing_row (
    collection text NOT NULL,
    id uuid NOT NULL,
    version bigint NOT NULL,
    withdrawn boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT now(),
    slug text,
    digest uuid,
    rank real NOT NULL DEFAULT 0,
    min_zoom smallint NOT NULL DEFAULT 0,
    order_key double precision NOT NULL DEFAULT 0,
    cell_x integer,
    cell_y integer,
    geom geometry(Geometry, 4326),
    web geometry(Geometry, 3857),
    geometry_json text,
    facets text[] NOT NULL DEFAULT '{}',
    tags jsonb NOT NULL DEFAULT '{}',
    period tstzrange,
    -- The id and the slug lead, so that a read of one partition need not name its collection.
    PRIMARY KEY (id, collection),
    UNIQUE (slug, collection) DEFERRABLE INITIALLY IMMEDIATE,
    CHECK (withdrawn = (slug IS NULL)),
    CHECK (withdrawn = (digest IS NULL)),
    CHECK (rank BETWEEN 0 AND 1)
) PARTITION BY LIST (collection);

CREATE INDEX publishing_row_version ON publishing_row (version);
CREATE INDEX publishing_row_box ON publishing_row USING gist (web, order_key)
    WHERE NOT withdrawn;
-- The few rows that show early, so that they need not be looked for among all the others.
CREATE INDEX publishing_row_box_11 ON publishing_row USING gist (web, order_key)
    WHERE NOT withdrawn AND min_zoom <= 11;
CREATE INDEX publishing_row_box_13 ON publishing_row USING gist (web, order_key)
    WHERE NOT withdrawn AND min_zoom <= 13;
CREATE INDEX publishing_row_near ON publishing_row USING gist ((geom::geography))
    WHERE NOT withdrawn;
CREATE INDEX publishing_row_order ON publishing_row (order_key, id) WHERE NOT withdrawn;
CREATE INDEX publishing_row_newest ON publishing_row (version DESC, id) WHERE NOT withdrawn;
CREATE INDEX publishing_row_facets ON publishing_row USING gin (facets) WHERE NOT withdrawn;
CREATE INDEX publishing_row_period ON publishing_row USING gist (period)
    WHERE NOT withdrawn AND period IS NOT NULL;
CREATE INDEX publishing_row_cell ON publishing_row (cell_x, cell_y) WHERE cell_x IS NOT NULL;

CREATE TABLE publishing_detail (
    collection text NOT NULL,
    id uuid NOT NULL,
    PRIMARY KEY (collection, id)
);

-- Slugs that once led to a row: an old address is answered with the new one, or with "gone".
CREATE TABLE publishing_slug (
    collection text NOT NULL,
    slug text NOT NULL,
    id uuid NOT NULL,
    PRIMARY KEY (collection, slug)
);

-- The best-ranked row of each sixteenth-of-a-tile cell (zooms 0 to 14) and how many rows it
-- stands for.
CREATE TABLE publishing_cell (
    collection text NOT NULL,
    z smallint NOT NULL,
    x integer NOT NULL,
    y integer NOT NULL,
    count integer NOT NULL,
    winner uuid NOT NULL,
    rank real NOT NULL,
    PRIMARY KEY (collection, z, x, y)
);
CREATE INDEX publishing_cell_winner ON publishing_cell (collection, winner);
"""

# The change version of a transaction: drawn once, under a lock that is held until it commits,
# so that versions become visible in their own order and a reader that has seen n has seen all
# before it.
VERSION = """
CREATE FUNCTION publishing_version() RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    drawn text := current_setting('publishing.version', true);
BEGIN
    IF drawn IS NULL OR drawn = '' THEN
        PERFORM pg_advisory_xact_lock(hashtext('publishing.version'));
        drawn := nextval('publishing_version_seq')::text;
        PERFORM set_config('publishing.version', drawn, true);
    END IF;
    RETURN drawn::bigint;
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL("CREATE EXTENSION IF NOT EXISTS postgis", migrations.RunSQL.noop),
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(
            ROWS,
            "DROP TABLE publishing_cell, publishing_slug, publishing_detail, publishing_row,"
            " publishing_collection; DROP SEQUENCE publishing_version_seq",
        ),
        migrations.RunSQL(VERSION, "DROP FUNCTION publishing_version()"),
    ]
