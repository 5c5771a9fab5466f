"""The cells that thin maps are those of a plain count, whatever was published before."""

from collections import defaultdict
from uuid import UUID

import pytest
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.publishing.conftest import ROBOT
from tests.publishing.scratch.collection import VIEWPOINTS
from tests.publishing.scratch.models import Viewpoint
from tourism_backend.publishing import services
from tourism_backend.publishing.thinning import ALL_ZOOMS, CELLS, FINEST, WORLD, thin

pytestmark = pytest.mark.django_db

FINEST_CELL = 360 / CELLS  # degrees of longitude


def ask(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def stored():
    """(z, x, y) → (count, winner, rank), and id → (minimum zoom, order key)."""
    cells = ask("SELECT z, x, y, count, winner, rank::float8 FROM publishing_cell")
    rows = ask("SELECT id, min_zoom, order_key FROM publishing_row_viewpoints WHERE NOT withdrawn")
    return {cell[:3]: cell[3:] for cell in cells}, {row[0]: row[1:] for row in rows}


def counted():
    """The same as ``stored``, counted anew from the rows."""
    rows = ask(
        "SELECT id, rank::float8, ST_X(web), ST_Y(web) FROM publishing_row_viewpoints"
        " WHERE NOT withdrawn"
    )
    members = defaultdict(list)
    for row, rank, east, north in rows:
        x = int((east + WORLD / 2) * CELLS / WORLD)
        y = int((WORLD / 2 - north) * CELLS / WORLD)
        for z in range(FINEST + 1):
            members[z, x >> (FINEST - z), y >> (FINEST - z)].append((-rank, row))
    cells = {cell: (len(rows), min(rows)[1], -min(rows)[0]) for cell, rows in members.items()}
    first = {row: ALL_ZOOMS for row, *_ in rows}
    for (z, _x, _y), (_count, winner, _rank) in cells.items():
        first[winner] = min(first[winner], z)
    keys = {row: (first[row], first[row] + (1 - rank) * 0.999) for row, rank, *_ in rows}
    return cells, keys


class Map:
    """Records that are published, moved, ranked anew and withdrawn."""

    def __init__(self):
        self.made = []

    def add(self, place, rank):
        """A record with a place and a rank; its id is no rising number."""
        number = len(self.made)
        uuid = UUID(int=(number + 1) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128)
        record = Viewpoint.objects.create(
            uuid=uuid,
            slug=f"r-{number}",
            name_vi="x",
            name_en="",
            name_zh_hans="",
            point=Point(*place, srid=4326),
            rank=rank,
        )
        self.made.append(record.uuid)
        return record.uuid

    def edit(self, uuid, **fields):
        Viewpoint.objects.filter(uuid=uuid).update(**fields)

    def publish(self, *uuids):
        services.publish(ROBOT, VIEWPOINTS, uuids)

    def publish_all(self, added, moved):
        """Some more, some moved (to nowhere: withdrawn), and then everything in one statement."""
        new = [self.add(place, rank) for place, rank in added]
        Viewpoint.objects.filter(uuid__in=new).update(status="published")
        for number, place in moved if self.made else ():
            uuid = self.made[number % len(self.made)]
            changed = {"point": Point(*place, srid=4326)} if place else {"status": "withdrawn"}
            self.edit(uuid, **changed)
        services.reproject(VIEWPOINTS)

    def withdraw(self, *uuids):
        services.withdraw(ROBOT, VIEWPOINTS, uuids)


# Steps from a part of the finest cell to a quarter of the world, so that points meet at every
# zoom, and fall on each other.
steps = st.sampled_from([0, 0.1 * FINEST_CELL, FINEST_CELL, 9 * FINEST_CELL, 0.05, 0.9, 33.0])
places = st.tuples(
    st.builds(lambda n, step: 106.7 + n * step, st.integers(-2, 2), steps),
    st.builds(lambda n, step: 21.8 + n * step, st.integers(-2, 1), steps),
)
ranks = st.sampled_from([0.0, 0.3, 0.5, 0.7, 1.0]) | st.floats(0, 1, width=32)
which = st.integers(0, 30)
actions = st.one_of(
    st.tuples(st.just("add"), st.lists(st.tuples(places, ranks), min_size=1, max_size=4)),
    st.tuples(st.just("move"), which, places),
    st.tuples(st.just("rank"), which, ranks),
    st.tuples(st.just("name"), which, st.text("abc", max_size=3)),
    st.tuples(st.just("withdraw"), which),
    st.tuples(st.just("publish"), which),
    st.tuples(
        st.just("all"),
        st.lists(st.tuples(places, ranks), max_size=3),
        st.lists(st.tuples(which, places | st.none()), max_size=4),
    ),
)


def act(world, action):
    kind, *given_ = action
    if kind == "add":
        world.publish(*[world.add(place, rank) for place, rank in given_[0]])
        return
    if kind == "all":
        world.publish_all(*given_)
        return
    if not world.made:
        return
    uuid = world.made[given_[0] % len(world.made)]
    if kind == "withdraw":
        world.withdraw(uuid)
        return
    if kind == "move":
        world.edit(uuid, point=Point(*given_[1], srid=4326))
    elif kind == "rank":
        world.edit(uuid, rank=given_[1])
    elif kind == "name":
        world.edit(uuid, name_vi=given_[1] or "x")
    world.publish(uuid)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(actions, min_size=1, max_size=8))
def test_cells_after_any_history_are_those_of_a_plain_count(db, history):
    with transaction.atomic():
        world = Map()
        for action in history:
            act(world, action)
            assert stored() == counted()
        held = stored()
        thin(VIEWPOINTS, None)
        assert stored() == held
        transaction.set_rollback(True)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(found=st.lists(st.tuples(places, ranks), min_size=1, max_size=12))
def test_rebuild_from_nothing_gives_the_plain_count(db, found):
    with transaction.atomic():
        world = Map()
        world.publish(*[world.add(place, rank) for place, rank in found])
        with connection.cursor() as cursor:
            cursor.execute("UPDATE publishing_row_viewpoints SET min_zoom = 3, order_key = 3")
            cursor.execute("UPDATE publishing_cell SET count = 7 WHERE z > 6")
            cursor.execute("DELETE FROM publishing_cell WHERE z = 5")
        thin(VIEWPOINTS, None)
        assert stored() == counted()
        transaction.set_rollback(True)


@pytest.fixture
def crowd(make, publish):
    """Forty points within a few kilometres, four of them in one position."""
    crowd = [make(f"n {n}", 106.7 + n % 7 / 90, 21.8 + n % 5 / 90, rank=n / 40) for n in range(36)]
    crowd += [make("same", 106.75, 21.85, rank=0.5) for _ in range(4)]
    publish(*crowd)
    return crowd


def test_each_zoom_shows_one_row_a_cell_and_counts_them_all(crowd):
    for z, cells, winners, total in ask(
        "SELECT z, count(*), count(DISTINCT winner), sum(count) FROM publishing_cell GROUP BY z"
    ):
        assert cells == winners, z
        assert total == 40, z
    shown = dict(ask("SELECT z, count(*) FROM publishing_cell GROUP BY z"))
    for z in range(FINEST + 1):
        at_most = f"SELECT count(*) FROM publishing_row_viewpoints WHERE order_key < {z + 1}"
        assert ask(at_most) == [(shown[z],)]


def test_of_equal_rank_and_position_the_smaller_id_shows(crowd):
    same = sorted(record.uuid for record in crowd[-4:])
    zooms = dict(ask("SELECT id, min_zoom FROM publishing_row_viewpoints WHERE title_vi = 'same'"))
    assert zooms[same[0]] <= FINEST
    assert {zooms[row] for row in same[1:]} == {ALL_ZOOMS}


def test_what_lies_past_the_edge_of_the_map_counts_at_the_edge(make, publish):
    publish(make(lon=180.0, lat=89.9), make(lon=-180.0, lat=-89.9))
    assert sorted(ask(f"SELECT x, y FROM publishing_cell WHERE z = {FINEST}")) == [
        (0, CELLS - 1),
        (CELLS - 1, 0),
    ]


def test_counting_again_when_nothing_differs_writes_nothing(crowd):
    written = "SELECT ctid, xmin FROM {} ORDER BY 1"
    tables = ("publishing_cell", "publishing_row_viewpoints")
    before = [ask(written.format(table)) for table in tables]
    (cell,) = ask("SELECT cell_x, cell_y FROM publishing_row_viewpoints LIMIT 1")
    thin(VIEWPOINTS, [cell])
    thin(VIEWPOINTS, None)
    assert [ask(written.format(table)) for table in tables] == before
