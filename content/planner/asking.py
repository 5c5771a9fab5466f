"""What a visitor asks of the planner: one frozen value, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, time, timedelta
from typing import Any, Literal

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.planner.travel import Mode
from geo.areas.destination import within
from geo.places.models import Feature
from tourism_backend.common.problems import FieldError, invalid

Pace = Literal["relaxed", "normal", "intense"]
PACES: tuple[Pace, ...] = ("relaxed", "normal", "intense")
MODES: tuple[Mode, ...] = ("driving", "walking")
MOST_DAYS = 7
MOST_MUST_SEE = 20
MOST_AVOID = 50
MOST_INTERESTS = 10
SHORTEST_DAY = 2  # hours
AHEAD = timedelta(days=730)
SLUG = 120


@dataclass(frozen=True)
class Tempo:
    """What a pace means: stays longer or shorter, minutes lost at each stop, stops a day."""

    stay: float
    slack: int
    most: int


TEMPOS: dict[Pace, Tempo] = {
    "relaxed": Tempo(1.25, 15, 5),
    "normal": Tempo(1.0, 10, 7),
    "intense": Tempo(0.8, 5, 10),
}
# Nothing is visited meanwhile, where the day is long enough: minutes from midnight.
MIDDAY = (12 * 60, 13 * 60)


@dataclass(frozen=True, kw_only=True)
class PlanRequest:
    """A trip to plan. Places and categories are slugs; ``lon``/``lat`` degrees, WGS 84.

    Each day starts at ``start`` (a place), else at the point, else at the destination's centre,
    and ends there where ``back`` is set.
    """

    first: date
    days: int = 1
    start: str = ""
    lon: float | None = None
    lat: float | None = None
    opens: time = time(8)
    closes: time = time(18)
    pace: Pace = "normal"
    mode: Mode = "driving"
    interests: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    must_see: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    wheelchair: bool = False
    midday: bool = True
    back: bool = True

    @property
    def tempo(self) -> Tempo:
        """What its pace means."""
        return TEMPOS[self.pace]

    @property
    def dates(self) -> list[date]:
        """The days, in order."""
        return [self.first + timedelta(days=n) for n in range(self.days)]

    @property
    def hours(self) -> tuple[int, int]:
        """From when until when, in minutes from midnight."""
        return minute_of(self.opens), minute_of(self.closes)

    def as_json(self) -> dict[str, Any]:
        """The request as it is kept."""
        members = asdict(self)
        members |= {"first": self.first.isoformat()}
        members |= {"opens": clock(minute_of(self.opens)), "closes": clock(minute_of(self.closes))}
        return members

    @classmethod
    def of(cls, members: dict[str, Any]) -> PlanRequest:
        """A kept request."""
        lists = ("interests", "features", "must_see", "avoid")
        read: dict[str, Any] = {
            name: tuple(value) if name in lists else value for name, value in members.items()
        }
        read["first"] = date.fromisoformat(members["first"])
        read["opens"] = time.fromisoformat(members["opens"])
        read["closes"] = time.fromisoformat(members["closes"])
        return cls(**read)


def minute_of(when: time) -> int:
    """Minutes from midnight."""
    return when.hour * 60 + when.minute


def clock(minute: int) -> str:
    """``HH:MM`` of minutes from midnight; past midnight the hours go on."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


@dataclass
class _Faults:
    found: list[FieldError] = field(default_factory=list)

    def when(self, wrong: bool, name: str, reason: Any) -> None:
        if wrong:
            self.found.append(FieldError(name, reason))


def checked(asked: PlanRequest) -> PlanRequest:
    """The request, without doubles. Raises Problem 400 naming all that is wrong with it."""
    faults = _Faults()
    low, high = timezone.localdate() - timedelta(days=1), timezone.localdate() + AHEAD
    faults.when(
        not 1 <= asked.days <= MOST_DAYS,
        "days",
        _("give a whole number from 1 to %(most)d") % {"most": MOST_DAYS},
    )
    faults.when(
        not low <= asked.first <= high, "date", _("give a day from today to two years ahead")
    )
    faults.when(
        asked.hours[1] - asked.hours[0] < SHORTEST_DAY * 60,
        "until",
        _("a day needs at least %(hours)d hours") % {"hours": SHORTEST_DAY},
    )
    faults.when(asked.pace not in PACES, "pace", _one_of(PACES))
    faults.when(asked.mode not in MODES, "mode", _one_of(MODES))
    unknown = [name for name in asked.features if name not in Feature.values]
    faults.when(bool(unknown), "features", _one_of(Feature.values))
    _check_start(asked, faults)
    for name, values, most in (
        ("interests", asked.interests, MOST_INTERESTS),
        ("must_see", asked.must_see, MOST_MUST_SEE),
        ("avoid", asked.avoid, MOST_AVOID),
    ):
        faults.when(len(values) > most, name, _("at most %(most)d") % {"most": most})
        strange = any(len(value) > SLUG or "\0" in value or not value for value in values)
        faults.when(strange, name, _("give the slugs of public records"))
    both = set(asked.must_see) & set(asked.avoid)
    faults.when(bool(both), "avoid", _("a place cannot be both wanted and avoided"))
    if faults.found:
        raise invalid(*faults.found)
    return replace(
        asked,
        interests=_once(asked.interests),
        features=_once(asked.features),
        must_see=_once(asked.must_see),
        avoid=_once(asked.avoid),
    )


def _check_start(asked: PlanRequest, faults: _Faults) -> None:
    one = (asked.lon is None) != (asked.lat is None)
    faults.when(one, "start", _("give both lon and lat"))
    faults.when(
        bool(asked.start) and asked.lon is not None,
        "start",
        _("give a place or a position, not both"),
    )
    if asked.lon is not None and asked.lat is not None:
        outside = not within(asked.lon, asked.lat)
        faults.when(outside, "start", _("This position is outside the destination."))
    strange = len(asked.start) > SLUG or "\0" in asked.start
    faults.when(strange, "start", _("give the slugs of public records"))


def _one_of(values: Sequence[str]) -> Any:
    return _("give one of: %(values)s") % {"values": ", ".join(values)}


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def centre() -> tuple[float, float]:
    """Where a trip starts when nothing else is said: lon, lat."""
    lon, lat = settings.DESTINATION["centre"]
    return float(lon), float(lat)
