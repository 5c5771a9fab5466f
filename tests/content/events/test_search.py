"""A festival is found once, not once for each of its dates."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def _found(**asked):
    items = Client().get("/api/v1/search", {"q": "ky cung ta phu", **asked}).json()["items"]
    return [item["collection"] for item in items]


def test_search_of_everything_tells_a_festival_once(seed):
    assert _found().count("events") == 1
    assert "occurrences" not in _found()


def test_search_when_dates_are_asked_for_finds_them(seed):
    assert set(_found(collection="occurrences")) == {"occurrences"}
    assert _found(collection="occurrences,places,events").count("occurrences") >= 1
