"""The search reads indexes, and little of them however common the word."""

import json

import pytest
from django.db import connection

from geo.search import patterns, statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(db):
    """20,000 rows; all hold "chua", one holds "tam thanh"."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO publishing_term (collection, id, rank, spot, folded, names, terms, slug)"
            " SELECT 'viewpoints', md5(n::text)::uuid, (n % 100) / 100.0,"
            " ST_Point(106 + n / 20000.0, 21.8, 4326), '|chua so ' || n || '|', t.names, t.terms, n"
            " FROM generate_series(1, 20000) n, LATERAL publishing_found_by(ARRAY["
            " 'chua so ' || n, CASE n WHEN 77 THEN 'tam thanh' END], '{}', '{}', '@viewpoints') t"
        )
        cursor.execute("ANALYZE publishing_term")


def plan(pattern, *, located=False, **how):
    statement = statements.search("vi", limit=20, located=located, **how)
    point = (106.7, 21.8) if located else (None, None)
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}",
            [pattern, "", *point, "viewpoints"],
        )
        (answer,) = cursor.fetchone()
    top = answer if isinstance(answer, list) else json.loads(answer)
    return list(nodes(top[0]["Plan"]))


def nodes(node):
    yield node
    for child in node.get("Plans", ()):
        yield from nodes(child)


def read(found):
    """How many rows of the terms were read from the table, before the best were read whole."""
    return sum(
        node["Actual Rows"] * node["Actual Loops"] + node.get("Rows Removed by Filter", 0)
        for node in found
        if node.get("Relation Name") == "publishing_term" and node["Node Type"] != "Tid Scan"
    )


@pytest.mark.parametrize("words", [["tam", "thanh"], ["chua", "so", "7"], ["chua"], ["c"]])
def test_search_reads_no_table_through(many, words):
    for pattern in (patterns.adjacent(words), patterns.scattered(words)):
        found = plan(pattern)
        scans = [n["Node Type"] for n in found if n.get("Relation Name") == "publishing_term"]
        assert set(scans) == {"Bitmap Heap Scan", "Tid Scan"}


def test_search_for_a_rare_word_reads_what_it_finds(many):
    assert read(plan(patterns.adjacent(["tam", "thanh"]))) == 1


def test_search_for_a_common_word_reads_a_few(many):
    few, near = statements.ENOUGH, statements.NEAREST
    assert read(plan(patterns.adjacent(["chua"]))) == few
    assert read(plan(patterns.adjacent(["chua"]), located=True)) == few + near


def test_search_opens_no_table_but_its_own(many):
    found = plan(patterns.adjacent(["chua"]), located=True)
    opened = {node["Relation Name"] for node in found if "Relation Name" in node}
    assert opened == {"publishing_term", "publishing_collection"}


def test_search_in_texts_reads_its_index(many):
    found = plan(patterns.adjacent(["tam", "thanh"]), loose=True)
    assert "publishing_term_terms" in {node.get("Index Name") for node in found}


def test_tiers_put_the_well_known_first_and_stay_small(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r, count(DISTINCT publishing_tier(r, md5(n::text)::uuid)),"
            " min(publishing_tier(r, md5(n::text)::uuid))"
            " FROM unnest('{0.3,0.6,0.8,0.95,1}'::real[]) r, generate_series(1, 2000) n"
            " GROUP BY r ORDER BY r"
        )
        rows = [(round(r, 2), tiers, first) for r, tiers, first in cursor.fetchall()]
    assert rows == [(0.3, 3, 5), (0.6, 3, 2), (0.8, 1, 1), (0.95, 1, 0), (1.0, 1, 0)]
