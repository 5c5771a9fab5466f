"""The change version is drawn in commit order: who follows it misses nothing."""

import threading
import time

import psycopg
import pytest
from django.db import connection, connections, transaction

from tests.publishing.conftest import ROBOT
from tests.publishing.following import Follower, changes_after, follow
from tests.publishing.scratch.collection import VIEWPOINTS
from tests.publishing.scratch.models import Viewpoint
from tourism_backend.publishing import reads, services

pytestmark = pytest.mark.django_db(transaction=True)


def test_followers_when_writers_commit_roll_back_and_withdraw_miss_no_change(make, publish):
    uuids = [make(f"Điểm {n}").uuid for n in range(8)]
    followers = [Follower() for _ in range(2)]
    follow(followers, uuids)
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
