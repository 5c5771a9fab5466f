"""Moments as programs give them: written out, with their offset from UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError


def _written(value: object) -> object:
    """Numbers are seconds to some and milliseconds to others: they are no moment here."""
    if isinstance(value, str) and "T" in value.upper():
        return value
    raise PydanticCustomError("datetime_parsing", "no moment")


def _utc(moment: datetime) -> datetime:
    """The same moment, as the database takes it whatever the offset it came with."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("no such moment") from error


Moment = Annotated[AwareDatetime, BeforeValidator(_written), AfterValidator(_utc)]
