"""Text as it is kept (NFC), compared (folded), put into addresses (slugs) and into XML."""

from __future__ import annotations

import re
import unicodedata
from xml.sax.saxutils import escape

_SPACES = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n ?")
_NOT_SLUG = re.compile(r"[^a-z0-9]+")
# Letters that no Unicode decomposition takes apart.
_BARRED = str.maketrans({"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ı": "i"})
# What a text field may hold of the control characters.
_KEPT_CONTROLS = "\n"
# Characters that XML has no way to say.
_NOT_XML = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))


def nfc(text: str) -> str:
    """The text in Unicode normal form C, in which all text is kept."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """The text as a field keeps it: NFC, no control characters, single spaces, no outer ones.

    Line breaks stay. ``Cc`` (controls) and ``Cf`` (invisible format characters, such as a
    zero-width space) are dropped; tabs and carriage returns count as spaces.
    """
    # Most text is clean already: no controls, no line breaks, no other space than the single one.
    if text.isprintable() and "  " not in text and unicodedata.is_normalized("NFC", text):
        return text.strip()
    text = nfc(text).replace("\r\n", "\n").replace("\t", " ").replace("\r", "\n")
    kept = (
        char
        for char in text
        if char in _KEPT_CONTROLS or unicodedata.category(char) not in {"Cc", "Cf"}
    )
    return nfc(_BREAKS.sub("\n", _SPACES.sub(" ", "".join(kept))).strip())


def fold(text: str) -> str:
    """The text for comparing: lower case, without accents, ``đ`` as ``d``.

    Hoà and Hòa, Thuỵ and Thụy fold to one form. Chinese characters stay as they are.
    """
    text = unicodedata.normalize("NFKD", text).casefold()
    text = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in text if unicodedata.category(char) != "Mn")
    return nfc(bare.translate(_BARRED))


def slugify_vi(text: str, limit: int = 120) -> str:
    """An address part of a Vietnamese name: ``Động Tam Thanh`` → ``dong-tam-thanh``.

    At most ``limit`` characters, cut at a hyphen where there is one. Empty when nothing of the
    text can be written in a–z and 0–9.
    """
    slug = _NOT_SLUG.sub("-", fold(text)).strip("-")
    if len(slug) <= limit:
        return slug
    cut = slug[: limit + 1].rsplit("-", 1)[0]
    return cut[:limit].strip("-")


def xml(text: object) -> str:
    """A text as content or quoted attribute of an XML document."""
    return escape(str(text).translate(_NOT_XML), {'"': "&quot;"})
