"""Cleaning, folding and slugs of Vietnamese text."""

import unicodedata
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tourism_backend.common.text import clean, fold, nfc, slugify_vi, xml


def test_nfc_when_decomposed_composes():
    assert nfc(unicodedata.normalize("NFD", "Động Tam Thanh")) == "Động Tam Thanh"


def test_clean_when_controls_and_spaces_drops_them():
    assert clean("  Chợ\u200b  Kỳ\tLừa\x00 \r\n phố ") == "Chợ Kỳ Lừa\nphố"


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hoà", "Hòa"), ("Thuỵ Hùng", "Thụy Hùng"), ("ĐỒNG ĐĂNG", "dong dang"), ("三青洞", "三青洞")],
)
def test_fold_when_spelled_differently_is_the_same(one, other):
    assert fold(one) == fold(other)


def test_slugify_when_vietnamese_keeps_letters():
    assert slugify_vi("Động và chùa Tam Thanh (Đệ nhất bát cảnh)") == (
        "dong-va-chua-tam-thanh-de-nhat-bat-canh"
    )


def test_slugify_when_nothing_is_latin_is_empty():
    assert slugify_vi("三青洞") == ""


def test_slugify_when_too_long_cuts_at_a_hyphen():
    assert slugify_vi("một hai ba bốn", limit=9) == "mot-hai"


@given(st.text())
def test_clean_and_fold_when_repeated_change_nothing(text):
    assert clean(clean(text)) == clean(text)
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_fold_when_composed_or_decomposed_is_the_same(text):
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text(), st.integers(min_value=1, max_value=40))
def test_slugify_always_fits_a_slug_field(text, limit):
    slug = slugify_vi(text, limit)
    assert len(slug) <= limit
    assert slug == slug.strip("-")
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert slugify_vi(slug) == slug


@given(st.text())
def test_xml_whatever_the_text_can_be_read(text):
    read = ElementTree.fromstring(f'<a b="{xml(text)}">{xml(text)}</a>')
    assert read.get("b") is not None


def test_xml_keeps_what_is_written():
    name = 'Hội & <Chợ> "Kỳ Lừa"'
    assert ElementTree.fromstring(f'<a b="{xml(name)}"/>').get("b") == name
