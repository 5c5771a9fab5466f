"""What a camera wrote into a picture that helps a curator: when, and where. The rest is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.gis.geos import Point
from PIL import ExifTags

from tourism_backend.common.intake import Refused, opened


@dataclass(frozen=True)
class Told:
    """When it was taken (UTC), and where (WGS 84), as far as the file says so credibly."""

    taken_at: datetime | None = None
    point: Point | None = None


def told(path: Path, kind: str) -> Told:
    """What the file tells; a camera's local time is taken as the destination's."""
    try:
        with opened(path, kind) as image:
            exif = image.getexif()
            return Told(_time(exif.get_ifd(ExifTags.IFD.Exif)), _point(exif))
    except Refused:
        return Told()


def _time(ifd: Any) -> datetime | None:
    try:
        local = datetime.strptime(str(ifd.get(0x9003, "")).strip("\0 "), "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None
    return local.replace(tzinfo=ZoneInfo(settings.TIME_ZONE))


def _point(exif: Any) -> Point | None:
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    try:
        lat = _degrees(gps[2]) * (-1 if str(gps.get(1)).startswith("S") else 1)
        lon = _degrees(gps[4]) * (-1 if str(gps.get(3)).startswith("W") else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    # 0°, 0° is what a camera without reception writes; NaN compares as false.
    possible = -180 <= lon <= 180 and -90 <= lat <= 90 and (lon or lat)
    return Point(lon, lat, srid=4326) if possible else None


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600
