"""What a camera wrote into a picture that helps a curator: when, where, whether all round."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.gis.geos import Point
from PIL import ExifTags, Image

from tourism_backend.common.intake import Refused, opened

PANORAMA_PX = 2048  # a picture of 2:1 and so wide is taken for one without the camera's word
_EQUIRECTANGULAR = re.compile(rb"ProjectionType\s*(?:=\s*[\"']|>)\s*equirectangular")


@dataclass(frozen=True)
class Told:
    """When it was taken (UTC), and where (WGS 84), as far as the file says so credibly.

    ``panorama``: it shows all round, as a globe laid flat (equirectangular).
    """

    taken_at: datetime | None = None
    point: Point | None = None
    panorama: bool = False


def told(path: Path, kind: str) -> Told:
    """What the file tells; a camera's local time is taken as the destination's."""
    try:
        with opened(path, kind) as image:
            exif = image.getexif()
            time = _time(exif.get_ifd(ExifTags.IFD.Exif))
            return Told(time, _point(exif), _is_panorama(image))
    except Refused:
        return Told()


def _is_panorama(image: Image.Image) -> bool:
    """By the words of the camera (GPano), or by a shape that nothing else of that size has."""
    said = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    if _EQUIRECTANGULAR.search(said.encode() if isinstance(said, str) else said):
        return True
    width, height = image.size
    return width == 2 * height and width >= PANORAMA_PX


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
