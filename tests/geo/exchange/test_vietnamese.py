"""Text from before Unicode, by round trip and by what others say of the tables."""

import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.exchange.vietnamese import decode, guess, likeness, reread

SMALL = "aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
LETTERS = SMALL + SMALL.upper() + " 0123456789,.-()"
NAMES = "Lạng Sơn, Đồng Đăng, Chùa Thành, Động Tam Thanh, thắng cảnh, Mẫu Sơn, Hữu Nghị, ỷ, Kỳ Lừa"


@given(st.text(LETTERS))
@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_text_when_encoded_and_decoded_is_the_same(encoding, text):
    assert decode(text.encode(encoding), encoding) == text


@given(st.text(SMALL))
@pytest.mark.parametrize("encoding", ["tcvn3", "vni"])
def test_text_when_decomposed_comes_out_composed(encoding, text):
    decomposed = unicodedata.normalize("NFD", text)
    assert decode(decomposed.encode(encoding), encoding) == text


def test_tcvn3_when_decoded_agrees_with_iconv():
    if not shutil.which("iconv"):
        pytest.skip("no iconv here")
    upper = bytes(range(0xA1, 0xB0)) + bytes(range(0xB5, 0x100))
    asked = b" ".join(bytes([byte]) for byte in upper)
    done = subprocess.run(
        ["iconv", "-f", "TCVN5712-1", "-t", "UTF-8"], input=asked, capture_output=True, check=True
    )
    theirs = unicodedata.normalize("NFC", done.stdout.decode())
    assert decode(asked, "tcvn3") == theirs


@pytest.mark.parametrize(
    ("raw", "encoding", "text"),
    [
        (b"L\xb9ng S\xacn", "tcvn3", "Lạng Sơn"),
        (b"\xa7\xe5ng \xa7\xa8ng", "tcvn3", "Đồng Đăng"),
        (b"La\xefng S\xf4n", "vni", "Lạng Sơn"),
        (b"\xd1o\xe0ng \xd1a\xeang", "vni", "Đồng Đăng"),
        (b"TR\xd6\xd4\xd8NG", "vni", "TRƯỜNG"),
        (b"La\xf2ng S\xf5n", "cp1258", "Lạng Sơn"),
    ],
)
def test_names_when_decoded_are_right(raw, encoding, text):
    assert decode(raw, encoding) == text


@pytest.mark.parametrize("encoding", ["utf-8", "tcvn3", "vni", "cp1258"])
def test_encoding_when_guessed_is_right(encoding):
    written = NAMES if encoding != "cp1258" else _for_1258(NAMES)
    assert guess(written.encode(encoding)) == encoding


def _for_1258(text):
    """Tones apart from their letters, as windows-1258 has them."""
    tones = "\u0300\u0309\u0303\u0301\u0323"
    out = []
    for char in text:
        parts = unicodedata.normalize("NFD", char)
        tone = "".join(part for part in parts if part in tones)
        rest = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        out.append(rest + tone)
    return "".join(out)


def test_workbook_text_when_read_again_is_unicode():
    assert reread("§éng Tam Thanh", "tcvn3") == "Động Tam Thanh"
    assert reread("Động Tam Thanh", "tcvn3") == "Động Tam Thanh"


def test_likeness_when_the_table_is_wrong_is_less():
    raw = NAMES.encode("tcvn3")
    assert likeness(decode(raw, "tcvn3")) > likeness(decode(raw, "vni"))
