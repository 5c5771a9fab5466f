"""Apps that follow while others write miss nothing."""

import threading

import pytest
from django.db import connections
from django.test import Client

from tests.geo.sync.conftest import Copy, public_rows
from tests.publishing.following import follow

pytestmark = pytest.mark.django_db(transaction=True)


class App(threading.Thread):
    """Keeps its copy up to date until told to stop, and then once more."""

    def __init__(self, **asked):
        super().__init__()
        self.copy, self.done = Copy(Client(), **asked), threading.Event()

    def run(self):
        try:
            while not self.done.is_set():
                self.copy.page()
            self.copy.bring_up_to_date()
        finally:
            connections.close_all()


def test_apps_when_four_writers_commit_roll_back_and_withdraw_miss_no_change(client, make, publish):
    uuids = [make(f"Điểm {n}").uuid for n in range(8)]
    apps = [App(limit=3), App(limit=1000, bbox="106.85,21.80,106.95,21.90")]
    follow(apps, uuids)
    truth = public_rows(client, "viewpoints")
    assert truth
    assert [app.copy.records for app in apps] == [truth, truth]
