"""What a projection asks in functions: a subquery in it would keep it to one processor."""

from django.db import migrations

FUNCTIONS = """
-- A member of a record's approved summary; NULL where there is none.
CREATE FUNCTION publishing_approved(collection text, id uuid, suffix text, member text)
RETURNS jsonb LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
DECLARE
    found jsonb;
BEGIN
    EXECUTE format('SELECT r.summary_%s::jsonb -> $3 FROM publishing_row r'
        ' WHERE r.collection = $1 AND r.id = $2', suffix) INTO found USING collection, id, member;
    RETURN found;
END $$;

-- The texts of a list in JSON.
CREATE FUNCTION publishing_texts(list jsonb) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    RETURN ARRAY(SELECT jsonb_array_elements_text(list));
END $$;

-- The tokens of a facet, each with its name before it: category:cave
CREATE FUNCTION publishing_tokens(facet text, given text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF cardinality(given) = 1 THEN
        RETURN CASE WHEN given[1] <> '' THEN ARRAY[facet || ':' || given[1]] ELSE '{}' END;
    END IF;
    RETURN ARRAY(SELECT DISTINCT facet || ':' || t FROM unnest(given) t WHERE t <> '' ORDER BY 1);
END $$;
"""
GONE = """
DROP FUNCTION publishing_approved(text, uuid, text, text);
DROP FUNCTION publishing_texts(jsonb);
DROP FUNCTION publishing_tokens(text, text[]);
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0007_feed")]
    operations = [migrations.RunSQL(FUNCTIONS, GONE)]
