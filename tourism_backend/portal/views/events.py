"""Festivals and other events: the calendar, the weekend, one event, one of its dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from content.events import lunar
from content.events.models import EventKind
from content.events.occurrences import YEARS_AHEAD
from geo.areas.destination import zone
from geo.maps.figure import Fragments
from tourism_backend.portal import (
    enclosed,
    event_facts,
    event_words,
    links,
    lunar_words,
    month,
    pictures,
    trails,
)
from tourism_backend.portal.context import destination
from tourism_backend.portal.head import Head, tag
from tourism_backend.portal.pages import Page, Visit, live_page
from tourism_backend.portal.reading import Item, in_source_language, listed, record
from tourism_backend.portal.scenes import shared_of
from tourism_backend.portal.shapes import plan
from tourism_backend.portal.trails import Step
from tourism_backend.portal.views.places import dial, fee, small_map
from tourism_backend.publishing.collection import source_language
from tourism_backend.publishing.query import SOON

MOST = "500"
COMING = "6"
DATES = "60"
MONTHS_BACK = 12
KINDS = dict(EventKind.choices)
TEXTS = (
    *("teaser", "description", "programme", "venue", "date_note", "organiser", "fee"),
    *("area_name", "cancellation_reason"),
)
_HTTP = re.compile(r"^https?://[^\s]+$", re.IGNORECASE)


@live_page
def events(visit: Visit, first: date | None = None) -> Page:
    """A month: a sheet with the lunar date of each day, and what is held in it as a list."""
    today = timezone.localdate()
    visit.validate(today)
    asked, first = first is not None, _month(first, today)
    kind = visit.request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    sheet = month.of(first, _in_month(visit.language, first, kind), today)
    title = _("Festivals and events")
    when = event_words.month(first)
    steps = trails.trail(visit.language, Step(title))
    names = [item["name"] for day in sheet.days for item in month.begin(day)]
    head = Head(
        title=f"{title}, {when}" if asked else title,
        description=", ".join([when, *dict.fromkeys(names)]),
        facts=[trails.facts(visit.request, steps)],
    )
    context = {
        "sheet": sheet,
        "days": [(day, month.begin(day)) for day in sheet.days],
        "when": when,
        "lunar_years": [lunar_words.year(met) for met in sheet.lunar_years],
        "before": _other(first, -1, kind, today),
        "after": _other(first, 1, kind, today),
        "new_year": _new_year(today, kind),
        "kinds": _kinds(visit, kind),
        "kind": kind,
        "feed": feed(visit.language, f"?kind={kind}" if kind else ""),
        "weekdays": [date_format(day.date, "D") for day in sheet.weeks[0]],
        "soon": [] if names or sheet.some_time else _soon(visit.language, kind),
        "trail": steps,
    }
    return Page("portal/events.html", head, context)


def _month(asked: date | None, today: date) -> date:
    """The first day of the month asked for. Raises Http404 for one that nobody asks for."""
    this = today.replace(day=1)
    first = asked or this
    if not month.shift(this, -MONTHS_BACK) <= first <= month.shift(this, YEARS_AHEAD * 12):
        raise Http404
    return first


def _in_month(language: str, first: date, kind: str) -> Sequence[Item]:
    """What is held on the days of a month's sheet, soonest first."""
    begins = first - timedelta(days=first.weekday())
    ends = month.shift(first, 1) + timedelta(days=6)
    return held(language, _moment(begins), _moment(ends), kind=kind)


def held(language: str, begins: datetime, ends: datetime, kind: str = "") -> Sequence[Item]:
    """The occurrences between two moments, soonest first."""
    at = f"{begins.isoformat()}/{ends.isoformat()}"
    return listed("occurrences", language, at=at, sort="soonest", limit=MOST, kind=kind).items


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), zone())


def _soon(language: str, kind: str = "") -> Sequence[Item]:
    return listed("occurrences", language, sort="soonest", limit=COMING, kind=kind).items


def _other(first: date, months: int, kind: str, today: date) -> tuple[str, str] | None:
    """The month before or after: its name and address; None past the ends."""
    there = month.shift(first, months)
    try:
        _month(there, today)
    except Http404:
        return None
    return event_words.month(there), month_path(there, kind)


def month_path(first: date, kind: str = "") -> str:
    """The page of a month."""
    path = reverse("portal:events-month", kwargs={"first": first})
    return f"{path}?kind={kind}" if kind else path


def _new_year(today: date, kind: str) -> tuple[int, str]:
    """The coming Tết: its year, and the page of its month."""
    day = next(
        lunar.new_year(year)
        for year in (today.year, today.year + 1)
        if lunar.new_year(year) >= today
    )
    return day.year, month_path(day.replace(day=1), kind)


def _kinds(visit: Visit, chosen: str) -> list[tuple[str, Any, str, str]]:
    """The kinds there are events of: name, title, drawing, address of this page with it."""
    found = listed("events", visit.language, limit="1000", fields="kind,icon").items
    icons = {item["kind"]: item["icon"] for item in found}
    path = visit.request.path
    return [
        (kind, title, icons[kind], path if kind == chosen else f"{path}?kind={kind}")
        for kind, title in EventKind.choices
        if kind in icons
    ]


def feed(language: str, query: str = "", slug: str = "") -> str:
    """The address of a calendar feed."""
    with override(language):
        if slug:
            return reverse("portal:event-feed", kwargs={"slug": slug})
        return reverse("portal:events-feed") + query


@live_page
def weekend(visit: Visit) -> Page:
    """What is held this weekend, or the next; what comes soon."""
    today = timezone.localdate()
    visit.validate(today)
    begins, monday = SOON["weekend"](today)
    found = held(visit.language, _moment(begins), _moment(monday))
    title = _("This weekend")
    whole = links.of(visit.language)
    steps = trails.trail(
        visit.language, Step(_("Festivals and events"), reverse("portal:events")), Step(title)
    )
    when = event_words.days(begins, monday - timedelta(days=1))
    head = Head(
        title=f"{title}: {when}",
        description=", ".join(item["name"] for item in found)
        or _("Festivals and events this weekend in %(name)s.")
        % {"name": destination(visit.language)},
        facts=[trails.facts(visit.request, steps)],
    )
    sure = [item for item in found if not _vague(item)]
    context = {
        "when": when,
        "sure": sure,
        "some_time": [item for item in found if _vague(item)],
        "soon": [item for item in _soon(visit.language) if item not in found],
        "trail": steps,
        "map_link": whole.map,
        "feed": feed(visit.language),
    }
    return Page("portal/weekend.html", head, context)


def _vague(item: Item) -> bool:
    return bool(item["approximate"]) and item["first_on"] != item["last_on"]


@live_page
def event(visit: Visit, slug: str) -> Page:
    """All that is public of an event, and its dates by the solar and the lunar calendar."""
    item, etag = record("events", visit.language, slug)
    visit.validate(etag, timezone.localdate())
    return _page(visit, item, None)


@live_page
def occurrence(visit: Visit, slug: str) -> Page:
    """One date of an event: the event's page, about that date."""
    chosen, etag = record("occurrences", visit.language, slug)
    item, of_event = record("events", visit.language, chosen["event"])
    visit.validate(etag, of_event, timezone.localdate())
    return _page(visit, item, chosen)


def _page(visit: Visit, item: Item, chosen: Item | None) -> Page:
    language = visit.language
    dates = listed("occurrences", language, event=item["slug"], sort="soonest", limit=DATES).items
    shown = chosen or next((one for one in dates if one["state"] != "cancelled"), None)
    small = _map(item)
    shown_pictures = pictures.of("events", item["id"], language)
    foreign = in_source_language("events", item, language, TEXTS)
    own = links.record("event", item["slug"], language)
    steps = _steps(language, item, chosen, own)
    context = {
        "event": item,
        "pictures": shown_pictures,
        "enclosed": enclosed.of("events", item["id"], language),
        "shown": shown or (dates[0] if dates else None),
        "chosen": chosen,
        "dates": dates,
        "kind": KINDS.get(item["kind"], ""),
        "rule": event_words.rule(item["rule"]),
        "foreign": {name: tag(source_language()) for name in foreign},
        "other_names": [
            (tag(code), name)
            for code, name in item["names"].items()
            if name and code != language and name != item["name"]
        ],
        "fee": fee(item),
        "website": item["website"] if _HTTP.match(item["website"] or "") else None,
        "dial": dial(item["phone"]),
        "feed": feed(language, slug=item["slug"]),
        "map": small,
        "main": item["place_list"][0] if item["place_list"] else None,
        "map_link": links.record_on_map("occurrences", shown["slug"], language)
        if shown and shown["lon"] is not None
        else "",
        "plan": plan(visit.version),
        "own": own,
        "trail": steps,
    }
    head = _head(visit, item, chosen, dates, steps, photo=pictures.share(shown_pictures))
    return Page("portal/event.html", head, context, small.csp if small else {})


def _steps(language: str, item: Item, chosen: Item | None, own: str) -> list[Step]:
    section = Step(_("Festivals and events"), reverse("portal:events"))
    if chosen is None:
        return trails.trail(language, section, Step(item["name"]))
    named = Step(item["name"], own)
    return trails.trail(language, section, named, Step(event_words.when(chosen)))


def _map(item: Item) -> Fragments | None:
    """The small map: the event's own point, else its best known place."""
    if item["place_list"]:
        main = item["place_list"][0]
        return small_map(
            lon=main["lon"],
            lat=main["lat"],
            accuracy_m=main["accuracy_m"],
            icon=item["icon"],
            colour=item["colour"],
            approximate=bool(main["approximate"]),
        )
    if item["lon"] is None or item["position_approximate"]:
        return None
    return small_map(
        lon=item["lon"],
        lat=item["lat"],
        accuracy_m=0,
        icon=item["icon"],
        colour=item["colour"],
        approximate=False,
    )


def _head(
    visit: Visit,
    item: Item,
    chosen: Item | None,
    dates: Sequence[Item],
    steps: list[Step],
    *,
    photo: str,
) -> Head:
    build = visit.request.build_absolute_uri
    image = shared_of(item["icon"])
    region = destination(visit.language)
    told = [chosen] if chosen else [one for one in dates if one["lon"] is not None][:3]
    facts = [
        event_facts.event(
            item,
            one,
            address=build(links.record("occurrence", one["slug"], visit.language)),
            image=build(photo or links.static(image)),
            region=region,
        )
        for one in told
    ]
    where = ", ".join(filter(None, [*item["place_names"][:1], item["area_name"], region]))
    when = event_words.when(chosen) if chosen else event_words.rule(item["rule"])
    return Head(
        title=f"{item['name']}, {when}" if chosen else item["name"],
        description=". ".join(
            part.rstrip(".") for part in (when, item["description"] or where) if part
        ),
        image=image,
        photo=photo,
        kind="article",
        facts=[*facts, trails.facts(visit.request, steps)],
    )
