"""Writers at work and followers that keep a copy of what they see, at the same time."""

import random
import threading

from django.db import connections, transaction

from tests.publishing.conftest import ROBOT
from tests.publishing.scratch.collection import VIEWPOINTS
from tests.publishing.scratch.models import Viewpoint
from tourism_backend.publishing import reads, services

WRITERS, CHANGES = 4, 25


def changes_after(cursor_version):
    """What a follower of the feed sees: (version, id, withdrawn) past its cursor."""
    return reads.fetch(
        "SELECT version, id::text, withdrawn FROM publishing_row WHERE version > %s"
        " ORDER BY version",
        [cursor_version],
    )


class Follower(threading.Thread):
    """Reads the rows until told to stop; keeps the last state it saw of each record."""

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


def follow(followers, uuids):
    """Let the followers follow while four writers are at work, and come to the end."""
    writers = [threading.Thread(target=write, args=(uuids, n)) for n in range(WRITERS)]
    for thread in [*followers, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    for follower in followers:
        follower.done.set()
        follower.join()
