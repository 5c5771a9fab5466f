"""Sound recordings, told by their bytes, and a copy of each that says nothing of who made it.

Taken: MP3, M4A (AAC), Ogg (Opus, Vorbis), WAV. The copy holds the sound and what is needed to play
it: names, places, serial numbers, covers and whatever else players write beside it are left out.
"""

from __future__ import annotations

import mmap
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutagen
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis

from tourism_backend.common.intake import Refused

MOST_S = 4 * 3600
MEDIA_TYPES = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "wav": "audio/wav"}
# MPEG audio, layer III: kbit/s by index, of version 1 and of the later ones.
_RATES_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_RATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ = (44_100, 48_000, 32_000)
_LEAST_FRAMES = 5
_TAGS = (b"TAG", b"APETAGEX", b"LYRICSBEGIN", b"ID3", b"\0")
_WAVE_FORMATS = (b"\x01\0", b"\x03\0", b"\xfe\xff")  # whole numbers, floats, either
_PARENTS = (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"mvex", b"moof", b"traf")
# What plays the sound of an M4A; whatever else is in one is overwritten.
_PLAYS = frozenset(
    {*_PARENTS, b"ftyp", b"styp", b"mdat", b"mvhd", b"tkhd", b"mdhd", b"hdlr", b"smhd", b"dinf"}
    | {b"elst", b"stsd", b"stts", b"ctts", b"stsc", b"stsz", b"stz2", b"stco", b"co64", b"stss"}
    | {b"sgpd", b"sbgp", b"sdtp", b"mehd", b"trex", b"mfhd", b"tfhd", b"tfdt", b"trun", b"sidx"}
    | {b"iods", b"mfra"}
)
_DATED = (b"mvhd", b"tkhd", b"mdhd")


@dataclass(frozen=True)
class Heard:
    """A recording that is taken: how its name ends, and how long it is in seconds."""

    suffix: str
    seconds: float


def suffix_of(head: bytes) -> str:
    """``mp3``, ``m4a``, ``ogg``, ``wav`` by the first bytes; else empty."""
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"OggS":
        return "ogg"
    if head[4:8] == b"ftyp" and head[8:12] in (b"M4A ", b"M4B ", b"mp42", b"isom", b"dash"):
        return "m4a"
    is_frame = head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE6 == 0xE2
    return "mp3" if head[:3] == b"ID3" or is_frame else ""


def listen(path: Path, copy: Path) -> Heard:
    """What the recording is; ``copy`` is what of it may be public. Raises Refused."""
    with _mapped(path) as body:
        suffix = suffix_of(body[:16])
        if not suffix:
            raise Refused("unknown")
        seconds = {"mp3": _mp3, "wav": _wav, "m4a": _m4a, "ogg": _ogg}[suffix](body, path, copy)
    if not 0 < seconds <= MOST_S:  # NaN compares as false
        raise Refused("too-long" if seconds > 0 else "broken")
    return Heard(suffix, round(seconds, 1))


@contextmanager
def _mapped(path: Path) -> Iterator[mmap.mmap]:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as body:
        yield body


def _number(body: mmap.mmap | bytes, at: int, size: int = 4) -> int:
    return int.from_bytes(body[at : at + size], "big")


# --- MP3: frames one after the other, between tags


def _mp3(body: mmap.mmap, _path: Path, copy: Path) -> float:
    start = _after_tags(body)
    at, seconds, frames = start, 0.0, 0
    while frame := _frame(body[at : at + 4]):
        length, duration = frame
        if at + length > len(body):
            raise Refused("broken")
        at, seconds, frames = at + length, seconds + duration, frames + 1
    rest = body[at : at + 11]
    if frames < _LEAST_FRAMES or (rest and not rest.startswith(_TAGS)):
        raise Refused("broken")
    copy.write_bytes(body[start:at])
    return seconds


def _after_tags(body: mmap.mmap) -> int:
    """Where the sound begins, after the tags before it and the zeros that fill them up."""
    at = 0
    while body[at : at + 3] == b"ID3":
        size = 0
        for byte in body[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size + (10 if body[at + 5 : at + 6] >= b"\x10" else 0)
    while at < len(body) and not body[at]:
        at += 1
    return at


def _frame(head: bytes) -> tuple[int, float] | None:
    """Length in bytes and seconds of the frame that begins so; None when none does."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2 or head[1] >> 3 & 3 == 1:
        return None
    version, rate, hertz = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if rate in (0, 15) or hertz == 3:
        return None
    first = version == 3
    bits = 1000 * (_RATES_1 if first else _RATES_2)[rate]
    pace = _HERTZ[hertz] // {3: 1, 2: 2, 0: 4}[version]
    samples = 1152 if first else 576
    return samples // 8 * bits // pace + (head[2] >> 1 & 1), samples / pace


# --- WAV: chunks, of which two are the sound


def _wav(body: mmap.mmap, _path: Path, copy: Path) -> float:
    at, kept = 12, {}
    if (whole := int.from_bytes(body[4:8], "little") + 8) != len(body):
        raise Refused("broken" if whole > len(body) else "two-in-one")
    while at + 8 <= len(body):
        name, size = body[at : at + 4], int.from_bytes(body[at + 4 : at + 8], "little")
        if at + 8 + size > len(body):
            raise Refused("broken")
        kept[name] = body[at : at + 8 + size + size % 2]
        at += 8 + size + size % 2
    form, data = kept.get(b"fmt ", b""), kept.get(b"data", b"")
    if len(form) < 24 or form[8:10] not in _WAVE_FORMATS:
        raise Refused("broken" if len(form) < 24 else "unknown")
    form = _bare_form(form)
    size = len(form) + len(data) + 4
    copy.write_bytes(b"RIFF" + size.to_bytes(4, "little") + b"WAVE" + form + data)
    pace = int.from_bytes(form[16:20], "little")  # bytes a second
    return (len(data) - 8) / pace if pace else 0.0


def _bare_form(form: bytes) -> bytes:
    """The form of the samples, and not what may be hidden behind it."""
    kept = form[8:48] if form[8:10] == b"\xfe\xff" else form[8:24] + b"\0\0"
    return form[:4] + len(kept).to_bytes(4, "little") + kept


# --- M4A: boxes within boxes; what tells of it is overwritten, so that the sound stays in its place


def _m4a(body: mmap.mmap, path: Path, copy: Path) -> float:
    names = {name for name, *_where in _boxes(body, 0, len(body))}
    if not {b"moov", b"mdat"} <= names:
        raise Refused("broken")
    shutil.copyfile(path, copy)
    with copy.open("r+b") as out:
        for name, at, inner, end in _all_boxes(body, 0, len(body)):
            if name == b"hdlr" and body[inner + 8 : inner + 12] != b"soun":
                raise Refused("film")
            told, until = inner, end
            if name not in _PLAYS:
                out.seek(at)
                out.write(b"free")
            elif name == b"hdlr":
                told = min(inner + 24, end)  # the name that a device or a person gave it
            elif name in _DATED:
                told, until = inner + 4, inner + (20 if body[inner] else 12)
            else:
                continue
            out.seek(told)
            out.write(b"\0" * (until - told))
    return _length(MP4, copy)


def _all_boxes(body: mmap.mmap, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    for name, at, inner, after in _boxes(body, start, end):
        yield name, at, inner, after
        if name in _PARENTS:
            yield from _all_boxes(body, inner, after)


def _boxes(body: mmap.mmap, start: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
    """Name, where it stands, and where what is in it begins and ends. Raises Refused."""
    at = start
    while at < end:
        size, inner = _number(body, at), at + 8
        if size == 1:
            size, inner = _number(body, at + 8, 8), at + 16
        if size < inner - at or at + size > end:
            raise Refused("broken")
        yield body[at + 4 : at + 8], at + 4, inner, at + size
        at += size


# --- Ogg: pages; the comments are written anew, without any


def _ogg(body: mmap.mmap, path: Path, copy: Path) -> float:
    at, streams = 0, set()
    while at < len(body):
        table = body[at + 27 : at + 27 + body[at + 26]] if at + 27 <= len(body) else b""
        end = at + 27 + len(table) + sum(table)
        if body[at : at + 4] != b"OggS" or end > len(body):
            raise Refused("broken")
        streams.add(body[at + 14 : at + 18])
        at = end
    first = body[28:60]
    kind = OggOpus if b"OpusHead" in first else OggVorbis if b"\x01vorbis" in first else None
    if kind is None or len(streams) > 1:
        raise Refused("unknown")
    shutil.copyfile(path, copy)
    try:
        file: Any = kind(copy)
        file.tags.vendor = ""
        if kind is OggOpus:
            file.tags._pad_data = b""  # what follows the comments is kept by mutagen else
        file.delete(copy)
    except (mutagen.MutagenError, ValueError, IndexError, EOFError):
        raise Refused("broken") from None
    return _length(kind, copy)


def _length(kind: type[mutagen.FileType], copy: Path) -> float:
    try:
        info: Any = kind(copy).info
        return float(info.length)
    except (mutagen.MutagenError, ValueError, IndexError, KeyError, ZeroDivisionError, EOFError):
        raise Refused("broken") from None
