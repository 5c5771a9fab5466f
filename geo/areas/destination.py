"""The destination's facts that rules need, from the settings, typed."""

from __future__ import annotations

from typing import cast
from zoneinfo import ZoneInfo

from django.conf import settings


def country() -> str:
    """ISO 3166 code of the country whose public holidays count."""
    return cast("str", settings.DESTINATION["holidays"])


def within(lon: float, lat: float) -> bool:
    """Whether a position (degrees, WGS 84) lies in the destination's bounding box."""
    box = cast("tuple[float, float, float, float]", settings.DESTINATION["bbox"])
    west, south, east, north = box
    return west <= lon <= east and south <= lat <= north


def zone() -> ZoneInfo:
    """The destination's time zone."""
    return ZoneInfo(settings.TIME_ZONE)
