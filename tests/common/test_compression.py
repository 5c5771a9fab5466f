"""Answers are compressed for those who ask, and only then."""

import gzip

import pytest

pytestmark = pytest.mark.django_db
URL = "/api/v1/openapi.json"


def test_answer_when_gzip_is_taken_is_compressed_and_the_same(client):
    plain = client.get(URL)
    packed = client.get(URL, headers={"accept-encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) < len(plain.content) / 3


def test_answer_when_small_is_left_alone(client):
    answer = client.get("/api/v1/viewpoints", headers={"accept-encoding": "gzip"})
    assert not answer.has_header("Content-Encoding")


def test_refusal_speaks_one_language_throughout(client):
    answer = client.get("/api/v1/viewpoints?limit=0&lang=en", headers={"accept-language": "vi"})
    assert answer.json()["errors"][0]["reason"] == "give a whole number from 1 to 1000"
