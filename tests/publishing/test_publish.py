"""Publishing projects a record into its public row, and nothing else writes there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.publishing.conftest import ROBOT
from tests.publishing.scratch.collection import VIEWPOINTS
from tourism_backend.publishing import publication, services
from tourism_backend.publishing.tasks import republish_dependents, republish_stale

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


def test_delete_when_published_leaves_a_tombstone(make, publish):
    view = make()
    publish(view)
    uuid = view.uuid
    view.delete()
    view.uuid = uuid
    assert row(view)[1] is True


def test_publish_when_two_records_swap_slugs_shows_both(make, publish):
    one, other = make(slug="one"), make(slug="other")
    publish(one, other)
    type(one).objects.filter(pk=one.pk).update(slug="third")
    type(one).objects.filter(pk=other.pk).update(slug="one")
    type(one).objects.filter(pk=one.pk).update(slug="other")
    assert publish(one, other).changed == 2


def test_dependents_when_a_kind_is_renamed_are_projected_again(
    make, publish, kind, django_capture_on_commit_callbacks
):
    view = make()
    published = publish(view)
    kind.name = "hill"
    with django_capture_on_commit_callbacks() as callbacks:
        kind.save()
    assert len(callbacks) == 1
    assert republish_dependents("viewpoints", "kind", [kind.pk]) == 1
    assert republish_dependents("viewpoints", "kind", [kind.pk]) == 0
    assert row(view)[0] == published.version


def test_dependents_when_edits_are_pending_keep_what_was_approved(make, publish, kind):
    view = make()
    publish(view)
    view.refresh_from_db()
    view.name_en = "Unapproved"
    services.save(ROBOT, view, ["name_en"])
    assert republish_dependents("viewpoints", "kind", [kind.pk]) == 0
    assert row(view)[2] == "Đỉnh Phia Pò"


def test_stale_when_the_declaration_changed_is_told_and_mended(make, publish):
    publish(make())
    services.reproject(VIEWPOINTS)
    assert not services.stale(VIEWPOINTS)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE publishing_collection SET fingerprint = 'of an older declaration'")
    assert services.stale(VIEWPOINTS)
    assert republish_stale()["viewpoints"] == 0
    assert not services.stale(VIEWPOINTS)


def test_dependents_when_nothing_depends_is_no_work(kind):
    assert republish_dependents("viewpoints", "kind", [kind.pk]) == 0


def search_indexes():
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = 'publishing_term'")
        return {definition for (definition,) in cursor.fetchall()}


def test_publication_of_all_writes_each_row_once_next_to_its_neighbours(make):
    for n in (4, 1, 3, 0, 2, 5):
        make(f"n {n}", 106.7 + n % 3 / 10, 21.8 + n // 3 / 10, rank=n / 10, status="published")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE publishing_row_viewpoints")  # lines of other tests
        services.reproject(VIEWPOINTS)
        cursor.execute("SELECT ctid::text FROM publishing_row_viewpoints ORDER BY web, id")
        lines = [line for (line,) in cursor.fetchall()]
    # A line that was written again would lie after all others.
    assert lines == [f"(0,{n})" for n in range(1, 7)]


def test_first_publication_when_large_builds_the_search_indexes_afterwards(
    client, make, monkeypatch
):
    monkeypatch.setattr(publication, "FIRST", 3)
    before = search_indexes()
    for _ in range(3):
        make(status="published")
    with CaptureQueriesContext(connection) as asked:
        assert services.reproject(VIEWPOINTS).created == 3
    assert any(query["sql"].startswith("DROP INDEX") for query in asked)
    assert search_indexes() == before
    assert len(client.get("/api/v1/search?q=phia po").json()["items"]) == 3
