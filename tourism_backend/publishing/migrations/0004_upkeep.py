"""What is known of the state of records: when each text was written, links, what was looked at."""

from django.db import migrations

TABLES = """
-- When each text of a record was last changed: {"name_vi": "2026-11-24T…"}. A text that is not
-- named has not been changed since the record was made. Written by triggers (publishing/texts.py).
CREATE TABLE publishing_text (
    kind text NOT NULL,  -- the record's table
    record bigint NOT NULL,
    written jsonb NOT NULL,
    PRIMARY KEY (kind, record)
);
-- What became of asking for an address that records name.
CREATE TABLE publishing_link (
    url text PRIMARY KEY,
    checked_at timestamptz NOT NULL,
    status integer,  -- of HTTP; NULL: no answer
    problem text NOT NULL,
    failures integer NOT NULL,  -- in a row; 0: it answers
    failing_since timestamptz
);
CREATE INDEX publishing_link_failing ON publishing_link (failing_since) WHERE failures > 0;
-- What somebody looked at and left as it is: it leaves their worklist until something changes.
CREATE TABLE publishing_dismissal (
    entry text NOT NULL,
    kind text NOT NULL,
    record bigint NOT NULL,
    about text NOT NULL,
    by_whom text NOT NULL,
    at timestamptz NOT NULL,
    PRIMARY KEY (entry, kind, record, about)
);
"""
GONE = "DROP TABLE publishing_text, publishing_link, publishing_dismissal;"


class Migration(migrations.Migration):

    dependencies = [("publishing", "0003_cheaper_terms")]

    operations = [migrations.RunSQL(TABLES, GONE)]
