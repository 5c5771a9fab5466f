"""An unsafe installation does not start: not the web process, the worker, nor a command."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import override_settings

from tourism_backend.common import checks

ROOT = Path(__file__).resolve().parents[2]
KEY = "a-long-enough-key-for-this-test-0123456789"
SAFE = {"PRODUCTION": "1", "SECRET_KEY": KEY, "ALLOWED_HOSTS": "visit.example.org"}
READ_SETTINGS = ["-c", "from django.conf import settings; settings.DEBUG"]
WAYS_TO_START = {
    "web": ["-c", "import tourism_backend.wsgi"],
    "worker": ["-m", "celery", "-A", "tourism_backend", "report"],
    "manage.py": ["manage.py", "showmigrations"],
}


def start(words: list[str], data_dir: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A process of this project with only these variables set."""
    env = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tourism_backend.settings",
        "DATA_DIR": str(data_dir),
        "DATABASE_URL": "postgis://nobody@127.0.0.1:1/nothing",
        **variables,
    }
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("words", WAYS_TO_START.values(), ids=WAYS_TO_START)
def test_every_process_refuses_the_default_key(words, tmp_path):
    hosts = SAFE["ALLOWED_HOSTS"]
    done = start(words, tmp_path, PRODUCTION="1", ALLOWED_HOSTS=hosts)
    assert done.returncode != 0
    assert "SECRET_KEY is not set" in done.stdout + done.stderr


def test_a_safe_installation_starts(tmp_path):
    done = start(["-c", "import tourism_backend.wsgi"], tmp_path, **SAFE)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({**SAFE, "SECRET_KEY": "short"}, "SECRET_KEY has 5 characters"),
        ({**SAFE, "DEBUG": "1"}, "DEBUG is on"),
        ({**SAFE, "ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is not set"),
        ({**SAFE, "ALLOWED_HOSTS": "a.example,*"}, "ALLOWED_HOSTS contains '*'"),
        ({**SAFE, "ALLOWED_HOSTS": "https://a.example"}, "not a host name"),
        (
            {"DEBUG": "ture"},
            "DEBUG='ture' is neither yes nor no: write 1 or 0. Did you mean 'true'?",
        ),
        ({"PRODUCTION": "yse"}, "PRODUCTION='yse' is neither yes nor no"),
        ({"API_RATE_PER_MINUTE": "many"}, "API_RATE_PER_MINUTE='many' is not a whole number"),
        ({"DATABASE_URL": "postgress://x@y/z"}, "DATABASE_URL starts with postgress://"),
        ({"REDIS_URL": "127.0.0.1:6379"}, "REDIS_URL starts with"),
        ({"DATABASE_URL": ""}, "start them with 'make services'"),
    ],
)
def test_the_refusal_names_the_variable(variables, word, tmp_path):
    done = start(READ_SETTINGS, tmp_path, **variables)
    assert done.returncode != 0
    assert word in done.stderr.splitlines()[-1] or word in done.stderr


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    done = start(READ_SETTINGS, tmp_path, PRODUCTION="1", DEBUG="1", ALLOWED_HOSTS="*")
    for identity in ("ops.E001", "ops.E003", "ops.E005"):
        assert identity in done.stderr


def test_passwords_are_not_shown(tmp_path):
    url = "postgress://owner:hunter2@db/tourism"
    assert "hunter2" not in start(READ_SETTINGS, tmp_path, DATABASE_URL=url).stderr


@override_settings(PRODUCTION=True, HTTPS=False)
def test_production_without_https_is_warned_of():
    assert "ops.W001" in [found.id for found in checks.unwise()]


@override_settings(PRODUCTION=False)
def test_one_machine_is_not_warned():
    assert checks.unwise() == []


def test_a_name_that_nothing_reads_is_warned_of(tmp_path):
    file = tmp_path / ".env"
    file.write_text("# comment\nALOWED_HOSTS=a.example\nexport PORT=8000\nDEBUG=0\n")
    found = checks.unknown_in(file, {"ALLOWED_HOSTS", "DEBUG", "PORT"})
    assert [(one.id, one.hint) for one in found] == [("ops.W003", "Did you mean ALLOWED_HOSTS?")]
