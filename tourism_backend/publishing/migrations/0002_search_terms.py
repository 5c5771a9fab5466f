"""How texts become search terms: folded, cut into syllables and pairs of syllables."""

from django.db import migrations

# Letters that no Unicode decomposition takes apart.
BARRED = ("đĐðÐøØłŁħĦı", "dDdDoOlLhHi")
# What leaves no trace in a folded text: accents, apostrophes, invisible format characters.
DROPPED = (
    r"['`\u00ad\u02b9-\u02bf\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u200b-\u200f\u2018\u2019"
    r"\u201b\u202a-\u202e\u2032\u2060-\u2064\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff]+"
)
# What stands between two syllables: space, punctuation, symbols, emoji. The ranges are written
# out, so that they mean the same under every locale; geo.search.words has the same ones.
BETWEEN = (
    r"[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u00d7\u00f7\u1680\u2000-\u2bff\u2e00-\u2e7f"
    r"\u3000-\u3004\u3008-\u3020\u3030\u303d-\u303f\u30fb\ue000-\uf8ff\ufe10-\ufe1f"
    r"\ufe30-\ufe6f\ufff0-\uffff\U0001f000-\U0001faff]+"
)
HAN = r"([\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f])"

# Vietnamese is written in syllables and its words are pairs of them; a Han character counts as
# a syllable. A pair is one lexeme (dong_tam, tam_thanh), so that a phrase is an index look-up.
FUNCTIONS = rf"""
CREATE FUNCTION publishing_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT lower(translate(regexp_replace(normalize(value, NFKD), '{DROPPED.replace("'", "''")}',
        '', 'g'), '{BARRED[0]}', '{BARRED[1]}'))
$$;

-- A text as its syllables, one space between two. What is longer than 60 characters is no word.
CREATE FUNCTION publishing_phrase(value text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    words text := publishing_fold(value);
BEGIN
    -- Most folded texts are plain ASCII, once the usual typographic signs are gone.
    IF octet_length(words) <> char_length(words) THEN
        words := translate(words, '–—…“”«»·•', '         ');
    END IF;
    IF octet_length(words) = char_length(words) THEN
        words := regexp_replace(words, '[^a-z0-9]+', ' ', 'g');
    ELSE
        words := regexp_replace(words, '{HAN}', ' \1 ', 'g');
        words := regexp_replace(words, '{BETWEEN}', ' ', 'g');
    END IF;
    IF octet_length(words) > 60 THEN
        words := regexp_replace(words, '([^ ]{{60}})[^ ]+', '\1', 'g');
    END IF;
    RETURN btrim(words);
END $$;

CREATE FUNCTION publishing_syllables(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_to_array(publishing_phrase(value), ' ')
$$;

-- The syllables and pairs of several texts; no pair reaches from one text into the next.
CREATE FUNCTION publishing_terms(texts text[]) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    found text[] := '{{}}';
    done text[] := '{{}}';
    syllables text[];
    value text;
BEGIN
    FOREACH value IN ARRAY texts LOOP
        CONTINUE WHEN value IS NULL OR value = '' OR value = ANY (done);
        done := done || value;
        syllables := publishing_syllables(value);
        found := found || syllables || ARRAY(
            SELECT a || '_' || b
            FROM unnest(syllables[: cardinality(syllables) - 1], syllables[2 :]) pair (a, b));
    END LOOP;
    RETURN array_to_tsvector(found);
END $$;

-- The names a record is found by, folded, each between bars: |dong tam thanh|tam thanh cave|
CREATE FUNCTION publishing_folded(names text[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT '|' || coalesce(string_agg(publishing_phrase(name), '|'), '') || '|'
    FROM (SELECT DISTINCT name FROM unnest(names) name WHERE name <> '' ORDER BY name) n
$$;

-- What was typed: every pair must be there, the last syllable may be unfinished.
CREATE FUNCTION publishing_query(value text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE cardinality(s)
        WHEN 0 THEN NULL
        WHEN 1 THEN (quote_literal(s[1]) || ':*')::tsquery
        ELSE (SELECT string_agg(
                quote_literal(s[i] || '_' || s[i + 1])
                || CASE WHEN i = cardinality(s) - 1 THEN ':*' ELSE '' END, ' & ')
            FROM generate_series(1, cardinality(s) - 1) i)::tsquery
    END FROM (SELECT publishing_syllables(value) AS s) t
$$;

-- In which order rows are searched: the better known the earlier, and of the many that are
-- little known an even sample first. A search stops when it has enough, so each tier is small
-- or a few times as large as those before it, whatever the ranks are.
CREATE FUNCTION publishing_tier(rank real, id uuid) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (CASE WHEN rank >= 0.98 THEN 0 WHEN rank >= 0.9 THEN 1 WHEN rank >= 0.75 THEN 2
        WHEN rank >= 0.5 THEN CASE WHEN right(id::text, 2) < '10' THEN 3 ELSE 4 END
        WHEN right(id::text, 2) < '04' THEN 5 WHEN right(id::text, 2) < '20' THEN 6 ELSE 7
        END)::smallint
$$;
"""

TIERS = 8

# `names` holds the terms of names, slug and aliases, and `@` with the collection's name; `terms`
# these and the longer texts'. `spot` is a point of the record's geometry.
TABLES = """
CREATE TABLE publishing_term (
    collection text NOT NULL,
    id uuid NOT NULL,
    rank real NOT NULL,
    tier smallint NOT NULL GENERATED ALWAYS AS (publishing_tier(rank, id)) STORED,
    spot geometry(Point, 4326),
    folded text NOT NULL,
    names tsvector NOT NULL,
    terms tsvector NOT NULL,
    PRIMARY KEY (collection, id)
);
CREATE INDEX publishing_term_terms ON publishing_term USING gin (terms);
CREATE INDEX publishing_term_spot ON publishing_term USING gist (spot);

-- Every word of a name, once seen: what a mistyped one may have been.
CREATE TABLE publishing_word (word text COLLATE "C" PRIMARY KEY);
""" + "".join(
    f"CREATE INDEX publishing_term_names_{tier} ON publishing_term USING gin (names) WHERE tier = {tier};\n"
    for tier in range(TIERS)
)

BACK = "DROP TABLE publishing_term, publishing_word;" + "".join(
    f"DROP FUNCTION {function};"
    for function in (
        "publishing_tier(real, uuid)",
        "publishing_query(text)",
        "publishing_folded(text[])",
        "publishing_terms(text[])",
        "publishing_syllables(text)",
        "publishing_phrase(text)",
        "publishing_fold(text)",
    )
)


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_public_rows")]
    operations = [migrations.RunSQL(FUNCTIONS + TABLES, BACK)]
