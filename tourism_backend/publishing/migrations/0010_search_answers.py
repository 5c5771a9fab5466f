"""What a search tells of a record stands beside what it is found by: it reads one table alone."""

from importlib import import_module

from django.db import migrations

from tourism_backend.publishing.collection import column, languages

before = import_module("tourism_backend.publishing.migrations.0003_cheaper_terms")

SYLLABLES_BEFORE = before.FUNCTIONS.split("$$;")[0] + "$$;"
_checks = SYLLABLES_BEFORE.index("    IF octet_length(words) = char_length(words) AND")
_result = SYLLABLES_BEFORE.index("    RETURN array_remove(string_to_array(words, ' '), '');")
# One pass over a text, not two, tells that it is letters, digits and spaces, in words of a usual
# length.
SYLLABLES = rf"""{SYLLABLES_BEFORE[:_checks]}    IF words ~ '[^a-z0-9 ]|[^ ]{{61}}' THEN
        IF octet_length(words) = char_length(words) THEN
            words := regexp_replace(words, '[^a-z0-9]+', ' ', 'g');
        END IF;
        words := regexp_replace(words, '([^ ]{{60}})[^ ]+', '\1', 'g');
    END IF;
{SYLLABLES_BEFORE[_result:]}"""
FOUND_BY = """
-- What a record is found by. `folded`: its names, each between bars: |dong tam thanh|tam thanh cave|
-- `names`: the syllables of names and aliases, and their pairs; `terms`: these, and the pairs of
-- longer texts. No pair reaches from one text into the next. Of a longer text only its last
-- syllable: every other begins a pair, and one word is looked up by its beginning.
CREATE FUNCTION publishing_found_by(
    called text[], aliases text[], longer text[], tag text,
    OUT folded text, OUT names tsvector, OUT terms tsvector
) LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    given text[] := called || aliases || longer;
    named int := cardinality(called) + cardinality(aliases);
    value text;
    done text[] := '{}';
    syllables text[];
    found text[] := ARRAY[tag];
BEGIN
    folded := '|';
    FOR n IN 1 .. cardinality(given) LOOP
        IF n = named + 1 THEN
            names := array_to_tsvector(found);
        END IF;
        value := given[n];
        CONTINUE WHEN value IS NULL OR value = '' OR value = ANY (done);
        done := done || value;
        syllables := publishing_syllables(value);
        IF n <= cardinality(called) THEN
            folded := folded || array_to_string(syllables, ' ') || '|';
        END IF;
        IF n <= named THEN
            found := found || syllables;
        END IF;
        FOR i IN 1 .. cardinality(syllables) - 1 LOOP  -- cheaper than any query
            syllables[i] := syllables[i] || '_' || syllables[i + 1];
        END LOOP;
        found := found || syllables;
    END LOOP;
    terms := array_to_tsvector(found);
    names := coalesce(names, terms);
END $$;
DROP FUNCTION publishing_terms(text[], boolean);
DROP FUNCTION publishing_folded(text[]);
"""
TERMS_BEFORE = before.FUNCTIONS[before.FUNCTIONS.index("CREATE FUNCTION publishing_terms") :]
FOLDED_BEFORE = before.before.FUNCTIONS[
    before.before.FUNCTIONS.index("CREATE FUNCTION publishing_folded") :
].split("$$;")[0] + "$$;"
NO_FOUND_BY = f"""
DROP FUNCTION publishing_found_by(text[], text[], text[], text);
{TERMS_BEFORE}
{FOLDED_BEFORE}
"""

ANSWERS = """
ALTER TABLE publishing_term ADD COLUMN slug text, ADD COLUMN tags jsonb;
"""

def _each(change):
    """SQL that changes the table of details, and each collection's table of rows."""
    return f"""
    DO $$ DECLARE name regclass; BEGIN
        FOR name IN SELECT 'publishing_detail'::regclass UNION ALL SELECT inhrelid
            FROM pg_inherits WHERE inhparent = 'publishing_row'::regclass
        LOOP EXECUTE format('ALTER TABLE %s {change}', name); END LOOP;
    END $$;
    """


# Up to half a page stays whole: written and read in two thirds of the time.
INLINE, NOT_INLINE = _each("SET (toast_tuple_target = 4064)"), _each("RESET (toast_tuple_target)")


def tell(apps, schema_editor):
    """Of rows that are there already; the columns of languages are made after the migration."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM (SELECT FROM publishing_term LIMIT 1) t")
        if cursor.fetchone() == (0,):
            return
        told = ["slug = r.slug", "tags = r.tags"]
        for suffix in map(column, languages()):
            for name in ("title", "hint", "language"):
                cursor.execute(
                    f"ALTER TABLE publishing_term ADD COLUMN IF NOT EXISTS {name}_{suffix} text"
                )
            told += [
                f"title_{suffix} = r.title_{suffix}",
                f"hint_{suffix} = r.hint_{suffix}",
                f"language_{suffix} = r.summary_{suffix}::jsonb ->> 'language'",
            ]
        cursor.execute(
            f"UPDATE publishing_term t SET {', '.join(told)} FROM publishing_row r"
            " WHERE r.collection = t.collection AND r.id = t.id"
        )


def forget(apps, schema_editor):
    """Back to the columns of before."""
    names = ["slug", "tags"]
    names += [f"{n}_{column(code)}" for n in ("title", "hint", "language") for code in languages()]
    with schema_editor.connection.cursor() as cursor:
        for name in names:
            cursor.execute(f"ALTER TABLE publishing_term DROP COLUMN IF EXISTS {name}")


class Migration(migrations.Migration):

    dependencies = [("publishing", "0009_search_samples")]

    operations = [
        migrations.RunSQL(SYLLABLES, SYLLABLES_BEFORE),
        migrations.RunSQL(FOUND_BY, NO_FOUND_BY),
        migrations.RunSQL(ANSWERS, migrations.RunSQL.noop),
        migrations.RunPython(tell, forget),
        migrations.RunSQL(INLINE, NOT_INLINE),
    ]
