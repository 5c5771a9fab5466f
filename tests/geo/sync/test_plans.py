"""A page of the feed reads its index, and no more of it than it tells."""

import json

import pytest
from django.db import connection

from geo.sync import statements
from geo.sync.asked import parse

pytestmark = pytest.mark.django_db
ROWS = 6_000


@pytest.fixture
def many(db):
    """6,000 rows in a tenth as many transactions; 120 of them lie in the box that is asked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO publishing_row (collection, id, slug, digest, version, geom, web,"
            " summary_vi) SELECT 'viewpoints', md5(n::text)::uuid, n::text, md5(n::text)::uuid,"
            " 1 + n / 10, p, ST_Transform(p, 3857), '{}' FROM generate_series(1, %s) n,"
            " LATERAL (SELECT ST_Point(100 + (n %% 500) / 10.0, 20 + n / 600.0, 4326) AS p) x",
            [ROWS],
        )
        cursor.execute("ANALYZE publishing_row")


def plan(**given):
    """(The index read, how many rows of it) for a question."""
    statement, params = statements.page(parse(given, language="vi"))
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", params)
        ((answer,),) = cursor.fetchall()
    top = answer if isinstance(answer, list) else json.loads(answer)
    found = [node for node in nodes(top[0]["Plan"]) if of_rows(node)]
    used = {node["Index Name"] for node in found if "Index Name" in node}
    read = [node for node in found if node["Node Type"] != "Bitmap Index Scan"]
    assert "Seq Scan" not in {node["Node Type"] for node in read}
    return used, max(node["Actual Rows"] + node.get("Rows Removed by Filter", 0) for node in read)


def nodes(node):
    yield node
    for child in node.get("Plans", ()):
        yield from nodes(child)


def of_rows(node):
    """Whether it reads the viewpoints' rows, or an index of theirs that a bitmap is made from."""
    named = node.get("Relation Name") or node.get("Index Name", "")
    return named.startswith("publishing_row_viewpoints")


def test_changes_read_the_index_of_versions_as_far_as_they_tell(many):
    for since in (1, ROWS // 20, ROWS // 10):
        used, rows = plan(since=str(since), limit="50")
        assert used == {"publishing_row_viewpoints_version_collection_id_idx"}
        assert rows <= 51


def test_next_page_begins_where_the_last_one_ended(many):
    cursor = f"300.viewpoints.{'8' * 32}.550"
    used, rows = plan(cursor=cursor, limit="50")
    assert used == {"publishing_row_viewpoints_version_collection_id_idx"}
    assert rows <= 51


def test_first_copy_of_a_box_reads_the_index_of_places(many):
    used, rows = plan(bbox="100.05,20,101.05,31", limit="50")
    assert used == {"publishing_row_viewpoints_web_order_key_idx"}
    assert rows == ROWS / 50
