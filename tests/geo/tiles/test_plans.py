"""Tiles are read by the index of place and order key, never by looking through a table."""

import json

import pytest
from django.db import connection

from geo.tiles.grid import Tile
from geo.tiles.statements import tile
from tests.geo.tiles.conftest import tile_of
from tests.publishing.scratch.collection import VIEWPOINTS
from tourism_backend.publishing.query import parse
from tourism_backend.publishing.thinning import cell_of, thin

pytestmark = pytest.mark.django_db

BOX = "publishing_row_viewpoints_web_order_key_idx"
FACETS = "publishing_row_viewpoints_facets_idx"
CELL = "publishing_cell_pkey"


@pytest.fixture
def many(db):
    """Six thousand rows over a degree, one in a thousand of them a tower."""
    x, y = cell_of("web")
    spread = "106.2 + mod(n * 7919, 9973) / 9973.0, 21.3 + mod(n * 10007, 9967) / 9967.0"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO publishing_row_viewpoints (collection, id, version, slug, digest, rank,
                min_zoom, order_key, facets, geom, web, cell_x, cell_y)
            SELECT 'viewpoints', id, 1, 'v-' || n, id, rank, 15, 16 - rank,
                ARRAY['kind:' || CASE WHEN mod(n, 1000) = 0 THEN 'tower' ELSE 'peak' END],
                geom, web, {x}, {y}
            FROM (SELECT n, md5(n::text)::uuid AS id, mod(n, 97) / 97.0 AS rank, geom,
                      ST_Transform(geom, 3857) AS web
                  FROM generate_series(1, 6000) n, ST_Point({spread}, 4326) geom) r
            """
        )
        thin(VIEWPOINTS, None)
        cursor.execute("ANALYZE publishing_row_viewpoints")


def nodes(plan):
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def indexes(z, **given):
    """The indexes a tile reads, and that it reads no table whole."""
    query = parse(VIEWPOINTS, given, language="vi")
    statement, params = tile(query, Tile.at(z, *tile_of(z, 106.7, 21.8)))
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement, params)
        (plan,) = cursor.fetchone()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    found = list(nodes(plan[0]["Plan"]))
    whole = {node.get("Relation Name") for node in found if node["Node Type"] == "Seq Scan"}
    assert whole <= {"publishing_collection"}
    return {node["Index Name"] for node in found if "Index Name" in node}


@pytest.mark.parametrize("z", [8, 10, 11, 12, 14])
def test_winners_come_by_place_and_order_and_their_counts_by_cell(many, z):
    assert {BOX, CELL} <= indexes(z)


@pytest.mark.parametrize("z", [15, 16])
def test_all_rows_come_by_place(many, z):
    assert BOX in indexes(z)


def test_a_common_filter_is_read_best_first(many):
    assert BOX in indexes(10, kind="peak")


def test_a_rare_filter_is_read_by_the_filter(many):
    assert FACETS in indexes(8, kind="tower")
