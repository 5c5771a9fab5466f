"""Pictures within documents, bare of what cameras and programs write into them; pixels stay."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

# In the coded data of a JPEG a marker is what is neither a stuffed zero nor a restart.
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_START_OF_SCAN, _END = 0xDA, 0xD9
# Of JPEG 2000: what is needed to decode and colour it.
_BOXES = frozenset({b"jP  ", b"ftyp", b"jp2h", b"jp2c", b"rreq", b"jpch", b"jplh"})
_CODESTREAM = b"\xff\x4f"
_TILE, _COMMENT = 0x90, 0x64


def jpeg(body: bytes) -> bytes:
    """A JPEG without what cameras write, and without what they append (previews, films).

    The parts that its colours need stay.
    """
    out, at = bytearray(body[:2]), 2
    while at + 4 <= len(body) and body[at] == 0xFF and body[at + 1] != _END:
        mark, end = body[at + 1], at + 2 + int.from_bytes(body[at + 2 : at + 4], "big")
        if mark == _START_OF_SCAN:
            found = _MARKER.search(body, end)
            end = found.start() if found else len(body)
        told = mark == 0xFE or (0xE1 <= mark <= 0xEF and mark != 0xEE)
        if not told or body[at + 4 : at + 16] == b"ICC_PROFILE\0":
            out += body[at:end]
        at = end
    return bytes(out + body[at : at + 2])


def jpeg2000(body: bytes) -> bytes:
    """A JPEG 2000, as a file of boxes or as the bare code, without texts beside the pixels."""
    if body.startswith(_CODESTREAM):
        return _code(body)
    out, at = bytearray(), 0
    while at + 8 <= len(body):
        size, head = int.from_bytes(body[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(body[at + 8 : at + 16], "big"), 16
        end = at + size if size else len(body)
        if end < at + head:
            raise ValueError("a box that is shorter than its head")
        name, inner = body[at + 4 : at + 8], body[at + head : end]
        if name == b"jp2c":
            inner = _code(inner)
        if name in _BOXES:
            out += (8 + len(inner)).to_bytes(4, "big") + name + inner
        at = end
    return bytes(out)


def _code(body: bytes) -> bytes:
    """The code without the comments of its main header."""
    out, at = bytearray(body[:2]), 2
    while at + 4 <= len(body) and body[at] == 0xFF and body[at + 1] != _TILE:
        end = at + 2 + int.from_bytes(body[at + 2 : at + 4], "big")
        if body[at + 1] != _COMMENT:
            out += body[at:end]
        at = end
    return bytes(out + body[at:])


# By the name that a document gives to how a picture is packed.
BARE: Mapping[str, Callable[[bytes], bytes]] = {"/DCTDecode": jpeg, "/JPXDecode": jpeg2000}
