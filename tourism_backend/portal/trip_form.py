"""The planner's form: what a browser sent, as a request; what is wrong with it, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.planner.asking import MODES, MOST_DAYS, MOST_MUST_SEE, PACES, PlanRequest
from geo.search import queries
from geo.search.question import parse
from tourism_backend.common.text import clean, fold
from tourism_backend.portal.frame import Frame
from tourism_backend.portal.reading import Item, listed
from tourism_backend.portal.views.proposals import read_position

PACE_WORDS = {
    "relaxed": gettext_lazy("Relaxed"),
    "normal": gettext_lazy("Normal"),
    "intense": gettext_lazy("Full"),
}
MODE_WORDS = {"driving": gettext_lazy("By car or motorbike"), "walking": gettext_lazy("On foot")}
MODE_ICONS = {"driving": "car", "walking": "walk"}
FROM_HOURS, UNTIL_HOURS = range(5, 14), range(11, 24)
OFFERED = 12  # best known places to tick
OTHERS = 4  # fields for places by name
NAMES = "300"  # names a browser may complete
NAME = 160
KINDS_NOT_OFFERED = {"accommodation", "transport-border", "visitor-services"}


@dataclass
class Given:
    """The form's values as they were sent, and as they are shown again."""

    date: str = ""
    days: int = 1
    opens: int = 8
    closes: int = 18
    pace: str = "normal"
    mode: str = "driving"
    interests: Sequence[str] = ()
    places: Sequence[str] = ()  # slugs
    others: Sequence[str] = ()  # names
    position: str = ""
    wheelchair: bool = False
    midday: bool = True
    mistakes: list[str] = field(default_factory=list)


def first_look(query: QueryDict) -> Given:
    """An empty form: tomorrow, one day; ``?place=`` ticks a place."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    return Given(date=tomorrow.isoformat(), places=[s[:120] for s in query.getlist("place")[:5]])


def sent(post: QueryDict) -> Given:
    """What was sent, cut to size."""
    return Given(
        date=post.get("date", "")[:10],
        days=_number(post.get("days", ""), 1, MOST_DAYS, 1),
        opens=_number(post.get("opens", ""), 0, 23, 8),
        closes=_number(post.get("closes", ""), 0, 23, 18),
        pace=post.get("pace", "") if post.get("pace") in PACES else "normal",
        mode=post.get("mode", "") if post.get("mode") in MODES else "driving",
        interests=[slug[:120] for slug in post.getlist("interest")],
        places=[slug[:120] for slug in post.getlist("place")],
        others=[clean(name)[:NAME] for name in post.getlist("other")[:OTHERS]],
        position=clean(post.get("position", ""))[:NAME],
        wheelchair="wheelchair" in post,
        midday="midday" in post,
    )


def read(given: Given, language: str) -> PlanRequest | None:
    """The request, or None with the mistakes noted."""
    first = _day(given)
    must = [*given.places, *_named(given, language)]
    start, lon, lat = _start(given, language)
    if given.mistakes or first is None:
        return None
    return PlanRequest(
        first=first,
        days=given.days,
        start=start,
        lon=lon,
        lat=lat,
        opens=time(given.opens),
        closes=time(given.closes),
        pace=next(pace for pace in PACES if pace == given.pace),
        mode=next(mode for mode in MODES if mode == given.mode),
        interests=tuple(given.interests),
        must_see=tuple(dict.fromkeys(must)),
        wheelchair=given.wheelchair,
        midday=given.midday,
    )


def place_called(name: str, language: str) -> str:
    """The slug of the public place best found by a name; empty when none is."""
    question = parse({"q": name, "limit": "10"}, language=language, typing=False)
    hits = [hit for hit in queries.search(question).hits if hit.collection == "places"]
    exact = [hit for hit in hits if fold(hit.name) == fold(name)]
    return next((hit.slug for hit in [*exact, *hits]), "")


def offered(given: Given, whole: Frame, language: str) -> Mapping[str, Any]:
    """What the form offers to choose from."""
    known = names(language)
    return {
        "given": given,
        "others": [*given.others, *[""] * OTHERS][:OTHERS],
        "kinds": [kind for kind in whole.tops() if kind.slug not in KINDS_NOT_OFFERED],
        "known": _offered_places(known, given),
        "names": known,
        "paces": PACE_WORDS.items(),
        "modes": [(code, name, MODE_ICONS[code]) for code, name in MODE_WORDS.items()],
        "day_counts": range(1, MOST_DAYS + 1),
        "from_hours": FROM_HOURS,
        "until_hours": UNTIL_HOURS,
        "today": timezone.localdate().isoformat(),
        "most": MOST_MUST_SEE,
    }


def names(language: str) -> Sequence[Item]:
    """The best known places, whose names a browser may complete."""
    return listed("places", language, limit=NAMES).items


def _offered_places(known: Sequence[Item], given: Given) -> list[Item]:
    """The best known, and those that were ticked."""
    first = list(known[:OFFERED])
    ticked = [item for item in known[OFFERED:] if item["slug"] in given.places]
    return [*ticked, *first]


def _number(text: str, low: int, high: int, default: int) -> int:
    number = int(text[:4]) if text.isascii() and text.isdigit() else default
    return number if low <= number <= high else default


def _day(given: Given) -> date | None:
    try:
        return date.fromisoformat(given.date)
    except ValueError:
        given.mistakes.append(_("Choose the first day."))
        return None


def _named(given: Given, language: str) -> list[str]:
    found = []
    for name in filter(None, given.others):
        slug = place_called(name, language)
        if slug:
            found.append(slug)
        else:
            given.mistakes.append(_("No place is called “%(name)s”.") % {"name": name})
    return found


def _start(given: Given, language: str) -> tuple[str, float | None, float | None]:
    """Where to start: a place's slug, or a position."""
    if not given.position:
        return "", None, None
    point = read_position(given.position)
    if point:
        return "", *point
    slug = place_called(given.position, language)
    if not slug:
        name = given.position
        given.mistakes.append(_("No place is called “%(name)s”.") % {"name": name})
    return slug, None, None
