"""A search reads fewer rows for a common word, and asks no other table how long a record holds."""

from django.db import migrations

TIERS = 8
PERIOD = """
ALTER TABLE publishing_term ADD COLUMN period tstzrange;
UPDATE publishing_term t SET period = r.period FROM publishing_row r
WHERE r.collection = t.collection AND r.id = t.id AND r.period IS NOT NULL;
"""
NO_PERIOD = "ALTER TABLE publishing_term DROP COLUMN period;"

# Rows are searched the better known first, and of the many that are little known an even sample
# first, each a few times as large as those before it: a search reads at most so many times more
# than it needs.
SAMPLED = """CASE WHEN rank >= 0.9 THEN 0 WHEN rank >= 0.75 THEN 1
    WHEN rank >= 0.5 THEN CASE WHEN right(id::text, 2) < '08' THEN 2
        WHEN right(id::text, 2) < '40' THEN 3 ELSE 4 END
    WHEN right(id::text, 2) < '04' THEN 5 WHEN right(id::text, 2) < '20' THEN 6 ELSE 7 END"""
SAMPLED_BEFORE = """CASE WHEN rank >= 0.98 THEN 0 WHEN rank >= 0.9 THEN 1 WHEN rank >= 0.75 THEN 2
    WHEN rank >= 0.5 THEN CASE WHEN right(id::text, 2) < '10' THEN 3 ELSE 4 END
    WHEN right(id::text, 2) < '04' THEN 5 WHEN right(id::text, 2) < '20' THEN 6 ELSE 7 END"""


def tiers(sampled: str) -> str:
    """SQL that sorts all rows into tiers anew; the indexes go with the column and come again."""
    indexes = "".join(
        f"CREATE INDEX publishing_term_names_{tier} ON publishing_term USING gin (names)"
        f" WHERE tier = {tier};\n"
        for tier in range(TIERS)
    )
    return f"""
    ALTER TABLE publishing_term DROP COLUMN tier;
    CREATE OR REPLACE FUNCTION publishing_tier(rank real, id uuid) RETURNS smallint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT ({sampled})::smallint $$;
    ALTER TABLE publishing_term ADD COLUMN tier smallint NOT NULL
        GENERATED ALWAYS AS (publishing_tier(rank, id)) STORED;
    {indexes}"""


class Migration(migrations.Migration):

    dependencies = [("publishing", "0008_parallel_projection")]

    operations = [
        migrations.RunSQL(PERIOD, NO_PERIOD),
        migrations.RunSQL(tiers(SAMPLED), tiers(SAMPLED_BEFORE)),
    ]
