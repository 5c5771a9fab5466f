"""Reads without credentials skip what only pages need; nobody can tell by the answer."""

import pytest
from django.http import HttpResponse

from tourism_backend.common import middleware
from tourism_backend.common.middleware import ProblemMiddleware, is_anonymous

URL = "/api/v1/viewpoints"
pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    return ProblemMiddleware(lambda request: HttpResponse("the long way"))


@pytest.mark.parametrize(
    ("path", "meta", "anonymous"),
    [
        (URL, {}, True),
        (URL, {"HTTP_COOKIE": "django_language=en"}, True),
        (URL, {"HTTP_COOKIE": "sessionid=x"}, False),
        (URL, {"HTTP_AUTHORIZATION": "Bearer x"}, False),
        ("/api/v1/docs", {}, False),
    ],
)
def test_credentials_and_pages_take_the_long_way(rf, chain, path, meta, anonymous):
    request = rf.get(path, **meta)
    assert is_anonymous(request) is anonymous
    assert (chain(request).content == b"the long way") is not anonymous


def test_writes_take_the_long_way(rf, chain):
    assert chain(rf.post(URL)).content == b"the long way"


def test_both_ways_give_the_same_body_and_validators(client):
    short = client.get(URL, {"lang": "en"})
    long = client.get(URL, {"lang": "en"}, headers={"authorization": "Bearer x"})
    assert short.content == long.content
    assert short["ETag"] == long["ETag"]
    assert short["Content-Length"] == long["Content-Length"]


def test_fault_on_the_short_way_is_a_problem_and_tells_nothing(client, monkeypatch, caplog):
    def broken(path, urlconf):
        raise RuntimeError("secret")

    middleware._view_at.cache_clear()
    monkeypatch.setattr(middleware, "resolve", broken)
    answer = client.get(URL)
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert b"secret" not in answer.content
    assert "fault at" in caplog.text
