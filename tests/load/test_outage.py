"""PostGIS goes away for ten seconds under load: refusals are clear, and reads come back."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AWAY_S = 10
BACK_S = 60  # a bound for waiting, not a measure: how fast it is back is the machine's
pytestmark = pytest.mark.slow


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(url):
    """(status, content type, body) of a GET; a refused connection counts as status 0."""
    try:
        with urllib.request.urlopen(url, timeout=8) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.headers["Content-Type"], refusal.read()
    except OSError:
        return 0, "", b""


@pytest.fixture
def site():
    """A site with a cluster of its own: (address, services command)."""
    folder = Path(tempfile.mkdtemp(prefix="outage-"))
    folder.chmod(0o755)
    hidden = ("DATABASE_URL", "PUBLIC_DATABASE_URL", "TEST_DATABASE_NAME", "EXTRA_APPS")
    redis = os.environ.get("REDIS_URL") or redis_of_settings()
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    env |= {"DATA_DIR": str(folder), "REDIS_URL": redis, "DEBUG": "0", "API_RATE_PER_MINUTE": "0"}
    env |= {"ALLOWED_HOSTS": "127.0.0.1", "DJANGO_SETTINGS_MODULE": "tourism_backend.settings"}

    def services(word):
        subprocess.run([sys.executable, "bin/services", word], cwd=ROOT, env=env, check=True)

    services("start")
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    subprocess.run([*manage, "load_seed"], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL)
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-m", "tourism_backend.serve", "--port", str(port)],
        cwd=ROOT,
        env=env,
    )
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while get(f"{address}/readyz")[0] != 200:
        assert time.monotonic() < deadline, "the site does not come up"
        time.sleep(0.2)
    yield address, services
    server.terminate()
    server.wait(20)
    services("stop")
    subprocess.run(["rm", "-rf", str(folder)], check=False)


def redis_of_settings():
    from django.conf import settings

    return settings.REDIS_URL


def test_requests_when_the_database_is_away_are_503_and_come_back_by_themselves(site):
    address, services = site
    phase, seen, kinds = ["before"], Counter(), Counter()
    done = threading.Event()

    def load():
        while not done.is_set():
            during = phase[0]
            status, kind, body = get(f"{address}/api/v1/places?limit=5")
            if during == phase[0]:
                seen[during, status] += 1
            if status == 503:
                kinds[kind] += 1
                assert json.loads(body)["status"] == 503
            time.sleep(0.02)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(1)
    phase[0] = "going"
    services("stop")
    phase[0] = "away"
    gone = time.monotonic()
    health = []
    while time.monotonic() - gone < AWAY_S:
        health.append((get(f"{address}/healthz")[0], get(f"{address}/readyz")[0]))
        time.sleep(0.5)
    page_status = get(f"{address}/vi/")[0]
    phase[0] = "coming"
    services("start")
    back = time.monotonic()
    while get(f"{address}/readyz")[0] != 200:
        assert time.monotonic() - back < BACK_S
        time.sleep(0.1)
    phase[0] = "after"
    time.sleep(2)
    done.set()
    for thread in threads:
        thread.join()
    assert set(health) == {(200, 503)}
    assert page_status == 503
    assert {status for during, status in seen if during == "before"} == {200}
    assert {status for during, status in seen if during == "away"} == {503}
    assert {status for during, status in seen if during == "after"} == {200}
    assert set(kinds) == {"application/problem+json"}
