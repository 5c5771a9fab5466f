"""A plan as a value: days of stops with their times, why each is there, what was left out.

Language-neutral: slugs, codes, minutes of the day. ``telling.py`` puts it into words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Leg:
    """The way to a stop, or back to the start: minutes and metres."""

    minutes: int
    metres: int


@dataclass(frozen=True)
class Reason:
    """Why a stop is there: a code, and the record (slug) or number it is about."""

    code: str
    record: str = ""
    minutes: int = 0


@dataclass(frozen=True)
class Stop:
    """A visit: arrival and departure in minutes from the day's midnight.

    ``wait`` are the minutes between getting there and the visit. ``notes`` are codes of what is
    not certain, ``warnings`` of what does not hold.
    """

    place: str
    arrive: int
    depart: int
    wait: int
    leg: Leg
    locked: bool = False
    why: tuple[Reason, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def stay(self) -> int:
        """Minutes of the visit."""
        return self.depart - self.arrive


@dataclass(frozen=True)
class DayPlan:
    """A day: its date, its hours, its stops, the way back and when one is back."""

    date: str
    opens: int
    closes: int
    stops: tuple[Stop, ...]
    back: Leg | None
    end: int
    midday: tuple[int, int] | None = None
    holiday: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class LeftOut:
    """A must-see that is not in the plan, and why; ``record`` is a disruption's slug."""

    place: str
    reason: str
    record: str = ""


@dataclass(frozen=True)
class Plan:
    """What the planner answers. ``router`` says whose travel times these are."""

    days: tuple[DayPlan, ...]
    left_out: tuple[LeftOut, ...]
    router: str
    start: tuple[float, float]

    def places(self) -> list[str]:
        """The slugs of all stops."""
        return [stop.place for day in self.days for stop in day.stops]

    def totals(self) -> dict[str, int]:
        """Sums over all days."""
        stops = [stop for day in self.days for stop in day.stops]
        legs = [stop.leg for stop in stops] + [day.back for day in self.days if day.back]
        return {
            "stops": len(stops),
            "visit_minutes": sum(stop.stay for stop in stops),
            "travel_minutes": sum(leg.minutes for leg in legs),
            "travel_metres": sum(leg.metres for leg in legs),
            "wait_minutes": sum(stop.wait for stop in stops),
        }

    def as_json(self) -> dict[str, Any]:
        """The plan as it is kept."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Plan:
        """A plan that was kept."""
        return cls(
            days=tuple(_day(day) for day in kept["days"]),
            left_out=tuple(LeftOut(**one) for one in kept["left_out"]),
            router=kept["router"],
            start=(kept["start"][0], kept["start"][1]),
        )


def _day(kept: Mapping[str, Any]) -> DayPlan:
    midday: Sequence[int] | None = kept["midday"]
    members = dict(kept) | {
        "stops": tuple(_stop(stop) for stop in kept["stops"]),
        "back": Leg(**kept["back"]) if kept["back"] else None,
        "midday": (midday[0], midday[1]) if midday else None,
        "warnings": tuple(kept["warnings"]),
    }
    return DayPlan(**members)


def _stop(kept: Mapping[str, Any]) -> Stop:
    members = dict(kept) | {
        "leg": Leg(**kept["leg"]),
        "why": tuple(Reason(**reason) for reason in kept["why"]),
        "notes": tuple(kept["notes"]),
        "warnings": tuple(kept["warnings"]),
    }
    return Stop(**members)
