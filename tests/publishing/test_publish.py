"""Publishing projects a record into its public row, and nothing else writes there."""

import pytest
from django.db import connection

from tests.publishing.conftest import ROBOT
from tests.publishing.scratch.collection import VIEWPOINTS
from tourism_backend.publishing import services

pytestmark = pytest.mark.django_db


def row(record):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version, withdrawn, title_en, min_zoom FROM publishing_row_viewpoints"
            " WHERE id = %s",
            [record.uuid],
        )
        return cursor.fetchone()


def test_publish_when_new_creates_a_row(make, publish):
    view = make()
    outcome = publish(view)
    assert (outcome.created, outcome.changed) == (1, 0)
    assert row(view) == (outcome.version, False, "Đỉnh Phia Pò", 0)


def test_publish_when_nothing_changed_writes_nothing_and_draws_no_version(make, publish):
    view = make()
    first = publish(view)
    again = publish(view)
    assert again.written == 0
    assert again.version is None
    assert row(view)[0] == first.version


def test_save_when_published_leaves_the_public_row_until_published_again(make, publish):
    view = make()
    publish(view)
    view.refresh_from_db()
    view.name_en = "Phia Po peak"
    services.save(ROBOT, view, ["name_en"])
    services.reproject(VIEWPOINTS)
    assert row(view)[2] == "Đỉnh Phia Pò"
    publish(view)
    assert row(view)[2] == "Phia Po peak"


def test_withdraw_leaves_a_tombstone_with_a_new_version(make, publish):
    view = make()
    published = publish(view)
    outcome = services.withdraw(ROBOT, VIEWPOINTS, [view.uuid])
    assert outcome.withdrawn == 1
    assert row(view)[:3] == (outcome.version, True, None)
    assert outcome.version == published.version  # one transaction, one version
