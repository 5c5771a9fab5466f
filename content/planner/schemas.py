"""The shapes of what the API of plans takes and gives."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.conf import settings
from ninja import Field, Schema
from pydantic import BeforeValidator, StrictBool
from pydantic_core import PydanticCustomError

from content.planner.asking import (
    MOST_AVOID,
    MOST_DAYS,
    MOST_INTERESTS,
    MOST_MUST_SEE,
    SLUG,
    PlanRequest,
)
from content.planner.layout import Visit
from content.planner.models import LONGEST_STAY, SHORTEST_STAY, TITLE
from content.planner.saved import MOST_STOPS, Change
from geo.places.models import Feature

WEST, SOUTH, EAST, NORTH = settings.DESTINATION["bbox"]
CLOCK = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"


def _number(kind: Literal["int_type", "float_type"]) -> BeforeValidator:
    """JSON's own numbers only: a text or a truth value is none."""

    def check(value: Any) -> Any:
        if isinstance(value, str | bool):
            raise PydanticCustomError(kind, "give a number")
        return value

    return BeforeValidator(check)


# After a field's limits, so that its schema says them.
WHOLE, DEGREES = _number("int_type"), _number("float_type")
Slug = Annotated[str, Field(max_length=SLUG, pattern=r"^[-a-zA-Z0-9_]+$")]
Clock = Annotated[str, Field(pattern=CLOCK, json_schema_extra={"example": "08:00"})]
Title = Annotated[str, Field(max_length=TITLE, pattern=r"^[^\x00]*$")]


class Position(Schema):
    """A point: degrees, WGS 84, within the destination."""

    lon: Annotated[float, Field(ge=WEST, le=EAST, allow_inf_nan=False), DEGREES]
    lat: Annotated[float, Field(ge=SOUTH, le=NORTH, allow_inf_nan=False), DEGREES]


class PlanIn(Schema):
    """A trip to plan."""

    date: Annotated[
        datetime.date, Field(description="the first day; from today to two years ahead")
    ]
    days: Annotated[int, Field(ge=1, le=MOST_DAYS), WHOLE] = 1
    start_place: Annotated[Slug | None, Field(description="slug of the place to start from")] = None
    start: Annotated[
        Position | None, Field(description="or a position; else the destination's centre")
    ] = None
    day_from: Clock = "08:00"
    day_until: Annotated[Clock, Field(description="at least 2 hours later")] = "18:00"
    pace: Literal["relaxed", "normal", "intense"] = "normal"
    mode: Literal["driving", "walking"] = "driving"
    interests: Annotated[
        list[Slug], Field(max_length=MOST_INTERESTS, description="slugs of categories")
    ] = []
    features: Annotated[list[Feature], Field(max_length=len(Feature))] = []
    must_see: Annotated[
        list[Slug], Field(max_length=MOST_MUST_SEE, description="slugs of places")
    ] = []
    avoid: Annotated[list[Slug], Field(max_length=MOST_AVOID, description="slugs of places")] = []
    wheelchair: Annotated[
        StrictBool, Field(description="propose only places known to be accessible")
    ] = False
    midday_break: StrictBool = True
    back_to_start: StrictBool = True
    title: Title = ""
    keep: Annotated[
        StrictBool, Field(description="keep the plan; else it is deleted after two days")
    ] = False

    def asked(self) -> PlanRequest:
        """As the planner takes it."""
        return PlanRequest(
            first=self.date,
            days=self.days,
            start=self.start_place or "",
            lon=self.start.lon if self.start else None,
            lat=self.start.lat if self.start else None,
            opens=datetime.time.fromisoformat(self.day_from),
            closes=datetime.time.fromisoformat(self.day_until),
            pace=self.pace,
            mode=self.mode,
            interests=tuple(self.interests),
            features=tuple(str(feature.value) for feature in self.features),
            must_see=tuple(self.must_see),
            avoid=tuple(self.avoid),
            wheelchair=self.wheelchair,
            midday=self.midday_break,
            back=self.back_to_start,
        )


class StopIn(Schema):
    """A stop of a day, in the order wanted."""

    place: Slug
    stay_min: Annotated[int, Field(ge=SHORTEST_STAY, le=LONGEST_STAY), WHOLE] | None = None
    locked: Annotated[StrictBool, Field(description="stays on this day when planned anew")] = False


class ChangeIn(Schema):
    """What is to be another way; what is left out stays."""

    title: Title | None = None
    keep: StrictBool | None = None
    date: Annotated[datetime.date | None, Field(description="the first day")] = None
    day_from: Clock | None = None
    day_until: Clock | None = None
    days: (
        Annotated[
            list[Annotated[list[StopIn], Field(max_length=MOST_STOPS)]],
            Field(min_length=1, max_length=MOST_DAYS, description="the stops, day by day"),
        ]
        | None
    ) = None
    replan: Annotated[
        StrictBool, Field(description="search anew; locked stops stay on their day")
    ] = False

    def wanted(self) -> Change:
        """As the service takes it."""
        routes = None
        if self.days is not None:
            routes = [[Visit(s.place, s.stay_min, s.locked) for s in day] for day in self.days]
        return Change(
            title=self.title,
            keep=self.keep,
            first=self.date.isoformat() if self.date else None,
            opens=datetime.time.fromisoformat(self.day_from) if self.day_from else None,
            closes=datetime.time.fromisoformat(self.day_until) if self.day_until else None,
            days=routes,
            replan=self.replan,
        )


class Said(Schema):
    """A code for programs, a sentence for people."""

    code: str
    text: str


class Why(Said):
    """Why a stop is there; ``record`` is the slug it is about."""

    record: str | None


class LegOut(Schema):
    """A way."""

    minutes: int
    metres: int


class StopOut(Schema):
    """A visit. ``lon``/``lat`` are null when the place is no longer public."""

    place: str
    name: str
    language: str
    lon: float | None
    lat: float | None
    accuracy_m: int | None
    arrive: str
    depart: str
    stay_min: int
    wait_min: int
    locked: bool
    leg: LegOut
    why: list[Why]
    notes: list[Said]
    warnings: list[Said]


class DayOut(Schema):
    """A day of a plan."""

    date: str
    day_from: Annotated[str, Field(alias="from")]
    until: str
    end: str
    holiday: bool
    midday_break: list[str] | None
    stops: list[StopOut]
    back: LegOut | None
    warnings: list[Said]


class LeftOutOut(Schema):
    """A must-see that is not in the plan, and why."""

    place: str
    name: str
    code: str
    text: str
    record: str | None


class PlanOut(Schema):
    """A plan. ``router`` says whose travel times these are."""

    id: UUID
    title: str
    kept: bool
    revision: int
    expires_at: str
    page: str
    request: dict[str, Any]
    days: list[DayOut]
    left_out: list[LeftOutOut]
    totals: dict[str, int]
    router: str
    router_text: str
    start: Position


class MadeOut(PlanOut):
    """A plan just made, with the secret that changes it: it is not told again."""

    edit_secret: str
