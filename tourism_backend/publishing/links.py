"""Links that records name, asked for now and then, politely; what became of it is kept."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from django.core.validators import URLValidator
from django.db import connection
from django.utils import timezone

from tourism_backend.common import outbound
from tourism_backend.common.outbound import Answer
from tourism_backend.publishing.collection import Collection, column, source_language
from tourism_backend.publishing.registry import registry

log = logging.getLogger(__name__)
AGAIN, AGAIN_WHEN_FAILING = timedelta(days=14), timedelta(days=1)
AT_ONCE = 60  # addresses in one run
PAUSE_S = 1.0  # between two requests to one host
LONGEST_S = 420  # of a run; what is left is due the next time
# Servers that turn programs away have the page all the same.
UNKNOWN = frozenset({401, 402, 403, 407, 408, 425, 429, 451, 999})
# One failure may be the network's or a bad day's; two on two days are the link's.
BROKEN_AFTER = 2
BROKEN = f"(l.failures >= {BROKEN_AFTER} OR l.status IN (404, 410))"


@dataclass(frozen=True)
class Checked:
    """A run in counts."""

    asked: int = 0
    failing: int = 0
    offline: bool = False


def named_record(collection: Collection) -> str:
    """SQL of what names a working record ``t`` on lists: ``kind, pk, title``."""
    meta = collection.model._meta
    name = f"name_{column(source_language())}"
    title = name if name in {field.column for field in meta.fields} else "slug"
    return f"'{meta.label_lower}' AS kind, t.id AS pk, t.{title} AS title"


def named(collections: Iterable[Collection]) -> str:
    """SQL of every address that records name: ``kind, pk, title, url``; withdrawn ones left out."""
    parts = []
    for collection in collections:
        meta = collection.model._meta
        columns = [
            f.column
            for f in meta.fields
            if any(isinstance(check, URLValidator) for check in getattr(f, "validators", ()))
        ]
        addresses = [f"SELECT t.{column} AS url" for column in columns]
        addresses.append(
            "SELECT coalesce(s ->> 'url', s #>> '{}') AS url FROM jsonb_array_elements("
            "CASE jsonb_typeof(t.sources) WHEN 'array' THEN t.sources ELSE '[]' END) s"
        )
        parts.append(
            f"SELECT {named_record(collection)}, u.url"
            f" FROM {meta.db_table} t, LATERAL ({' UNION ALL '.join(addresses)}) u"
            " WHERE t.status <> 'withdrawn' AND u.url ~ '^https?://'"
        )
    return " UNION ALL ".join(parts)


def check(limit: int = AT_ONCE, pause: float = PAUSE_S) -> Checked:
    """Ask for the addresses that are due, and keep what became of it.

    When nothing at all answers, it is we who are cut off: then nothing is kept.
    """
    due = _due(limit)
    http = outbound.session()
    answers: dict[str, Answer] = {}
    last: dict[str, float] = {}
    end = time.monotonic() + LONGEST_S
    for url in due:
        if time.monotonic() > end:
            break
        host = urlsplit(url).hostname or ""
        time.sleep(max(0.0, last.get(host, 0.0) + pause - time.monotonic()))
        answers[url] = outbound.ask(http, url)
        last[host] = time.monotonic()
    if answers and all(answer.problem == "no connection" for answer in answers.values()):
        log.warning("none of %d links answers: taken for our own lack of a network", len(answers))
        return Checked(asked=len(answers), offline=True)
    failing = _keep(answers)
    return Checked(asked=len(answers), failing=failing)


def _due(limit: int) -> Sequence[str]:
    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT n.url FROM (SELECT DISTINCT url FROM ({named(registry)}) a) n
            LEFT JOIN publishing_link l USING (url)
            WHERE l.url IS NULL OR l.checked_at < CASE WHEN l.failures > 0 THEN %s ELSE %s END
            ORDER BY l.checked_at NULLS FIRST, n.url LIMIT %s
            """,
            [now - AGAIN_WHEN_FAILING, now - AGAIN, limit],
        )
        return [row[0] for row in cursor.fetchall()]


def _keep(answers: dict[str, Answer]) -> int:
    rows = [
        (url, answer.status, answer.problem, int(_fails(answer))) for url, answer in answers.items()
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            """
            INSERT INTO publishing_link AS l
                (url, checked_at, status, problem, failures, failing_since)
            VALUES (%s, now(), %s, %s, %s, NULL)
            ON CONFLICT (url) DO UPDATE SET checked_at = now(), status = excluded.status,
                problem = excluded.problem,
                failures = CASE WHEN excluded.failures = 0 THEN 0 ELSE l.failures + 1 END
            """,
            rows,
        )
        cursor.execute(
            "UPDATE publishing_link SET failing_since ="
            " CASE WHEN failures > 0 THEN coalesce(failing_since, now()) END WHERE url = ANY(%s)",
            [list(answers)],
        )
    return sum(row[3] for row in rows)


def _fails(answer: Answer) -> bool:
    if answer.status is None:
        return True
    return answer.status >= 400 and answer.status not in UNKNOWN
