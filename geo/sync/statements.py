"""The feed's SQL. Pure: names from declarations, every value a parameter.

Rows are told in the order of (version, collection, id), which has an index: rows that one
transaction changed share a version, and a page may end between two of them.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from geo.sync.asked import Asked
from tourism_backend.publishing import statements
from tourism_backend.publishing.collection import column
from tourism_backend.publishing.query import Query

# The newest version of the asked collections, the newest of all, and that before the first one:
# where the numbers of this database begin.
STATE = """
    SELECT coalesce(max(version) FILTER (WHERE name = ANY(%s::text[])), 0) AS asked,
        coalesce(max(version), 0) AS newest,
        (SELECT seqstart FROM pg_sequence
         WHERE seqrelid = 'publishing_version_seq'::regclass) AS beginning
    FROM publishing_collection"""


def page(asked: Asked) -> tuple[str, list[Any]]:
    """One page, in one statement.

    (asked, newest and beginning of ``STATE``; the entries' JSON joined by commas; version,
    collection and id of the last of them where more follow; the version of the next one.)
    """
    limit, suffix = asked.query.limit, column(asked.query.language)
    parts = [_rows(asked, query) for query in asked.queries]
    rows = " UNION ALL ".join(f"({sql})" for sql, _params in parts)
    text, detail = f"r.summary_{suffix}", ""
    if asked.whole:
        text = f"d.detail_{suffix}"
        detail = "LEFT JOIN publishing_detail d ON d.collection = r.collection AND d.id = r.id"
    record = statements.item(asked.query, text, {})
    last = f"FILTER (WHERE n = {limit} AND n < whole)"
    statement = f"""
    SELECT s.asked, s.newest, s.beginning,
        convert_to(coalesce(p.entries, ''), 'UTF8'), p.version, p.collection, p.id, p.next
    FROM ({STATE}) s CROSS JOIN LATERAL (
        SELECT string_agg(entry, ',' ORDER BY n) FILTER (WHERE n <= {limit}) AS entries,
            max(version) {last} AS version, max(collection) {last} AS collection,
            max(id::text) {last} AS id, max(version) FILTER (WHERE n > {limit}) AS next
        FROM (
            SELECT n, whole, r.version, r.collection, r.id,
                '{{"collection": "' || r.collection || '", "id": "' || r.id || '", "version": '
                || r.version || CASE
                    WHEN r.withdrawn THEN ', "deleted": true'
                    WHEN r.present THEN ', "record": ' || {record}
                    ELSE ', "deleted": true, "outside": true' END || '}}' AS entry
            FROM (
                SELECT *, row_number() OVER (ORDER BY version, collection, id) AS n,
                    count(*) OVER () AS whole
                FROM (SELECT * FROM ({rows}) r
                      ORDER BY version, collection, id LIMIT {limit + 1}) r
            ) r {detail}
        ) e
    ) p"""
    return statement, [asked.names, *(value for _sql, params in parts for value in params)]


def _rows(asked: Asked, query: Query) -> tuple[str, list[Any]]:
    """The first rows of one collection that may be told, as many as the page may have.

    Each collection's are read from the index that suits the question best: of versions for
    changes, of places for the first copy of a box.
    """
    conditions, corners = statements.in_box(query)
    present = " AND ".join(["NOT r.withdrawn", *conditions])
    told, params = "true", []
    if not asked.since:
        # To who has no copy yet, nothing that was gone when they began.
        told, params = present, list(corners)
        if asked.after:
            told, params = f"({present} OR r.version > %s::bigint)", [*corners, asked.after.base]
    suffix = column(query.language)
    sql = f"""
    SELECT r.version, r.collection, r.id, r.withdrawn, r.geometry_json, r.summary_{suffix},
        {present} AS present
    FROM {query.collection.partition} r
    WHERE (r.version, r.collection, r.id) > (%s::bigint, %s::text, %s::uuid) AND {told}
    ORDER BY r.version, r.collection, r.id LIMIT {query.limit + 1}"""
    return sql, [*corners, *_start(asked), *params]


def _start(asked: Asked) -> tuple[int, str, UUID]:
    if asked.after:
        return asked.after.version, asked.after.collection, asked.after.id
    return asked.since + 1, "", UUID(int=0)  # before every row of the next version
