"""iCalendar feeds over the public rows: all events, or those of a kind, a place, an area."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from content.events.collection import EVENTS, OCCURRENCES
from content.events.ical import MEDIA_TYPE, Entry, Feed, render
from geo.areas.destination import zone
from tourism_backend.common.http import not_modified
from tourism_backend.common.problems import not_found, problem_of
from tourism_backend.publishing import reads
from tourism_backend.publishing.collection import column
from tourism_backend.publishing.query import Query, parse
from tourism_backend.publishing.statements import where

# Occurrences of one feed at most, the soonest first.
MOST = 2000
KEPT = timedelta(days=90)
CACHE_CONTROL = "public, max-age=3600"
# What a list understands and a feed does not: it is whole, and always a calendar.
NOT_OF_FEEDS = ("bbox", "card", "cursor", "fields", "format", "lang", "limit", "sort")


@require_safe
@gzip_page
def calendar(request: HttpRequest) -> HttpResponse:
    """``/<language>/events.ics``: the coming occurrences that the parameters ask for."""
    return _answer(request, None)


@require_safe
@gzip_page
def calendar_of_event(request: HttpRequest, slug: str) -> HttpResponse:
    """``/<language>/events/<slug>.ics``: the coming occurrences of one event."""
    return _answer(request, slug)


def _answer(request: HttpRequest, slug: str | None) -> HttpResponse:
    try:
        return _feed(request, slug)
    except Exception as error:
        problem = problem_of(error)
        if problem is None:
            raise
        return problem.response(request)


def _feed(request: HttpRequest, slug: str | None) -> HttpResponse:
    language = get_language() or settings.LANGUAGE_CODE
    given = request.GET.dict()
    unknown = [name for name in NOT_OF_FEEDS if name in given]
    if unknown:
        given = {"unknown-" + unknown[0]: ""}
    title = _("Events in %(name)s") % {"name": _destination(language)}
    if slug is not None:
        title = _name_of(slug, language)
        given |= {"event": slug}
    # What is over stays for a while: a calendar would drop it the hour it ends.
    kept = datetime.combine(timezone.localdate() - KEPT, time(), zone())
    given.setdefault("at", f"{kept.isoformat()}/..")
    query = parse(OCCURRENCES, given, language=language)
    etag = _etag(request, query)
    response = not_modified(request, etag)
    if response is None:
        body = render(_told(request, title, language), entries(query))
        response = HttpResponse(body, content_type=MEDIA_TYPE)
        response["Content-Disposition"] = f'inline; filename="{slug or "events"}.ics"'
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    response["Content-Language"] = language
    return response


def _name_of(slug: str, language: str) -> str:
    """The name of a public event. Raises Problem 404 or 410."""
    try:
        found = reads.detail(Query(collection=EVENTS, language=language), slug)
    except reads.Moved:
        raise not_found() from None
    return str(orjson.loads(found.body)["name"])


def _destination(language: str) -> str:
    names: dict[str, str] = settings.DESTINATION["name"]
    return names.get(language) or names[settings.LANGUAGE_CODE]


def _told(request: HttpRequest, title: str, language: str) -> Feed:
    # The page's address is the declaration's: content knows no portal.
    page = f"/{language}/{OCCURRENCES.page}".replace("{slug}", "SLUG")
    return Feed(
        name=title,
        description=_("Festivals and other events, lunar dates by the Vietnamese calendar."),
        language=language,
        source=request.build_absolute_uri(),
        page=request.build_absolute_uri(page).replace("SLUG", "{slug}"),
    )


def _etag(request: HttpRequest, query: Query) -> str:
    """What decides over the bytes: the rows' version, how many are over by now, the address."""
    conditions, params = where(query)
    ((version, count),) = reads.fetch(
        "SELECT (SELECT coalesce(max(version), 0) FROM publishing_collection WHERE name = ANY(%s)),"
        f" (SELECT count(*) FROM {OCCURRENCES.partition} r WHERE {' AND '.join(conditions)})",
        [[EVENTS.name, OCCURRENCES.name], *params],
        prepare=query.unfiltered,
    )
    address = reads.content_etag(request.build_absolute_uri().encode()).strip('W/"')
    return f'W/"{version}-{count}-{query.language}-{address}"'


def entries(query: Query) -> list[Entry]:
    """The occurrences a query asks for, soonest first: one statement."""
    conditions, params = where(query)
    suffix = column(query.language)
    rows = reads.fetch(
        f"SELECT r.id, r.version, r.changed_at, r.summary_{suffix},"
        f" e.summary_{suffix}::jsonb ->> 'teaser'"
        f" FROM {OCCURRENCES.partition} r LEFT JOIN {EVENTS.partition} e"
        f" ON e.slug = r.summary_{suffix}::jsonb ->> 'event'"
        f" WHERE {' AND '.join(conditions)} ORDER BY lower(r.period), r.id LIMIT {MOST}",
        params,
        prepare=query.unfiltered,
    )
    return [_entry(row) for row in rows]


def _entry(row: tuple[Any, ...]) -> Entry:
    key, version, changed_at, summary, teaser = row
    return Entry(key, version, changed_at, orjson.loads(summary), teaser or "")
