"""Vietnamese text from before Unicode: TCVN3 and VNI, as Python codecs, and which one a text is in.

*TCVN3* (TCVN 5712:1993, the ABC fonts ``.VnTime``) keeps a letter in a byte; capitals with a tone
that have none of their own are the capital and a combining tone. *VNI Windows* writes a letter
and its accents as one or two bytes. Decoded text is NFC. Importing this module registers both
names, so that ``bytes.decode("tcvn3")`` works, and GDAL's fields decode by them.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Mapping

from tourism_backend.common.text import nfc

# TCVN 5712:1993, VN2: the bytes from 0x80 on. Tones that stand alone combine (0xB0 to 0xB4).
_TCVN_UPPER = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịò"
    "Ổỏõóọồổỗốộờởỡớợù"
    "ỖủũúụừửữứựỳỷỹýỵỐ"
)
_TONES = {"\u0300": 0xB0, "\u0309": 0xB1, "\u0303": 0xB2, "\u0301": 0xB3, "\u0323": 0xB4}
_TCVN_BYTES = {char: 0x80 + place for place, char in enumerate(_TCVN_UPPER)}

# VNI Windows: base letter → the letters with each accent's byte (of the small letter).
_VNI_ACCENTS: dict[str, Mapping[str, str]] = {
    "a": {"ù": "á", "ø": "à", "û": "ả", "õ": "ã", "ï": "ạ", "ê": "ă", "é": "ắ", "è": "ằ",
          "ú": "ẳ", "ü": "ẵ", "ë": "ặ", "â": "â", "á": "ấ", "à": "ầ", "å": "ẩ", "ã": "ẫ",
          "ä": "ậ"},
    "e": {"ù": "é", "ø": "è", "û": "ẻ", "õ": "ẽ", "ï": "ẹ", "â": "ê", "á": "ế", "à": "ề",
          "å": "ể", "ã": "ễ", "ä": "ệ"},
    "o": {"ù": "ó", "ø": "ò", "û": "ỏ", "õ": "õ", "ï": "ọ", "â": "ô", "á": "ố", "à": "ồ",
          "å": "ổ", "ã": "ỗ", "ä": "ộ"},
    "ô": {"ù": "ớ", "ø": "ờ", "û": "ở", "õ": "ỡ", "ï": "ợ"},
    "u": {"ù": "ú", "ø": "ù", "û": "ủ", "õ": "ũ", "ï": "ụ"},
    "ö": {"ù": "ứ", "ø": "ừ", "û": "ử", "õ": "ữ", "ï": "ự"},
    "y": {"ù": "ý", "ø": "ỳ", "û": "ỷ", "õ": "ỹ"},
}  # fmt: skip
_VNI_SINGLE = {"í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}
_VNI_SINGLE |= {"ô": "ơ", "ö": "ư"}


def _vni_table() -> dict[str, str]:
    """What one or two characters of VNI (its bytes read as windows-1252) stand for."""
    table: dict[str, str] = dict(_VNI_SINGLE)
    for base, accents in _VNI_ACCENTS.items():
        for accent, letter in accents.items():
            table[base + accent] = letter
    capitals = {key.upper(): letter.upper() for key, letter in table.items()}
    # A capital is often typed with a small letter's accent.
    mixed = {key[0].upper() + key[1]: table[key].upper() for key in table if len(key) == 2}
    return table | mixed | capitals


_VNI = _vni_table()
_VNI_PAIR = re.compile("|".join(sorted(map(re.escape, _VNI), key=len, reverse=True)))
_VNI_WRITTEN = {letter: key for key, letter in _VNI.items()}


def _single_bytes(raw: bytes) -> str:
    """Bytes as windows-1252, and those it does not use as themselves."""
    return raw.decode("cp1252", errors="latin1") if raw else ""


def _latin1(error: UnicodeError) -> tuple[str | bytes, int]:
    if isinstance(error, UnicodeDecodeError):
        return error.object[error.start : error.end].decode("latin-1"), error.end
    if isinstance(error, UnicodeEncodeError):
        return error.object[error.start : error.end].encode("latin-1"), error.end
    raise error


codecs.register_error("latin1", _latin1)


def tcvn3_decode(raw: bytes, errors: str = "strict") -> tuple[str, int]:
    """TCVN3 bytes as text in NFC; every byte has a meaning."""
    text = "".join(chr(byte) if byte < 0x80 else _TCVN_UPPER[byte - 0x80] for byte in bytes(raw))
    return nfc(text), len(raw)


def tcvn3_encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
    """Text as TCVN3 bytes. Raises UnicodeEncodeError for what is neither ASCII nor Vietnamese."""
    out = bytearray()
    for place, char in enumerate(nfc(text)):
        if char < "\x80":
            out.append(ord(char))
        elif char in _TCVN_BYTES:
            out.append(_TCVN_BYTES[char])
        else:
            out += _toned(char, text, place, errors)
    return bytes(out), len(text)


def _toned(char: str, text: str, place: int, errors: str) -> bytes:
    """A capital whose tone stands beside it."""
    parts = unicodedata.normalize("NFD", char)
    tone = next((part for part in parts if part in _TONES), "")
    base = nfc("".join(part for part in parts if part != tone))
    letter = ord(base) if base < "\x80" else _TCVN_BYTES.get(base)
    if tone and len(base) == 1 and letter is not None:
        return bytes([letter, _TONES[tone]])
    if errors == "replace":
        return b"?"
    raise UnicodeEncodeError("tcvn3", text, place, place + 1, "no such letter in TCVN3")


def vni_decode(raw: bytes, errors: str = "strict") -> tuple[str, int]:
    """VNI Windows bytes as text in NFC."""
    text = _single_bytes(bytes(raw))
    return nfc(_VNI_PAIR.sub(lambda found: _VNI[found[0]], text)), len(raw)


def vni_encode(text: str, errors: str = "strict") -> tuple[bytes, int]:
    """Text as VNI bytes. Raises UnicodeEncodeError for what is neither ASCII nor Vietnamese."""
    out = []
    for place, char in enumerate(nfc(text)):
        if char >= "\x80" and char not in _VNI_WRITTEN:
            if errors != "replace":
                raise UnicodeEncodeError("vni", text, place, place + 1, "no such letter in VNI")
            out.append("?")
            continue
        out.append(_VNI_WRITTEN.get(char, char))
    return "".join(out).encode("cp1252"), len(text)


Decode = Callable[[bytes, str], tuple[str, int]]
Encode = Callable[[str, str], tuple[bytes, int]]
_CODECS: Mapping[str, tuple[Encode, Decode]] = {
    "tcvn3": (tcvn3_encode, tcvn3_decode),
    "vni": (vni_encode, vni_decode),
}


def _codec(name: str) -> codecs.CodecInfo | None:
    if name not in _CODECS:
        return None
    encode, decode = _CODECS[name]
    return codecs.CodecInfo(encode, decode, name=name)  # type: ignore[arg-type]


codecs.register(_codec)

# What a file's text may be in; the order is the order of preference where two fit alike.
ENCODINGS = {
    "utf-8": "Unicode (UTF-8)",
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI Windows",
    "cp1258": "windows-1258",
}
_LETTERS = frozenset("ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ")
# Vowels: a tone on what follows another toned vowel is no Vietnamese syllable.
_TONED = frozenset(
    char for char in _LETTERS if set(unicodedata.normalize("NFD", char)) & set(_TONES)
)
_WORD = re.compile(r"\w+")


def guess(raw: bytes) -> str:
    """Which of ``ENCODINGS`` bytes are most likely in: UTF-8 where they are valid UTF-8."""
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # A sample may end within a letter.
        if error.start < len(raw) - 3:
            return max(("tcvn3", "vni", "cp1258"), key=lambda name: likeness(decode(raw, name)))
    return "utf-8"


def likeness(text: str) -> float:
    """How much a text looks like Vietnamese: its words with letters beyond ASCII, good less bad.

    A word is good when these letters are Vietnamese, at most one carries a tone, and capitals
    stand in front or everywhere.
    """
    score = 0.0
    for word in _WORD.findall(text):
        if word.isascii():
            continue
        beyond = [char for char in word.lower() if char >= "\x80"]
        good = (
            all(char in _LETTERS for char in beyond)
            and sum(char in _TONED for char in beyond) <= 1
            and (word[1:].islower() or word.isupper() or len(word) == 1)
        )
        score += 1 if good else -2
    # Signs among letters are a wrong table's.
    return score - sum(char >= "\x80" and not char.isalnum() for char in text)


def decode(raw: bytes, encoding: str) -> str:
    """Bytes as text in NFC; what the encoding has no letter for becomes U+FFFD."""
    name = "utf-8-sig" if encoding == "utf-8" else encoding
    return nfc(raw.decode(name, errors="replace"))


def reread(text: str, encoding: str) -> str:
    """Text that a program took for western text, read again: ``L¹ng S¬n`` → ``Lạng Sơn``.

    Workbooks written with the old fonts hold such text. What cannot have come about like that
    stays as it is.
    """
    if encoding not in _CODECS or text.isascii():
        return nfc(text)
    try:
        return decode(text.encode("cp1252", errors="latin1"), encoding)
    except UnicodeEncodeError:
        return nfc(text)
