"""When monuments are to be inspected: the schedule, who is reminded, what waits for curators.

An inspection is due ``inspect_every`` months after the last survey; of a monument that was never
surveyed, on the day it was entered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.heritage.models import Monument
from geo.areas import destination
from tourism_backend.accounts.models import User
from tourism_backend.publishing.collection import column, source_language
from tourism_backend.publishing.worklist import Entry, Note, worklist

AHEAD_DAYS = 14  # curators are told so long before
# The day each planned inspection is due, in the database as everywhere.
_DUE = """
    SELECT m.id, m.slug, m.name_{language} AS name,
        coalesce((s.last + make_interval(months => m.inspect_every))::date,
                 m.created_at::date) AS due_on, s.last
    FROM heritage_monument m LEFT JOIN LATERAL (
        SELECT max(surveyed_on) AS last FROM heritage_survey WHERE monument_id = m.id) s ON true
    WHERE m.inspect_every IS NOT NULL AND m.status <> 'withdrawn'"""


@dataclass(frozen=True)
class Due:
    """A monument, and the day by which it is to be inspected."""

    pk: int
    slug: str
    name: str
    due_on: date


def _due() -> str:
    return _DUE.format(language=column(source_language()))


def due_by(day: date, *, monument: int | None = None) -> list[Due]:
    """What is to be inspected by that day, the longest overdue first."""
    only = " AND q.id = %s" if monument is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT q.id, q.slug, q.name, q.due_on FROM ({_due()}) q"
            f" WHERE q.due_on <= %s{only} ORDER BY q.due_on, q.slug",
            [day, *([monument] if monument is not None else [])],
        )
        return [Due(*row) for row in cursor.fetchall()]


def due_of(monument: Monument) -> date | None:
    """The day its next inspection is due; None when none is planned."""
    found = due_by(date.max, monument=monument.pk)
    return found[0].due_on if found else None


@transaction.atomic
def remind(now: datetime | None = None) -> int:
    """Tell the curators once of each inspection that is due or soon will be; how many they are.

    What they are told is noted in the same transaction: a mail that cannot be sent is tried again,
    and one killed between sending and noting is sent twice rather than never.
    """
    today = timezone.localdate(now, timezone=destination.zone())
    told = _note(due_by(today + timedelta(days=AHEAD_DAYS)))
    if told:
        _mail(told, today)
    return len(told)


def _note(soon: list[Due]) -> list[Due]:
    """Those nobody was reminded of yet; from now on they were. Two workers share them out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO heritage_reminder (monument_id, due_on, sent_at)"
            " SELECT key, due_on, now() FROM unnest(%s::bigint[], %s::date[]) q(key, due_on)"
            " ON CONFLICT (monument_id, due_on) DO NOTHING RETURNING monument_id, due_on",
            [[one.pk for one in soon], [one.due_on for one in soon]],
        )
        fresh = set(cursor.fetchall())
    return [one for one in soon if (one.pk, one.due_on) in fresh]


def _mail(told: list[Due], today: date) -> None:
    """One mail to the curators of monuments, in the source language."""
    people = User.objects.filter(is_active=True, is_staff=True).exclude(email="")
    addresses = sorted({one.email for one in people if one.may("monument.withdraw")})
    if not addresses:
        return
    with translation.override(source_language()):
        late, coming = _("overdue"), _("due")
        lines = [
            f"- {one.name} ({one.slug}): {late if one.due_on < today else coming} {one.due_on}"
            for one in told
        ]
        body = "\n".join([_("These monuments are to be inspected:"), "", *lines])
        subject = _("Inspections due: %d") % len(told)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, addresses)


def waiting() -> str:
    """Inspections that are due, for the worklist."""
    return f"""
        SELECT 'heritage.monument' AS kind, q.id AS pk, q.name AS title,
            q.due_on::timestamptz AS since, '' AS about,
            jsonb_build_object('due', q.due_on, 'last', q.last) AS note
        FROM ({_due()}) q WHERE q.due_on <= current_date + {AHEAD_DAYS}"""


def open_incidents() -> str:
    """Incidents that are not settled, for the worklist."""
    return f"""
        SELECT 'heritage.monument' AS kind, m.id AS pk,
            m.name_{column(source_language())} AS title, i.happened_on::timestamptz AS since,
            i.id::text AS about, jsonb_build_object('what', left(i.what, 120)) AS note
        FROM heritage_incident i JOIN heritage_monument m ON m.id = i.monument_id
        WHERE i.closed_on IS NULL"""


def _tell(note: Note) -> str:
    due = _("due on %s") % note["due"]
    last = _("last surveyed on %s") % note["last"] if note["last"] else _("never surveyed")
    return f"{due} · {last}"


def _tell_incident(note: Note) -> str:
    return str(note["what"])


def register() -> None:
    """Put them on the worklist."""
    worklist.register(
        Entry(
            name="inspections",
            title=gettext_lazy("Monuments to be inspected"),
            help=gettext_lazy("Survey it and enter the survey: the next one is counted from it."),
            sql=waiting,
            tell=_tell,
        ),
        Entry(
            name="incidents",
            title=gettext_lazy("Incidents that are not settled"),
            help=gettext_lazy("See to it, then enter the day it was settled."),
            sql=open_incidents,
            tell=_tell_incident,
        ),
    )
