"""Demo accounts: stable over runs, kept closed, refused in production."""

import io
import json
import stat

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tourism_backend.accounts.models import User


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "demo_accounts.json"


def run(*arguments):
    out = io.StringIO()
    call_command("demo_accounts", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_twice_is_once(folder):
    first = run()
    kept = folder.read_text()
    assert first.count("  created\n") == 5
    second = run()
    assert second.count("  same\n") == 5
    assert folder.read_text() == kept
    assert User.objects.count() == 5
    assert stat.S_IMODE(folder.stat().st_mode) == 0o600


@pytest.mark.django_db
def test_the_passwords_work_and_differ(folder):
    run()
    passwords = json.loads(folder.read_text())
    assert len(set(passwords.values())) == 5
    for name, password in passwords.items():
        assert Client().login(username=name, password=password)


@pytest.mark.django_db
def test_what_was_changed_is_set_back():
    run()
    User.objects.filter(username="curator").update(is_active=False)
    assert run().count("  changed\n") == 1


@pytest.mark.django_db
def test_production_refuses(settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--force"):
        run()
    assert not User.objects.exists()
    assert "created" in run("--force")
