"""Two people take a step with the same record at the same moment: one wins, the other is told.

Both wait at the record's lock when it is let go: neither has seen what the other does.
"""

import threading
import time
from contextlib import contextmanager
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from content.specialities.collection import SPECIALITIES
from content.specialities.models import Speciality
from tests.content.specialities.conftest import speciality  # noqa: F401
from tests.publishing.conftest import ROBOT
from tests.publishing.test_curation import Browser
from tests.publishing.test_moves import person
from tourism_backend.publishing import reviews, services
from tourism_backend.publishing.models import Expiry, ReviewNote

pytestmark = pytest.mark.django_db(transaction=True)
WAITED_S = 20


class Step(threading.Thread):
    """What somebody does, over a connection of their own."""

    def __init__(self, act):
        super().__init__()
        self.act, self.answer = act, None

    def run(self):
        try:
            self.answer = self.act()
        finally:
            connections.close_all()


def waiting():
    """How many connections wait for a lock."""
    with connection.cursor() as cursor:
        # What a transaction has asked once it is told again, unless it says so.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


@contextmanager
def held(record):
    """The record, locked by somebody else."""
    with transaction.atomic():
        services.lock_records(SPECIALITIES, [record.uuid])
        yield


def at_once(record, *acts):
    """Let all begin while the record is locked, and let it go when each waits for it."""
    steps = [Step(act) for act in acts]
    with held(record):
        for step in steps:
            step.start()
        end = time.monotonic() + WAITED_S
        while waiting() < len(steps) and time.monotonic() < end:
            time.sleep(0.02)
        all_waited = waiting() == len(steps)
    for step in steps:
        step.join()
    assert all_waited, "not all of them waited for the record"
    return [step.answer for step in steps]


@pytest.fixture
def people(db):
    return Browser(person("one", "chief_curator")), Browser(person("two", "chief_curator"))


def submitted(record):
    record.name_vi = "Na bở"
    services.save(ROBOT, record, ["name_vi"])
    reviews.submit(ROBOT, SPECIALITIES, record.uuid)


def edited(record):
    record.name_vi = "Na bở"
    services.save(ROBOT, record, ["name_vi"])


def untouched(record):
    """Published, as the fixture makes it."""


# What the record is made first, and the two moves that meet.
RACES = [
    (submitted, "approve", "approve"),
    (submitted, "approve", "ask_changes"),
    (submitted, "approve", "withdraw"),
    (edited, "submit", "submit"),
    (edited, "publish", "publish"),
    (edited, "discard", "change"),
    (untouched, "withdraw", "withdraw"),
    (untouched, "change", "change"),
    (untouched, "restore", "restore"),
]


@pytest.mark.parametrize(
    ("before", "one", "two"), RACES, ids=lambda given: getattr(given, "__name__", given)
)
def test_two_steps_at_once_when_both_were_open_one_wins(people, speciality, before, one, two):  # noqa: F811
    record = speciality()
    born = timezone.now()
    if "restore" in (one, two):
        services.save(ROBOT, Speciality.objects.get(), [])
        Speciality.objects.update(name_en="Since")
    before(Speciality.objects.get())
    path = f"/specialities/{record.uuid}"
    etag = people[0].get(path)["ETag"]
    notes = ReviewNote.objects.count()

    def act(browser, move, name):
        if move == "change":
            return lambda: browser.change(path, etag=etag, name_en=name)
        more = {"version": born.isoformat()} if move == "restore" else {}
        return lambda: browser.move(path, move, etag=etag, comment=name, **more)

    answers = at_once(record, act(people[0], one, "One"), act(people[1], two, "Two"))
    assert sorted(answer.status_code for answer in answers) == [200, 412], [
        answer.content for answer in answers
    ]
    (won,) = (answer for answer in answers if answer.status_code == 200)
    (lost,) = (answer for answer in answers if answer.status_code == 412)
    now = people[0].get(path)
    assert now["ETag"] == won["ETag"] == lost["ETag"]
    assert lost.json()["current"] == now.json()["members"] == won.json()["members"]
    changed = [one, two][answers.index(won)] == "change"
    assert ReviewNote.objects.count() == notes + (0 if changed else 1)


def test_two_approvals_at_once_when_nobody_locks_are_both_written(people, speciality, monkeypatch):  # noqa: F811
    """The harm that the lock prevents: without it the steps above do not pass."""
    record = speciality()
    submitted(Speciality.objects.get())
    path = f"/specialities/{record.uuid}"
    etag, together = people[0].get(path)["ETag"], threading.Barrier(2, timeout=WAITED_S)

    def unlocked(collection, uuids):
        return list(collection.model._default_manager.filter(uuid__in=uuids))

    def both_looked(collection, uuid):
        standing = reviews.standing_of(unlocked(collection, [uuid])[0])
        together.wait()
        return standing

    monkeypatch.setattr("tourism_backend.publishing.curation.lock_records", unlocked)
    monkeypatch.setattr(reviews, "_lock", both_looked)
    steps = [Step(partial(b.move, path, "approve", etag=etag)) for b in people]
    for step in steps:
        step.start()
    for step in steps:
        step.join()
    assert [step.answer.status_code for step in steps] == [200, 200]
    assert ReviewNote.objects.filter(move="approve").count() == 2


def test_two_saves_at_once_keep_what_was_approved(people, speciality):  # noqa: F811
    record = speciality()
    path = f"/specialities/{record.uuid}"
    mine, theirs = Speciality.objects.get(), Speciality.objects.get()
    mine.name_en, theirs.name_zh_hans = "Custard apple", "番荔枝"
    at_once(
        record,
        lambda: services.save(ROBOT, mine, ["name_en"]),
        lambda: services.save(ROBOT, theirs, ["name_zh_hans"]),
    )
    approved = reviews.approved_snapshot(record)["fields"]
    assert (approved["name_en"], approved["name_zh_hans"]) == (record.name_en, record.name_zh_hans)
    assert people[0].get(path).json()["stage"] == "pending"


def test_two_drafts_at_once_with_one_slug_are_one_draft_and_a_refusal(people):
    gate = threading.Barrier(2, timeout=WAITED_S)
    body = {"members": {"slug": "na", "name_vi": "Na", "kind": "fruit"}}

    def act(browser):
        def create():
            gate.wait()
            return browser.send("post", "/specialities", body)

        return create

    steps = [Step(act(browser)) for browser in people]
    for step in steps:
        step.start()
    for step in steps:
        step.join()
    answers = sorted((step.answer for step in steps), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [201, 422]
    assert answers[1].json()["errors"]
    assert Speciality.objects.count() == 1


@pytest.mark.parametrize("due", ["publish", "withdraw"])
def test_the_clock_when_two_workers_keep_it_strikes_once(speciality, due):  # noqa: F811
    record, now = speciality(), timezone.now()
    if due == "publish":
        submitted(Speciality.objects.get())
        later = reviews.Times(publish_at=now + timedelta(hours=1))
        reviews.approve(ROBOT, SPECIALITIES, record.uuid, "", later)
        reviews.Review.objects.update(publish_at=now - timedelta(minutes=1))
        act = reviews.publish_due
    else:
        Expiry.objects.create(collection="specialities", record=record.uuid, at=now)
        act = reviews.withdraw_due
    done = at_once(record, *[partial(act, SPECIALITIES, record.uuid)] * 2)
    assert sorted(done) == [False, True]
    assert ReviewNote.objects.filter(actor="schedule").count() == 1
