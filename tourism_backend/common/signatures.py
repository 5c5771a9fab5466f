"""What a file is by its first bytes, whatever its name says."""

from __future__ import annotations

import re

HEAD = 1024  # bytes that are enough to tell
_MARKUP = re.compile(rb"<\s*(svg|html|script|body|!doctype|\?xml|\?php)", re.IGNORECASE)
# What a browser or an unpacker would take seriously wherever in a file it stands.
_ACTIVE = re.compile(rb"<script[\s>]|<\?php\s|<html[\s>]", re.IGNORECASE)
_ARCHIVES = (b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_PICTURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
)
_OTHERS = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "archive"),
    (b"PK\x05\x06", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"\x1f\x8b", "archive"),
    (b"ID3", "sound"),
    (b"\xff\xfb", "sound"),
    (b"\xff\xf3", "sound"),
    (b"OggS", "sound"),
    (b"fLaC", "sound"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
    (b"#!", "program"),
    (b"8BPS", "unknown-picture"),
    (b"BM", "unknown-picture"),
    (b"\x00\x00\x01\x00", "unknown-picture"),
    (b"\x00\x00\x00\x0cjP  ", "unknown-picture"),
    (b"\xff\x4f\xff\x51", "unknown-picture"),
    (b"\x00\x00\x00\x0cJXL ", "unknown-picture"),
    (b"\xff\x0a", "unknown-picture"),
    (b"\x1aE\xdf\xa3", "film"),
)
_BRANDS = {b"avif": "AVIF", b"avis": "animated", b"M4A ": "sound", b"M4B ": "sound"}
_HEIF = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")


def kind_of(head: bytes) -> str:
    """``JPEG``, ``PNG``, ``GIF``, ``TIFF``, ``WEBP``, ``AVIF``, or in small letters what else."""
    if head[4:8] == b"ftyp":
        return _of_brand(head)
    if head[:4] == b"RIFF":
        return {b"WEBP": "WEBP", b"WAVE": "sound"}.get(head[8:12], "film")
    for signature, kind in (*_PICTURES, *_OTHERS):
        if head.startswith(signature):
            return kind
    if _MARKUP.match(head.lstrip(b"\xef\xbb\xbf \t\r\n")):
        return "svg" if b"<svg" in head.lower() else "markup"
    return "unknown"


def _of_brand(head: bytes) -> str:
    """The kind of an ISO base media file: its main brand, and those it is compatible with."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size, 4))]
    for brand, kind in _BRANDS.items():
        if brand == brands[0]:
            return kind
    if b"avif" in brands:
        return "AVIF"
    return "heic" if any(brand in _HEIF for brand in brands) else "film"


def also(head: bytes, tail: bytes) -> str:
    """What a picture's bytes are besides: ``pdf``, ``archive``; else empty."""
    if b"%PDF-" in head:
        return "pdf"
    return "archive" if any(mark in tail for mark in _ARCHIVES) else ""


def is_active(part: bytes) -> bool:
    """Whether there is something in it that is run: a script, a page."""
    return _ACTIVE.search(part) is not None
