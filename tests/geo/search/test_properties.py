"""Whatever is published is found by its name, and whatever is typed gets an answer."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.search.words import syllables
from tests.geo.search.test_words import LETTERS, SIGNS
from tourism_backend.common.text import clean, fold

pytestmark = pytest.mark.django_db
some = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
typed = st.text(
    min_size=1,
    max_size=200,
    alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]),
)


@some
@given(st.lists(st.text(alphabet=LETTERS + SIGNS, max_size=40).map(clean), min_size=1, max_size=5))
def test_every_name_is_found_without_its_accents(client, make, publish, names):
    names = [name for name in names if syllables(name)] or ["Cầu"]
    views = [make(name) for name in names]
    publish(*views)
    for name, view in zip(names, views, strict=True):
        answer = client.get("/api/v1/search", {"q": fold(name), "limit": 50})
        slugs = [item["slug"] for item in answer.json()["items"]]
        assert view.slug in slugs or len(slugs) == 50


@settings(some, max_examples=100)
@given(typed, st.sampled_from(["search", "suggest"]))
def test_any_text_gets_an_answer(client, caves, text, path):
    answer = client.get(f"/api/v1/{path}", {"q": text})
    assert answer.status_code == (200 if text.strip() else 400)
