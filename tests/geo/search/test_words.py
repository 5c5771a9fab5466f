"""Folding and marking, and that the database folds alike."""

import unicodedata

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from geo.search import patterns, slips, words
from geo.search.words import Marker, syllables
from tourism_backend.common.text import fold

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyàằầảẳẩãẵẫáắấạặậèềẻểẽễéếẹệìỉĩíịòồờỏổởõỗỡóốớọộợùừủửũữúứụự"
LETTERS = VIETNAMESE + VIETNAMESE.upper() + "fjwz0123456789三青洞谅山鎮々〇"
SIGNS = " -–—'’.,()/·“”\u00a0\u200b\u0301\u0323|&!:*\\_🏞，（）"
names = st.text(alphabet=LETTERS + SIGNS, max_size=60)
anything = st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
in_database = settings(
    max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Động Tam Thanh", ["dong", "tam", "thanh"]),
        (unicodedata.normalize("NFD", "Động Tam Thanh"), ["dong", "tam", "thanh"]),
        ("Nà-Dương", ["na", "duong"]),
        ("M’Drắk", ["mdrak"]),
        ("三青洞Cave2", ["三", "青", "洞", "cave2"]),
        ("２号", ["2", "号"]),
        ("x" * 100, ["x" * 60]),
        ("…", []),
    ],
)
def test_syllables(text, expected):
    assert syllables(text) == expected


@given(st.one_of(names, anything), st.lists(names, max_size=3))
def test_marked_segments_join_back_to_the_name(name, texts):
    words = [word for text in texts for word in syllables(text)] + syllables(name)[:2]
    segments = Marker(frozenset(words[:-1]), tuple(words[-1:])).segments(name)
    assert "".join(segment["text"] for segment in segments) == name
    assert all(segment["text"] for segment in segments)


@given(names)
@example("\u0301\u200b々")  # as long folded as it is, but not letter for letter
def test_what_is_marked_is_the_word(name):
    for word in syllables(name):
        hits = [s["text"] for s in Marker(frozenset({word})).segments(name) if s["hit"]]
        assert hits
        assert all(set(syllables(hit)) == {word} for hit in hits if len(word) < 60)


def test_marked_beginnings_of_words():
    assert Marker(frozenset({"tam"}), ("th",)).segments("Động Tam Thanh") == [
        {"text": "Động ", "hit": False},
        {"text": "Tam Th", "hit": True},
        {"text": "anh", "hit": False},
    ]


@pytest.mark.django_db
@in_database
@given(st.lists(st.one_of(names, st.text(max_size=20, alphabet=LETTERS)), max_size=20))
def test_database_cuts_texts_alike(texts):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT publishing_syllables(t) FROM unnest(%s::text[]) WITH ORDINALITY u(t, n)"
            " ORDER BY n",
            [texts],
        )
        assert [row[0] for row in cursor.fetchall()] == [syllables(text) for text in texts]


@pytest.mark.django_db
@in_database
@given(anything)
def test_database_takes_any_text(text):
    words = syllables(text) or ["x"]
    either = patterns.any_of([patterns.adjacent(words), patterns.scattered(words)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT publishing_found_by(ARRAY[%s], '{}', ARRAY[%s], '@x'),"
            " publishing_query(%s), %s::tsquery",
            [text, text, text, either],
        )


@pytest.mark.django_db
@in_database
@given(names)
def test_text_without_its_accents_is_cut_alike(name):
    assert syllables(fold(name)) == syllables(name)


@pytest.mark.django_db
def test_corrections_keep_to_known_words_and_are_bounded():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO publishing_word SELECT unnest(%s::text[]) ON CONFLICT DO NOTHING",
            [["tam", "thanh", "thai", "dong", "nhi"]],
        )
    assert ("tam", "thanh") in slips.corrections(["tam", "thah"])
    assert ("dong", "tam", "thanh") in slips.corrections(["dongtamthanh"])
    assert slips.corrections(["tam"] * 9) == []
    assert len(slips.corrections(["tamthanh"] * 6)) <= slips.MAX_PHRASES


@given(st.one_of(names, anything), st.lists(names, max_size=3), st.lists(names, max_size=2))
def test_plain_names_are_marked_as_any_other(name, texts, beginnings):
    asked = frozenset(word for text in [*texts, name[:7]] for word in syllables(text))
    starts = tuple(word[:3] for text in beginnings for word in syllables(text))
    marker, padded = Marker(asked, starts), words._padded(name)
    if padded is not None:
        assert list(marker._look_up(padded)) == list(marker._scan(name))
