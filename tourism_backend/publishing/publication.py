"""The statements that write public rows. Callers hold the transaction (see services.py)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from tourism_backend.publishing import tables, thinning
from tourism_backend.publishing.collection import Collection, column, languages
from tourism_backend.publishing.projection import (
    keeping,
    objects,
    projectable,
    projection_sql,
    stated,
)

BULK = 1000
FIRST = 50_000
TERM_INDEXES = (
    "SELECT i.indexrelid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
    " JOIN pg_am m ON m.oid = c.relam"
    " WHERE i.indrelid = 'publishing_term'::regclass AND m.amname = 'gin'"
)
# The rows of a large publication so that those near each other lie together (geometries are
# sorted along a Hilbert curve). What is sorted is where they lie: they themselves are long.
NEIGHBOURS = """(
    SELECT c.* FROM (SELECT ctid AS line FROM changed ORDER BY p_web, p_id) near,
        LATERAL (SELECT * FROM changed c WHERE c.ctid = near.line OFFSET 0) c) sorted"""
# Of a projection, what is written beside the row's own columns and the texts of each language.
WRITTEN = ("id", "min_zoom", "period", "summary", "more")
# What decides over a row beside its own columns and its details.
DIGESTED = ("summary", "more", "min_zoom", "period", "names", "aliases", "body")


def lock() -> None:
    """Take the version lock, before the records are read: what is projected is what is newest.

    It is the last lock of a transaction (records first, then this) and is held until commit.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('publishing.version'))")


def _row_columns() -> list[str]:
    plain = ["slug", "rank", "facets", "tags", "geom", "web", "geometry_json"]
    return plain + _columns("title", "hint", "summary")


def _columns(*texts: str) -> list[str]:
    """The columns of texts, one for each language."""
    return [f"{text}_{column(lang)}" for text in texts for lang in languages()]


def _assignments(columns: Sequence[str]) -> str:
    return ", ".join(f"{name} = excluded.{name}" for name in columns)


def write(collection: Collection, ids: Sequence[UUID] | None) -> tuple[int, int]:
    """Write the rows that are new or differ; (created, changed)."""
    differing, params = _differing(collection, ids)
    with connection.cursor() as cursor:
        if ids is None or len(ids) > BULK:
            # Search terms are sorted in larger heaps before they go into their indexes.
            cursor.execute("SET LOCAL gin_pending_list_limit = '64MB'")
            cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
            cursor.execute("SET LOCAL default_toast_compression = 'lz4'")
        if ids is None:
            created, changed = _write_all(cursor, collection, differing, params)
        else:
            cursor.execute(
                f"WITH changed AS MATERIALIZED ({differing}), {_written(collection)}", params
            )
            created, changed = cursor.fetchone()
        if created or changed:
            _settle_terms(cursor)
    return created, changed


def _write_all(
    cursor: CursorWrapper, collection: Collection, differing: str, params: Sequence[Any]
) -> tuple[int, int]:
    """A table of its own is filled by all processors; what writes, by one.

    Cells are counted before the rows go in, so that each is written once, at its zoom.
    """
    table = f"TEMP TABLE changed WITH (toast_tuple_target = {tables.HALF_A_PAGE}) ON COMMIT DROP"
    created = changed = 0
    cursor.execute(f"CREATE {table} AS {differing}", params)
    if cursor.rowcount:
        if collection.thin:
            thinning.count(cursor, collection, coming="pg_temp.changed")
        with _indexed_afterwards(cursor, collection):
            cursor.execute(f"WITH {_written(collection, NEIGHBOURS)}")
            created, changed = cursor.fetchone()
        if collection.thin:
            thinning.place(cursor, collection)
    cursor.execute("DROP TABLE pg_temp.changed")
    return created, changed


def _differing(collection: Collection, ids: Sequence[UUID] | None) -> tuple[str, tuple[Any, ...]]:
    """SQL of the projected rows that are new or differ from what is written, with their terms."""
    projection, params = projection_sql(collection, ids)
    # Cheaper than the text of the whole row, which quotes and escapes it. OFFSET keeps each step
    # to itself; of a bare 0 the planner cannot tell that it cuts nothing off, and would not let
    # more than one processor see to it.
    parts = [*_row_columns(), *_columns("more"), *DIGESTED]
    digested = ", ".join(f"coalesce(p_{name}::text, chr(30))" for name in parts)
    kept = [f"p_{name}" for name in (*_row_columns(), *WRITTEN, *_columns("language", "more"))]
    sql = f"""
        SELECT {", ".join(kept)}, is_new, old_slug, digest,
            (found).folded, (found).names, (found).terms
        FROM (
            SELECT p.*, r.id IS NULL AS is_new, r.slug AS old_slug, publishing_found_by(
                p_names || p_slug, p_aliases, string_to_array(p_body, E'\n'),
                '@{collection.name}') AS found
            FROM (SELECT p.*, md5(concat_ws(chr(31), {digested}))::uuid AS digest
                  FROM ({projection} OFFSET '0') p OFFSET '0') p
            LEFT JOIN {collection.partition} r
                ON r.collection = '{collection.name}' AND r.id = p.p_id
            WHERE r.digest IS DISTINCT FROM p.digest OFFSET '0'
        ) c"""
    return sql, params


def _written(collection: Collection, source: str = "changed") -> str:
    """SQL that puts the rows of ``changed`` where they belong, and counts them.

    ``source`` names the same rows, in the order in which they are to lie.
    """
    name, columns, details, made = (
        collection.name, _row_columns(), _columns("detail"), objects(collection),
    )  # fmt: skip
    given = ", ".join(made.get(column, f"p_{column}") for column in columns)
    zoom = thinning.zoom_of(collection, "p_id") if collection.thin else "p_min_zoom"
    x, y = thinning.cell_of("p_web") if collection.thin else ("NULL", "NULL")
    computed = "min_zoom, order_key, cell_x, cell_y, period, digest, version, withdrawn, changed_at"
    told = _columns("title", "hint", "language")
    terms = ("rank", "spot", "folded", "names", "terms", "period", "slug", "tags", *told)
    return f"""drawn AS MATERIALIZED (
        SELECT publishing_version() AS version WHERE EXISTS (SELECT FROM changed)
    ), kept AS (
        INSERT INTO publishing_slug (collection, slug, id)
        SELECT '{name}', old_slug, p_id FROM changed WHERE old_slug <> p_slug
        ON CONFLICT (collection, slug) DO UPDATE SET id = excluded.id
    ), rows AS (
        INSERT INTO {collection.partition} (collection, id, {", ".join(columns)}, {computed})
        SELECT '{name}', p_id, {given}, zoom, {thinning.order_key("zoom", "p_rank")}, {x}, {y},
            p_period::tstzrange, digest, (SELECT version FROM drawn), false, now()
        FROM (SELECT *, {zoom} AS zoom FROM {source} OFFSET 0) changed
        ON CONFLICT (collection, id) DO UPDATE SET {_assignments(columns)},
            {_assignments(computed.split(", "))}
    ), details AS (
        INSERT INTO publishing_detail (collection, id, {", ".join(details)})
        SELECT '{name}', p_id, {", ".join(made[name] for name in details)} FROM changed
        ON CONFLICT (collection, id) DO UPDATE SET {_assignments(details)}
    ), terms AS (
        INSERT INTO publishing_term (collection, id, {", ".join(terms)})
        SELECT '{name}', p_id, p_rank, CASE GeometryType(p_geom) WHEN 'POINT'
            THEN p_geom ELSE ST_PointOnSurface(p_geom) END, folded, names, terms,
            p_period::tstzrange, p_slug, p_tags, {", ".join(f"p_{name}" for name in told)}
        FROM changed
        ON CONFLICT (collection, id) DO UPDATE SET {_assignments(terms)}
        RETURNING names
    ), words AS (
        INSERT INTO publishing_word
        -- OFFSET 0: a word is looked at once, not once for each name it stands in
        SELECT word FROM (SELECT DISTINCT word FROM terms, unnest(tsvector_to_array(names)) word
                          WHERE strpos(word, '_') = 0 OFFSET 0) w
        WHERE word ~ '^[^0-9@]{{2,20}}$' ON CONFLICT DO NOTHING
    )
    SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM changed
    """


@contextmanager
def _indexed_afterwards(cursor: CursorWrapper, collection: Collection) -> Iterator[None]:
    """A destination's first publication fills the search indexes at the end, many times as fast.

    Only while there is next to nothing to be searched: dropping them locks searches out.
    """
    definitions: list[str] = []
    if _is_first(cursor, collection):
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)"
            f" FROM ({TERM_INDEXES}) i"
        )
        found = cursor.fetchall()
        definitions = [definition for _, definition in found]
        for name, _ in found:
            cursor.execute(f"DROP INDEX {name}")
    yield
    for definition in definitions:
        cursor.execute(definition)


def _is_first(cursor: CursorWrapper, collection: Collection) -> bool:
    if projectable(collection).count() < FIRST:
        return False
    cursor.execute(f"SELECT count(*) FROM (SELECT FROM publishing_term LIMIT {BULK}) t")
    return bool(cursor.fetchone()[0] < BULK)


def _settle_terms(cursor: CursorWrapper) -> None:
    """Merge what the search indexes hold unsorted: written so they cost a third, read more."""
    cursor.execute(
        f"SELECT count(gin_clean_pending_list(indexrelid::regclass)) FROM ({TERM_INDEXES}) i"
    )


def amend(collection: Collection, ids: Sequence[UUID], name: str) -> int:
    """Make one member, and the facet of the same name, true in rows whose records' edits wait.

    For what a row says by other records' approval. The member is a text in no language. How many
    rows differed.
    """
    now, params = stated(collection, ids, name).query.sql_with_params()
    told = [column(lang) for lang in languages()]

    def restated(text: str) -> str:
        return ", ".join(
            f"{text}_{suffix} ="
            f" jsonb_set(x.{text}_{suffix}::jsonb, '{{{name}}}', changed.stated)::text"
            for suffix in told
        )

    statement = f"""
    WITH changed AS MATERIALIZED (
        SELECT r.id, n.p_stated AS stated, n.p_tokens AS tokens FROM ({now}) n
        JOIN {collection.partition} r ON r.id = n.p_id AND NOT r.withdrawn
        WHERE r.summary_{told[0]}::jsonb -> '{name}' IS DISTINCT FROM n.p_stated
    ), drawn AS MATERIALIZED (
        SELECT publishing_version() AS version WHERE EXISTS (SELECT FROM changed)
    ), details AS (
        UPDATE publishing_detail x SET {restated("detail")} FROM changed
        WHERE x.collection = '{collection.name}' AND x.id = changed.id
    ), rows AS (
        UPDATE {collection.partition} x SET {restated("summary")}, changed_at = now(),
            facets = ARRAY(SELECT f FROM unnest(x.facets) f WHERE NOT starts_with(f, '{name}:'))
                || changed.tokens,
            -- no digest of a projection: the next one is written whatever it says
            version = (SELECT version FROM drawn), digest = gen_random_uuid()
        FROM changed WHERE x.id = changed.id
    )
    SELECT count(*) FROM changed"""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        (amended,) = cursor.fetchone()
    return int(amended)


def bury(collection: Collection, ids: Sequence[UUID] | None) -> int:
    """Leave a tombstone for each row whose record is public no more; how many."""
    kept = keeping(collection)
    if ids is not None:
        kept = kept.filter(uuid__in=ids)
    public, params = kept.values("uuid").query.sql_with_params()
    blank = ", ".join(
        f"{name} = DEFAULT" for name in [*_row_columns(), "order_key", "period", "digest"]
    )
    asked = "" if ids is None else "AND r.id = ANY(%s)"
    statement = f"""
    WITH gone AS MATERIALIZED (
        SELECT r.id, r.slug, publishing_version() AS version FROM {collection.partition} r
        WHERE r.collection = '{collection.name}' AND NOT r.withdrawn {asked}
            -- not NOT IN: of a million records, it would look through all for each
            AND NOT EXISTS (SELECT FROM ({public}) k (id) WHERE k.id = r.id)
    ), kept AS (
        INSERT INTO publishing_slug (collection, slug, id)
        SELECT '{collection.name}', slug, id FROM gone
        ON CONFLICT (collection, slug) DO UPDATE SET id = excluded.id
    ), details AS (
        DELETE FROM publishing_detail d USING gone
        WHERE d.collection = '{collection.name}' AND d.id = gone.id
    ), terms AS (
        DELETE FROM publishing_term t USING gone
        WHERE t.collection = '{collection.name}' AND t.id = gone.id
    ), rows AS (
        UPDATE {collection.partition} r SET withdrawn = true, version = gone.version,
            changed_at = now(), {blank}
        FROM gone WHERE r.collection = '{collection.name}' AND r.id = gone.id
    )
    SELECT count(*) FROM gone
    """
    with connection.cursor() as cursor:
        cursor.execute(statement, [*([] if ids is None else [list(ids)]), *params])
        (gone,) = cursor.fetchone()
    return int(gone)


def mark(collection: Collection) -> int:
    """Set the collection's version to this transaction's; the version."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE publishing_collection SET version = publishing_version() WHERE name = %s"
            " RETURNING version",
            [collection.name],
        )
        (version,) = cursor.fetchone()
    return int(version)


@transaction.atomic
def begin_versions() -> int:
    """Go on with versions later than any drawn before, here or in a database that is lost.

    They are counted from the seconds since 1970, and are drawn more slowly than these pass.
    Addresses and validators of every collection change with it; where they begin.
    """
    lock()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval('publishing_version_seq',"
            " GREATEST(nextval('publishing_version_seq'), extract(epoch FROM now())::bigint))"
        )
        (beginning,) = cursor.fetchone()
        cursor.execute(f"ALTER SEQUENCE publishing_version_seq START {int(beginning)}")
        cursor.execute("UPDATE publishing_collection SET version = publishing_version()")
    return int(beginning)
