"""When a monument is to be inspected, and that curators hear of it once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from content.heritage import inspections
from content.heritage.models import Incident, Reminder, Survey
from content.heritage.tasks import REMIND, remind_of_inspections
from tourism_backend.celery import app

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 28, 3, tzinfo=UTC)


@pytest.fixture
def surveyed(monument):
    made = monument(name_vi="Chùa Thành")
    Survey.objects.create(
        monument=made, surveyed_on=date(2026, 1, 5), surveyor="Bế Văn", grade="poor"
    )
    return made


def plan(monument, months):
    monument.inspect_every = months
    monument.save()
    return monument


@pytest.mark.parametrize(
    ("months", "due"),
    [
        (None, None),
        (6, date(2026, 7, 5)),
        (12, date(2027, 1, 5)),
        (11, date(2026, 12, 5)),
    ],
)
def test_inspection_when_planned_is_due_months_after_the_last_survey(surveyed, months, due):
    assert inspections.due_of(plan(surveyed, months)) == due


def test_inspection_when_never_surveyed_is_due_at_once(monument):
    made = plan(monument(), 12)
    assert inspections.due_of(made) == made.created_at.date()


def test_reminder_when_due_soon_is_mailed_once_for_each_due_day(surveyed, curator):
    curator.email = "curator@example.org"
    curator.save()
    plan(surveyed, 6)
    assert [inspections.remind(NOW), inspections.remind(NOW)] == [1, 0]
    (sent,) = mail.outbox
    assert sent.to == ["curator@example.org"]
    assert "Chùa Thành (di-tich)" in sent.body
    assert "2026-07-05" in sent.body
    plan(surveyed, 5)
    assert inspections.remind(NOW) == 1


def test_reminder_when_not_due_yet_or_withdrawn_is_not_sent(surveyed, curator):
    plan(surveyed, 6)
    assert inspections.remind(NOW - timedelta(days=30)) == 0
    type(surveyed).objects.filter(pk=surveyed.pk).update(status="withdrawn")
    assert inspections.remind(NOW) == 0


def test_reminder_when_the_mail_fails_is_tried_again(surveyed, curator, settings):
    curator.email = "curator@example.org"
    curator.save()
    plan(surveyed, 6)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    with pytest.raises(OSError, match="refused"):
        inspections.remind(NOW)
    assert not Reminder.objects.exists()


def test_task_is_run_daily():
    assert app.conf.beat_schedule[REMIND]["task"] == remind_of_inspections.name


def test_worklist_shows_what_is_due_and_incidents_that_are_open(client, curator, surveyed):
    plan(surveyed, 6)
    Incident.objects.create(monument=surveyed, happened_on=date(2026, 2, 1), what="Cây đổ")
    client.force_login(curator)
    page = client.get(reverse("admin:worklist"), headers={"Accept-Language": "en"}).content.decode()
    assert "due on 2026-07-05 · last surveyed on 2026-01-05" in page
    assert "Cây đổ" in page
