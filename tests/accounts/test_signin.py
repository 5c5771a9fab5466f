"""Guessing passwords is slowed; signing in works while the cache is away."""

import pytest
import redis
from django.core.cache import cache
from django.urls import reverse

from tourism_backend.accounts import signin
from tourism_backend.accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def curator():
    cache.clear()
    yield User.objects.create_user("én", password="right", role="curator")
    cache.clear()


def sign_in(client, password, name="én", address="192.0.2.1"):
    data = {"username": name, "password": password}
    answer = client.post(reverse("admin:login"), data, REMOTE_ADDR=address)
    return "ok" if answer.status_code == 302 else answer.context["form"].errors.as_data()


def code(errors):
    return errors["__all__"][0].code


def test_the_right_password_signs_in(client):
    assert sign_in(client, "right") == "ok"


def test_who_comes_to_sign_in_by_no_other_page_is_led_to_the_overview(client):
    data = {"username": "én", "password": "right"}
    answer = client.post(reverse("admin:login"), data, follow=True)
    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, reverse("admin:index"))


def test_after_ten_failures_even_the_right_one_waits(client):
    for _ in range(signin.PER_NAME):
        assert code(sign_in(client, "wrong")) == "invalid_login"
    assert code(sign_in(client, "right")) == "throttled"
    assert code(sign_in(client, "right", name="ÉN")) == "throttled"
    assert sign_in(client, "right", address="192.0.2.2") == "ok"


def test_an_address_that_tries_many_names_waits(client, monkeypatch):
    monkeypatch.setattr(signin, "PER_ADDRESS", 3)
    for n in range(3):
        sign_in(client, "wrong", name=f"n{n}")
    assert code(sign_in(client, "right")) == "throttled"


def test_without_the_cache_people_get_in(client, monkeypatch):
    def away(*_args, **_kwargs):
        raise redis.ConnectionError("away")

    for name in ("get", "add", "incr"):
        monkeypatch.setattr(signin.cache, name, away)
    assert code(sign_in(client, "wrong")) == "invalid_login"
    assert sign_in(client, "right") == "ok"


def test_who_has_no_role_stays_out(client):
    User.objects.create_user("tourist", password="right")
    assert code(sign_in(client, "right", name="tourist")) == "invalid_login"
