"""What waits for a curator: a registry of queries over working records, one statement for all.

A room registers its own entries in ``AppConfig.ready()``. An entry is SQL that gives a row for each
record that waits: ``kind`` (``places.place``), ``pk``, ``title``, ``since`` (when it began to wait,
or NULL), ``about`` (what else the row is about, such as the twin's id; else an empty text) and
``note`` (jsonb, told in words by ``tell``).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from tourism_backend.common.actors import Actor, require
from tourism_backend.publishing import links, texts
from tourism_backend.publishing.registry import registry

Note = Mapping[str, Any]
SOON = "30 days"
SHOWN = 5  # rows of an entry where all entries are shown
NOTHING_SQL = (
    "SELECT ''::text AS kind, 0::bigint AS pk, ''::text AS title, NULL::timestamptz AS since,"
    " ''::text AS about, '{}'::jsonb AS note WHERE false"
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing to be done, and the records it is to be done to.

    ``sql`` is asked each time, since collections come and go with the installation. ``page`` is the
    page of the admin a row leads to.
    """

    name: str
    title: Any  # lazy text
    help: Any  # lazy text: what to do about it
    sql: Callable[[], str]
    tell: Callable[[Note], str] = lambda note: ""
    page: str = "change"


@dataclass(frozen=True)
class Row:
    """A record that waits."""

    kind: str
    pk: int
    title: str
    since: datetime | None
    about: str
    note: str


@dataclass(frozen=True)
class Waiting:
    """An entry, how many records wait in it, and the first of them."""

    entry: Entry
    count: int
    rows: Sequence[Row]


class Worklist:
    """The entries, in the order they are shown."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}

    def register(self, *entries: Entry) -> None:
        """Add entries. Raises ValueError when a name is taken."""
        for entry in entries:
            if entry.name in self._entries:
                raise ValueError(f"the worklist has an entry {entry.name!r} already")
            self._entries[entry.name] = entry

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def get(self, name: str) -> Entry | None:
        """The entry of that name, if there is one."""
        return self._entries.get(name)


worklist = Worklist()


def waiting(
    kinds: Sequence[str], entries: Sequence[Entry], *, limit: int = SHOWN, offset: int = 0
) -> list[Waiting]:
    """What waits among records of these kinds, entry by entry: one statement."""
    if not entries or not kinds:
        return [Waiting(entry, 0, []) for entry in entries]
    parts: list[str] = []
    params: list[Any] = []
    for number, entry in enumerate(entries):
        parts.append(f"({_part(number, entry)})")
        params += [list(kinds), entry.name, limit, offset]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        found = cursor.fetchall()
    told: dict[int, list[Any]] = {number: [] for number in range(len(entries))}
    for row in found:
        told[row[0]].append(row)
    return [_waiting(entry, told[number]) for number, entry in enumerate(entries)]


def _part(number: int, entry: Entry) -> str:
    # A literal % of an entry's SQL is no parameter of ours.
    sql = entry.sql().replace("%", "%%")
    return f"""
        SELECT {number} AS entry, count(*) OVER () AS n, q.kind, q.pk, q.title, q.since, q.about,
            q.note::text
        FROM ({sql}) q
        WHERE q.kind = ANY(%s) AND NOT EXISTS (
            SELECT FROM publishing_dismissal d
            WHERE d.entry = %s AND d.kind = q.kind AND d.record = q.pk AND d.about = q.about
              AND (q.since IS NULL OR d.at >= q.since))
        ORDER BY q.since DESC NULLS LAST, q.kind, q.pk LIMIT %s OFFSET %s"""


def _waiting(entry: Entry, rows: Sequence[Any]) -> Waiting:
    told = [
        Row(kind, pk, title or "–", since, about, str(entry.tell(json.loads(note))))
        for _n, _count, kind, pk, title, since, about, note in rows
    ]
    return Waiting(entry, rows[0][1] if rows else 0, told)


@transaction.atomic
def dismiss(actor: Actor, entry: Entry, kind: str, pk: int, about: str = "") -> None:
    """Leave a record as it is: it waits no more until it changes. Raises Forbidden, LookupError."""
    model = apps.get_model(kind)
    require(actor, f"{model._meta.model_name}.change")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO publishing_dismissal (entry, kind, record, about, by_whom, at)"
            " VALUES (%s, %s, %s, %s, %s, clock_timestamp())"
            " ON CONFLICT (entry, kind, record, about)"
            " DO UPDATE SET at = excluded.at, by_whom = excluded.by_whom",
            [entry.name, kind, pk, about, actor.label],
        )


# --- what waits in every collection


def _reviews(state: str) -> Callable[[], str]:
    """Records whose open review is in this state."""

    def sql() -> str:
        people = get_user_model()._meta.db_table
        parts = [
            f"SELECT {links.named_record(c)}, r.submitted_at AS since, '' AS about,"
            " jsonb_build_object('who',"
            " coalesce(nullif(trim(p.first_name || ' ' || p.last_name), ''), p.username)) AS note"
            f" FROM publishing_review r JOIN {c.model._meta.db_table} t ON t.uuid = r.record"
            f" LEFT JOIN {people} p ON p.id = r.submitted_by_id"
            f" WHERE r.collection = '{c.name}' AND r.state = '{state}'"
            for c in registry
        ]
        return _union(parts)

    return sql


def _expiring() -> str:
    """Records that are to be withdrawn soon."""
    parts = [
        f"SELECT {links.named_record(c)}, e.at - interval '{SOON}' AS since, '' AS about,"
        " jsonb_build_object('at', e.at) AS note"
        f" FROM publishing_expiry e JOIN {c.model._meta.db_table} t ON t.uuid = e.record"
        f" WHERE e.collection = '{c.name}' AND e.at < now() + interval '{SOON}'"
        for c in registry
    ]
    return _union(parts)


def _tell_expiring(note: Note) -> str:
    at = localtime(datetime.fromisoformat(note["at"]))
    return date_format(at, "SHORT_DATETIME_FORMAT")


def _union(parts: Sequence[str]) -> str:
    return " UNION ALL ".join(parts) or NOTHING_SQL


def _untranslated() -> str:
    """Published and draft records with texts that lack a translation, or whose source changed."""
    parts = []
    for collection in registry:
        found = texts.translations(collection.model)
        if not found:
            continue
        lacks, old = (
            "array_remove(ARRAY["
            + ", ".join(f"CASE WHEN {test(text)} THEN '{text.name}' END" for text in found)
            + "], NULL)"
            for test in (texts.missing, texts.older)
        )
        meta = collection.model._meta
        parts.append(
            f"SELECT {links.named_record(collection)},"
            " t.updated_at AS since, '' AS about,"
            " jsonb_build_object('missing', m.lacks, 'older', m.old) AS note"
            f" FROM {meta.db_table} t"
            f" LEFT JOIN publishing_text w ON w.kind = '{meta.db_table}' AND w.record = t.id,"
            f" LATERAL (SELECT {lacks} AS lacks, {old} AS old) m"
            " WHERE t.status <> 'withdrawn' AND (m.lacks <> '{}' OR m.old <> '{}')"
        )
    return _union(parts)


def _tell_untranslated(note: Note) -> str:
    counts = []
    if note["older"]:
        counts.append(_("older than the source: %s") % _columns(note["older"]))
    if note["missing"]:
        counts.append(_("missing: %s") % _columns(note["missing"]))
    return " · ".join(str(count) for count in counts)


def _columns(names: Sequence[str]) -> str:
    """``name_en, teaser_en, name_zh_hans`` by language: ``EN 2, ZH 1``."""
    counts: dict[str, int] = {}
    for name in names:
        code = name.removesuffix("_hans").rpartition("_")[2].upper()
        counts[code] = counts.get(code, 0) + 1
    return ", ".join(f"{code} {count}" for code, count in sorted(counts.items()))


def _unverified() -> str:
    """Published records whose position nobody has verified; the less accurate first."""
    parts = []
    for collection in registry:
        meta = collection.model._meta
        columns = {field.column for field in meta.fields}
        if not {"point", "accuracy_m", "verified"} <= columns:
            continue
        parts.append(
            f"SELECT {links.named_record(collection)},"
            " NULL::timestamptz AS since, t.accuracy_m::text AS about,"
            " jsonb_build_object('metres', t.accuracy_m) AS note"
            f" FROM {meta.db_table} t WHERE t.status = 'published' AND NOT t.verified"
        )
    return _union(parts)


def _broken_links() -> str:
    """Records that name an address which does not answer."""
    return (
        "SELECT n.kind, n.pk, n.title, l.failing_since AS since, n.url AS about,"
        " jsonb_build_object('url', n.url, 'status', l.status, 'problem', l.problem) AS note"
        f" FROM ({links.named(registry)}) n JOIN publishing_link l USING (url)"
        f" WHERE l.failures > 0 AND {links.BROKEN}"
    )


def _unlicensed() -> str:
    """Published records of which nobody knows under what licence they may be passed on."""
    parts = [
        f"SELECT {links.named_record(c)}, NULL::timestamptz AS since, '' AS about,"
        " jsonb_build_object('provider', t.provider) AS note"
        f" FROM {c.model._meta.db_table} t WHERE t.status = 'published' AND t.licence = ''"
        for c in registry
    ]
    return _union(parts)


worklist.register(
    Entry(
        name="reviews",
        title=_("To review"),
        help=_("Somebody submitted these: approve them, or ask for changes."),
        sql=_reviews("in_review"),
        tell=lambda note: str(note["who"] or ""),
        page="review",
    ),
    Entry(
        name="asked",
        title=_("Changes asked"),
        help=_("The review says what to change; then submit it again."),
        sql=_reviews("changes_asked"),
        tell=lambda note: str(note["who"] or ""),
        page="review",
    ),
    Entry(
        name="expiring",
        title=_("Withdrawn soon"),
        help=_("These leave the public by themselves at the time given."),
        sql=_expiring,
        tell=_tell_expiring,
        page="review",
    ),
    Entry(
        name="translations",
        title=_("Translations missing or older than their source"),
        help=_("The form marks each one; a translation that is still right is ticked there."),
        sql=_untranslated,
        tell=_tell_untranslated,
    ),
    Entry(
        name="positions",
        title=_("Positions to verify"),
        help=_("Look at the map, put the pin right, tick “verified”."),
        sql=_unverified,
        tell=lambda note: f"± {note['metres']} m",
    ),
    Entry(
        name="links",
        title=_("Broken links"),
        help=_("These addresses do not answer. Correct them or take them out."),
        sql=_broken_links,
        tell=lambda note: f"{note['url']} · {note['status'] or note['problem']}",
    ),
    Entry(
        name="licences",
        title=_("Licence not established"),
        help=_("Exports may pass these on only once their licence is known."),
        sql=_unlicensed,
        tell=lambda note: str(note["provider"]),
    ),
)
