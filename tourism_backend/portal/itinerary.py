"""A tour as its page and its printed page show it: days, stops, ways between, facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.tours.heights import distance
from content.tours.models import Difficulty, Suits, Theme
from tourism_backend.portal import wording
from tourism_backend.portal.head import tag
from tourism_backend.portal.reading import Item

THEMES = dict(Theme.choices)
DIFFICULTIES = dict(Difficulty.choices)
SUITS = dict(Suits.choices)
COLOURS = 6  # of days: the front end's --day-1 … --day-6
NEAR_M = 60.0  # two stops this near are one place to walk about in


@dataclass(frozen=True)
class Stop:
    """A stop with the way to the next one in a straight line (m; None: it is the last)."""

    told: Item
    stay: str
    onward_m: float | None
    # Texts that are in the source language for want of a translation.
    untold: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Day:
    """A day: its number, title, text, its colour (1…6) and its stops."""

    number: int
    title: str
    text: str
    colour: int
    stops: Sequence[Stop]
    untold: frozenset[str] = frozenset()

    @property
    def stay(self) -> str:
        """The time at its stops altogether; empty while any of them is not said."""
        minutes = [stop.told["minutes"] for stop in self.stops]
        return stay(sum(minutes)) if minutes and all(minutes) else ""


def days_of(item: Item, original: Item | None = None) -> list[Day]:
    """The days of a tour; ``original`` is the same tour in the source language, if that differs."""
    days = []
    for n, day in enumerate(item["itinerary"]):
        same = original["itinerary"][n] if original else {}
        told = _stops(day["stops"], same.get("stops", ()))
        colour = (day["day"] - 1) % COLOURS + 1
        untold = _same(day, same, ("title", "text"))
        days.append(Day(day["day"], day["title"], day["text"], colour, told, untold))
    return days


def _same(told: Item, original: Item, fields: Sequence[str]) -> frozenset[str]:
    """The texts that are the same in both languages."""
    return frozenset(name for name in fields if told[name] and told[name] == original.get(name))


def _stops(told: Sequence[Item], original: Sequence[Item]) -> list[Stop]:
    onward: list[float | None] = [_metres(before, after) for before, after in pairwise(told)]
    texts = {stop["number"]: stop for stop in original}
    return [
        Stop(
            stop,
            stay(stop["minutes"]),
            metres,
            _same(stop, texts.get(stop["number"], {}), ("teaser", "note")),
        )
        for stop, metres in zip(told, [*onward, None], strict=False)
    ]


def _metres(before: Item, after: Item) -> float | None:
    metres = distance((before["lon"], before["lat"]), (after["lon"], after["lat"]))
    return metres if metres >= NEAR_M else None


def stay(minutes: int | None) -> str:
    """A time to stay: ``45 min``, ``1 h 30 min``; empty when it is not said."""
    if not minutes:
        return ""
    hours, rest = divmod(minutes, 60)
    parts = [_("%(n)s h") % {"n": hours}] if hours else []
    parts += [_("%(n)s min") % {"n": rest}] if rest else []
    return " ".join(parts)


def days(count: int) -> str:
    """``2 days``."""
    return ngettext("%(n)s day", "%(n)s days", count) % {"n": count}


def stops(count: int) -> str:
    """``7 stops``."""
    return ngettext("%(n)s stop", "%(n)s stops", count) % {"n": count}


@dataclass(frozen=True)
class Fact:
    """A fact in words: what, how much, and a remark."""

    name: str
    value: str
    note: str = ""


def facts(item: Item) -> list[Fact]:
    """The facts beside the title: only those that are known."""
    told = [
        Fact(_("Duration"), days(item["days"]), stops(item["stops"])),
        Fact(_("Difficulty"), str(DIFFICULTIES[item["difficulty"]])),
    ]
    if item["length_m"]:
        told.append(Fact(_("Length"), wording.distance(item["length_m"])))
    if item["ascent_m"] is not None:
        told.append(
            Fact(
                _("Climb"),
                _("%(n)s m") % {"n": wording.number(item["ascent_m"])},
                _("descent %(n)s m") % {"n": wording.number(item["descent_m"])},
            )
        )
        told.append(
            Fact(
                _("Heights"),
                _("%(low)s – %(high)s m")
                % {
                    "low": wording.number(item["lowest_m"]),
                    "high": wording.number(item["highest_m"]),
                },
            )
        )
    if item["months"]:
        told.append(Fact(_("Best months"), wording.month_ranges(item["months"])))
    return told


def suits(item: Item) -> str:
    """For whom it is good, in words."""
    return ", ".join(str(SUITS[name]) for name in item["suits"] if name in SUITS)


def themes(item: Item) -> list[tuple[str, str]]:
    """Its themes, the first one first: code and name."""
    return [(code, str(THEMES[code])) for code in item["themes"] if code in THEMES]


def other_names(item: Item, language: str) -> list[tuple[str, str]]:
    """Its names in the other languages: tag and name."""
    return [
        (tag(code), name)
        for code, name in item["names"].items()
        if name and code != language and name != item["name"]
    ]


def vague(item: Item) -> int:
    """How many of its stops are at places whose position is known roughly only."""
    return sum(1 for day in item["itinerary"] for stop in day["stops"] if stop["approximate"])


def lines_of(geometry: Any) -> tuple[tuple[tuple[float, float], ...], ...]:
    """The lines of a tour's GeoJSON geometry: lon, lat; none for a point or nothing."""
    if not geometry:
        return ()
    kind, coordinates = geometry["type"], geometry.get("coordinates")
    if kind == "LineString":
        coordinates = [coordinates]
    elif kind != "MultiLineString":
        return ()
    return tuple(tuple((lon, lat) for lon, lat, *_z in line) for line in coordinates)
