"""The change version is drawn in commit order: who follows it misses nothing."""

import random
import threading
import time

import psycopg
import pytest
from django.db import connection, connections, transaction

from tests.publishing.conftest import ROBOT
from tests.publishing.scratch.collection import VIEWPOINTS
from tests.publishing.scratch.models import Viewpoint
from tourism_backend.publishing import reads, services

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS, CHANGES = 4, 25


def changes_after(cursor_version):
    """What a follower of the feed sees: (version, id, withdrawn) past its cursor."""
    return reads.fetch(
        "SELECT version, id::text, withdrawn FROM publishing_row WHERE version > %s"
        " ORDER BY version",
        [cursor_version],
    )


class Follower(threading.Thread):
    """Reads the feed until told to stop; keeps the last state it saw of each record."""

    def __init__(self):
        super().__init__()
        self.seen, self.cursor, self.done = {}, 0, threading.Event()

    def run(self):
        while not self.done.is_set():
            self.step()
        self.step()
        connections.close_all()

    def step(self):
        for version, row, withdrawn in changes_after(self.cursor):
            self.cursor = version
            self.seen[row] = (version, withdrawn)


class RollBack(Exception):
    pass


def write(uuids, seed):
    """Publish and withdraw at random; every third transaction is rolled back."""
    dice = random.Random(seed)
    for n in range(CHANGES):
        uuid = dice.choice(uuids)
        try:
            with transaction.atomic():
                if dice.random() < 0.3:
                    services.withdraw(ROBOT, VIEWPOINTS, [uuid])
                else:
                    Viewpoint.objects.filter(uuid=uuid).update(height_m=seed * 1000 + n)
                    services.publish(ROBOT, VIEWPOINTS, [uuid])
                if n % 3 == 2:
                    raise RollBack
        except RollBack:
            pass
    connections.close_all()


def test_followers_when_writers_commit_roll_back_and_withdraw_miss_no_change(make, publish):
    uuids = [make(f"Điểm {n}").uuid for n in range(8)]
    followers = [Follower() for _ in range(2)]
    writers = [threading.Thread(target=write, args=(uuids, n)) for n in range(WRITERS)]
    for thread in [*followers, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    for follower in followers:
        follower.done.set()
        follower.join()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id::text, version, withdrawn FROM publishing_row")
        truth = {row: (version, withdrawn) for row, version, withdrawn in cursor.fetchall()}
    assert truth
    assert followers[0].seen == truth
    assert followers[1].seen == truth


def test_follower_when_numbers_are_drawn_without_the_lock_misses_a_change(make):
    """The harm the lock prevents: the smaller number becomes visible after the larger."""
    slow, quick = make(), make()
    params = connection.get_connection_params()
    where = {name: params[name] for name in ("host", "port", "dbname", "user", "password")}
    with psycopg.connect(**where) as late:
        for record, other in ((slow, late), (quick, None)):
            draw = (
                "INSERT INTO publishing_row_viewpoints (collection, id, slug, digest, version)"
                " VALUES ('viewpoints', %s, %s, gen_random_uuid(),"
                " nextval('publishing_version_seq'))"
            )
            values = [record.uuid, record.slug]
            if other:
                other.execute(draw, values)
            else:
                with connection.cursor() as cursor:
                    cursor.execute(draw, values)
        seen = changes_after(0)
        late.commit()
    assert [row for _, row, _ in seen] == [str(quick.uuid)]
    assert changes_after(seen[-1][0]) == []  # the slow one's change is lost to this follower


def test_two_publications_of_one_record_keep_what_was_saved_last(make, publish):
    view = make()
    publish(view)
    started = threading.Event()

    def first():
        with transaction.atomic():
            services.publish(ROBOT, VIEWPOINTS, [view.uuid])
            started.set()
            time.sleep(0.3)
        connections.close_all()

    thread = threading.Thread(target=first)
    thread.start()
    started.wait()
    Viewpoint.objects.filter(uuid=view.uuid).update(height_m=1541)
    publish(view)
    thread.join()
    ((summary,),) = reads.fetch(
        "SELECT summary_vi FROM publishing_row_viewpoints WHERE id = %s", [view.uuid]
    )
    assert '"height_m": 1541' in summary
