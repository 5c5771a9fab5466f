"""Languages, validators and limits, as every caller meets them."""

import pytest
from django.conf import settings
from django.test import RequestFactory, override_settings

from tourism_backend.common.http import accepted_language, language_of, supported_language
from tourism_backend.common.throttle import LEASE, client_of

URL = "/api/v1/viewpoints"


@pytest.mark.parametrize(
    ("tag", "language"),
    [("vi", "vi"), ("en-GB", "en"), ("zh-CN", "zh-hans"), ("zh", "zh-hans"), ("fr", None)],
)
def test_language_tags_find_the_destinations_language(tag, language):
    assert supported_language(tag) == language


def test_accept_language_when_weighted_takes_the_best_that_there_is():
    assert accepted_language("fr, zh-CN;q=0.8, en;q=0.9") == "en"
    assert accepted_language("fr") == settings.LANGUAGE_CODE
    assert accepted_language("") == settings.LANGUAGE_CODE


def test_language_asked_in_the_address_beats_the_header():
    request = RequestFactory().get(URL, {"lang": "en"}, headers={"accept-language": "vi"})
    assert language_of(request) == "en"


@pytest.mark.django_db
class TestAnswers:
    def test_refusal_speaks_the_callers_language(self, client):
        spoken = {
            language: client.get(URL, {"limit": "0"}, headers={"accept-language": language})
            for language in ("vi", "en", "zh-CN")
        }
        assert spoken["en"].json()["title"] == "The request is not understood"
        assert len({answer.json()["title"] for answer in spoken.values()}) == 3
        assert spoken["zh-CN"]["Content-Language"] == "zh-hans"

    def test_unknown_path_is_a_problem(self, client):
        answer = client.get("/api/v1/nothing-here")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"

    def test_wrong_method_is_a_problem(self, client):
        answer = client.delete(URL)
        assert answer.status_code == 405
        assert answer["Content-Type"] == "application/problem+json"

    def test_reads_answer_any_origin(self, client):
        answer = client.get(URL, headers={"origin": "https://app.example"})
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in answer["Access-Control-Expose-Headers"]

    def test_read_of_no_other_origin_tells_caches_that_it_may_differ(self, client):
        answer = client.get(URL)
        assert "Access-Control-Allow-Origin" not in answer
        assert "origin" in answer["Vary"]

    def test_preflight_is_answered(self, client):
        asked = {"origin": "https://app.example", "access-control-request-method": "GET"}
        answer = client.options(URL, headers=asked)
        assert (answer.status_code, answer["Access-Control-Allow-Origin"]) == (200, "*")

    def test_head_answers_like_get_without_a_body(self, client):
        answer = client.head(URL)
        assert answer.status_code == 200
        assert answer["ETag"] == client.get(URL)["ETag"]
        assert answer.content == b""

    def test_reads_say_how_long_they_are(self, client):
        answer = client.get(URL)
        assert int(answer["Content-Length"]) == len(answer.content)

    def test_reads_set_no_cookie(self, client):
        assert not client.get(URL).cookies


@pytest.mark.django_db
class TestRateLimit:
    @override_settings(API_RATE_PER_MINUTE=2 * LEASE)
    def test_client_when_it_asks_too_often_is_told_when_to_come_back(self, client):
        statuses = [
            client.get(URL, {"limit": 1}, REMOTE_ADDR="192.0.2.1").status_code
            for _ in range(2 * LEASE)
        ]
        assert set(statuses) <= {200, 429}
        assert statuses[:LEASE] == [200] * LEASE
        refused = [
            client.get(URL, {"limit": 1}, REMOTE_ADDR="192.0.2.1") for _ in range(4 * LEASE)
        ][-1]
        assert refused.status_code == 429
        assert 0 < int(refused["Retry-After"]) <= 60
        assert refused["Content-Type"] == "application/problem+json"

    @override_settings(API_RATE_PER_MINUTE=LEASE)
    def test_one_client_does_not_use_up_anothers_minute(self, client):
        for _ in range(4 * LEASE):
            client.get(URL, {"limit": 1}, REMOTE_ADDR="192.0.2.2")
        other = client.get(URL, {"limit": 1}, REMOTE_ADDR="192.0.2.3")
        assert other.status_code == 200


@override_settings(TRUSTED_PROXIES=1)
def test_client_behind_our_proxy_is_the_hop_it_vouches_for():
    request = RequestFactory().get(URL, headers={"x-forwarded-for": "203.0.113.9, 192.0.2.7"})
    assert client_of(request) == "192.0.2.7"


def test_client_without_a_proxy_cannot_name_itself():
    request = RequestFactory().get(URL, headers={"x-forwarded-for": "203.0.113.9"})
    assert client_of(request) == "127.0.0.1"
