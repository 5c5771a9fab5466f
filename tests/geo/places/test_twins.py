"""Places that may be one are found whoever wrote them; only what changed is looked at."""

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from geo.places import tasks, twins
from geo.places.models import Place, Twin, TwinDue, TwinKey
from tests.admin.conftest import area, category, make_place  # noqa: F401

pytestmark = pytest.mark.django_db
METRE = 1 / 111_195


def north(metres):
    return Point(106.75, 21.85 + metres * METRE, srid=4326)


@pytest.fixture
def pair(make_place):  # noqa: F811
    """Two that may be one, found."""
    both = [make_place("Đền Kỳ Cùng", point=north(0)), make_place("Den Ky Cung", point=north(50))]
    assert twins.refresh_twins() == 2
    assert Twin.objects.values_list("one", "other", "metres").get() == (both[0].pk, both[1].pk, 50)
    return both


@pytest.mark.parametrize(
    "write",
    [
        "UPDATE places_place SET name_vi = 'Nhà nghỉ Hoa Đào' WHERE id = %s",
        "UPDATE places_place SET point = ST_Translate(point, 0, 0.01) WHERE id = %s",
        "UPDATE places_place SET status = 'withdrawn' WHERE id = %s",
        "UPDATE places_place SET name_vi = '' WHERE id = %s",
        "DELETE FROM places_place WHERE id = %s",
    ],
    ids=["renamed", "moved", "withdrawn", "nameless", "deleted"],
)
def test_a_pair_when_one_is_written_directly_is_a_pair_no_more(pair, write):
    with connection.cursor() as cursor:
        cursor.execute(write, [pair[1].pk])
    assert twins.refresh_twins() == 1
    assert not Twin.objects.exists()


def test_a_pair_when_one_comes_back_is_a_pair_again(pair):
    for status in ("withdrawn", "draft"):
        Place.objects.filter(pk=pair[0].pk).update(status=status)
        twins.refresh_twins()
    assert Twin.objects.count() == 1


def test_what_says_nothing_of_twins_when_written_is_not_looked_at(pair):
    place = pair[0]
    place.phone, place.status = "+84 25 3812 345", "published"
    place.save()
    assert not TwinDue.objects.exists()
    assert twins.refresh_twins() == 0
    assert Twin.objects.count() == 1


def test_batches_when_pairs_lie_across_them_find_every_pair(make_place, monkeypatch):  # noqa: F811
    monkeypatch.setattr(twins, "BATCH", 2)
    for n in range(5):
        make_place("Chùa Tiên", point=north(n * 90))
    assert tasks.refresh_pairs() == 5
    # All pairs but the first and the last, 360 m apart.
    assert Twin.objects.count() == 9
    assert TwinKey.objects.count() == 5


def test_the_time_when_it_is_over_leaves_the_rest_to_the_next(make_place, monkeypatch):  # noqa: F811
    monkeypatch.setattr(twins, "BATCH", 1)
    for _n in range(3):
        make_place()
    assert twins.refresh_twins(seconds=0) == 1
    assert TwinDue.objects.count() == 2


def test_neighbours_when_looked_for_are_read_by_one_index_over_place_and_name(pair):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        values = {"places": [pair[0].pk], "degrees": twins.NEAR_DEGREES, "metres": twins.NEAR_M}
        cursor.execute(f"EXPLAIN {twins.PAIRS}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    (index,) = [line for line in plan.splitlines() if "Index Cond: ((point && " in line]
    assert "(folded % " in index
