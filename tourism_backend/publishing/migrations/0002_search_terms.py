"""How texts become search terms: folded, cut into syllables and pairs of syllables."""

from django.db import migrations

# Vietnamese is written in syllables and its words are pairs of them; a Han character counts as
# a syllable. A pair is one lexeme (dong_tam, tam_thanh), so that a phrase is an index look-up.
FUNCTIONS = r"""
CREATE FUNCTION publishing_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT lower(public.unaccent('public.unaccent'::regdictionary,
        translate(normalize(value, NFC), 'đĐ', 'dD')))
$$;

CREATE FUNCTION publishing_syllables(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(m[1] ORDER BY n), '{}')
    FROM regexp_matches(publishing_fold(value), '([一-鿿㐀-䶿]|[[:alnum:]]+?(?=[^[:alnum:]]|[一-鿿㐀-䶿]|$))', 'g')
        WITH ORDINALITY AS t(m, n)
$$;

CREATE FUNCTION publishing_lexemes(value text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT s || coalesce((SELECT array_agg(s[i] || '_' || s[i + 1])
                          FROM generate_series(1, cardinality(s) - 1) i), '{}')
    FROM (SELECT publishing_syllables(value) AS s) t
$$;

CREATE FUNCTION publishing_terms(names text[], aliases text[], body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT setweight(array_to_tsvector(coalesce(n, '{}')), 'A')
        || setweight(array_to_tsvector(coalesce(a, '{}')), 'B')
        || setweight(array_to_tsvector(publishing_lexemes(coalesce(body, ''))), 'D')
    FROM (SELECT
        (SELECT array_agg(DISTINCT l) FROM unnest(names) v, unnest(publishing_lexemes(v)) l) AS n,
        (SELECT array_agg(DISTINCT l) FROM unnest(aliases) v, unnest(publishing_lexemes(v)) l) AS a
    ) t
$$;

-- What was typed: every pair must be there, the last syllable may be unfinished.
CREATE FUNCTION publishing_query(value text) RETURNS tsquery
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE cardinality(s)
        WHEN 0 THEN ''::tsquery
        WHEN 1 THEN (quote_literal(s[1]) || ':*')::tsquery
        ELSE (SELECT string_agg(
                quote_literal(s[i] || '_' || s[i + 1])
                || CASE WHEN i = cardinality(s) - 1 THEN ':*' ELSE '' END, ' & ')
            FROM generate_series(1, cardinality(s) - 1) i)::tsquery
    END FROM (SELECT publishing_syllables(value) AS s) t
$$;

CREATE TABLE publishing_term (
    collection text NOT NULL,
    id uuid NOT NULL,
    terms tsvector NOT NULL,
    folded text NOT NULL,
    PRIMARY KEY (collection, id)
);
CREATE INDEX publishing_term_terms ON publishing_term USING gin (terms);
CREATE INDEX publishing_term_folded ON publishing_term USING gin (folded gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0001_public_rows")]
    operations = [
        migrations.RunSQL(
            FUNCTIONS,
            "DROP TABLE publishing_term; DROP FUNCTION publishing_query(text); DROP FUNCTION publishing_terms(text[], text[], text);"
            " DROP FUNCTION publishing_lexemes(text); DROP FUNCTION publishing_syllables(text);"
            " DROP FUNCTION publishing_fold(text)",
        )
    ]
