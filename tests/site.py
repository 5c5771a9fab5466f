"""A real server with the real seed: a process of its own, on a database of its own.

What a visitor gets is what production serves (hashed static files, no debug pages), and nothing
of it is left in the tests' database.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders

from benchmarks.scratch import address, server
from tests import template

ROOT = Path(settings.BASE_DIR)
DIST = ROOT / "tourism_backend/portal/static/portal/dist"
START_SECONDS = 60
# The seed has no disruption, which would be over when you read this, and no accounts.
MORE = """
from datetime import timedelta
from django.contrib.gis.geos import LineString
from django.core.management import call_command
from django.utils import timezone
from geo.places.models import Disruption, Place
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import services
from tourism_backend.publishing.registry import registry

now = timezone.now()
works = Disruption.objects.create(
    slug="road-works", name_vi="Sửa đường", name_en="Road works", kind="works", severity=2,
    reason_vi="Một làn đường", reason_en="One lane only",
    geometry=LineString((106.745, 21.858), (106.75, 21.862), srid=4326),
    starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=2),
)
works.places.add(Place.objects.get(slug="dong-tam-thanh"))
services.publish(SystemActor("tests"), registry.get("disruptions"), [works.uuid])
call_command("demo_accounts")
"""


def _redis_number(worker_name):
    """Counted from the last one: two sites share no queue."""
    return 15 - int(worker_name.removeprefix("gw")) if worker_name.startswith("gw") else 15


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site_template(tmp_path_factory, worker_name):
    """(database, folder) that the run's sites are copies of: seed, accounts, static files.

    The first process that asks makes them, the others wait; the last one throws them away.
    """
    base = tmp_path_factory.getbasetemp()
    run = base if worker_name == "main" else base.parent
    folder, user = run / "site-template", run / f"site-template-used-by-{worker_name}"
    named = folder / "database"
    with _locked(run / "site-template.lock"):
        if not named.exists():
            named.write_text(_make_template(folder, worker_name))
        user.touch()
    yield named.read_text(), folder
    with _locked(run / "site-template.lock"):
        user.unlink()
        if not any(run.glob("site-template-used-by-*")):
            _sql(f"DROP DATABASE {named.read_text()} WITH (FORCE)")
            shutil.rmtree(folder)


def _make_template(folder, worker_name):
    """A database with the seed and an account of each role; beside it, in folder, its files."""
    if not (DIST / "map.js").exists():
        pytest.fail("the front end is not built: run 'npm ci && npm run build'")
    shutil.rmtree(folder, ignore_errors=True)  # what one that failed has left
    folder.mkdir()
    name = f"e2e_template_{secrets.token_hex(3)}"
    _sql(f"CREATE DATABASE {name} TEMPLATE {template.bare()}")
    environment = _environment(name, folder, _redis_number(worker_name))
    # Packing the static files takes longer than all the rest: beside it, on another core.
    with ThreadPoolExecutor(1) as beside:
        packed = beside.submit(_packed, environment)
        for command in (["load_seed"], ["shell", "-c", MORE]):
            _manage(command, environment)
        (folder / "packed").symlink_to(packed.result())
    return name


def _packed(environment):
    """The folder of the static files, packed: kept from one run to the next while they are the
    same.
    """
    kept = Path(settings.DATA_DIR) / "test-static"
    kept.mkdir(parents=True, exist_ok=True)
    packed = kept / _digest_of_static_files()
    with _locked(kept.with_suffix(".lock")):
        if not packed.exists():
            for left in kept.iterdir():
                shutil.rmtree(left)
            begun = kept / "begun"
            _manage(["collectstatic", "--noinput"], environment | {"DATA_DIR": str(begun)})
            begun.rename(packed)
    return packed / "static"


def _digest_of_static_files():
    """What the packed files depend on: the files, how they are packed, and by what."""
    found = [(name, storage.path(name)) for f in get_finders() for name, storage in f.list(())]
    found += [(path.name, path) for path in ROOT.glob("requirements*.txt")]
    found.append(("settings", ROOT / "tourism_backend/settings.py"))
    digest = hashlib.blake2b(digest_size=8)
    for name, path in sorted(found):
        digest.update(f"{name}\0".encode() + hashlib.blake2b(Path(path).read_bytes()).digest())
    return digest.hexdigest()


@contextmanager
def _locked(path):
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _sql(statement):
    with server() as connection:
        connection.execute(statement)


@pytest.fixture(scope="session")
def site_folder(site_template, tmp_path_factory):
    """Where the server keeps its files; the static ones are the run's."""
    return copied_folder(site_template, tmp_path_factory.mktemp("site"))


def copied_folder(site_template, folder):
    """The folder, with what the template's has."""
    _database, kept = site_template
    ours = shutil.ignore_patterns("static", "packed", "database")
    shutil.copytree(kept, folder, dirs_exist_ok=True, ignore=ours)
    (folder / "static").symlink_to(kept / "packed")
    return folder


@pytest.fixture(scope="session")
def site_environment(site_template, site_folder, worker_name):
    """The environment of the site's processes, whose database is there and seeded."""
    with copied_database(site_template, worker_name) as name:
        yield _environment(name, site_folder, _redis_number(worker_name))


@contextmanager
def copied_database(site_template, worker_name):
    """The name of a copy of the template's database."""
    like, _folder = site_template
    name = f"e2e_{worker_name}_{secrets.token_hex(3)}"
    _sql(f"CREATE DATABASE {name} TEMPLATE {like}")
    try:
        yield name
    finally:
        _sql(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def site_of_its_own(site_template, folder, worker_name):
    """(address, folder) of a site whose records a test may spoil, with a worker.

    One at a time in a run: Redis number 1 is its own.
    """
    copied_folder(site_template, folder)
    with copied_database(site_template, worker_name) as name:
        environment = _environment(name, folder, 1)
        redis.from_url(environment["REDIS_URL"]).flushdb()
        with served(environment, folder) as address, working(environment, folder):
            yield address, folder


@pytest.fixture(scope="session")
def site(site_environment, site_folder):
    """The address of a running server with the seed loaded, and an account of each role."""
    with served(site_environment, site_folder) as address:
        yield address


@pytest.fixture(scope="session")
def site_worker(site, site_environment, site_folder):
    """A Celery worker of the site."""
    with working(site_environment, site_folder):
        yield


@contextmanager
def working(environment, folder):
    """A Celery worker."""
    command = [sys.executable, "-m", "celery", "-A", "tourism_backend", "worker", "-c", "1"]
    with (folder / "worker.log").open("w") as log:
        worker = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(timeout=20)


@pytest.fixture(scope="session")
def worker_name():
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def password_of(site, site_folder):
    """The password of a demo account, by its user name."""
    return json.loads((site_folder / "demo_accounts.json").read_text()).__getitem__


def _environment(name, folder, redis_number):
    url = os.environ["DATABASE_URL"]
    public = os.environ.get("PUBLIC_DATABASE_URL", "")
    environment = {
        **os.environ,
        "DATABASE_URL": address(url, name),
        "REDIS_URL": address(os.environ["REDIS_URL"], str(redis_number)),
        "DJANGO_SETTINGS_MODULE": "tourism_backend.settings",
        "DATA_DIR": str(folder),
        "DEBUG": "0",
        "EXTRA_APPS": "",
        "API_RATE_PER_MINUTE": "0",
        "PYTHONPATH": str(ROOT),
    }
    if public:
        environment["PUBLIC_DATABASE_URL"] = address(public, name)
    return environment


def _manage(arguments, environment):
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments}:\n{done.stdout}\n{done.stderr}"


@contextmanager
def served(environment, folder):
    """The address of a server."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "tourism_backend.serve"),
            *("--port", str(port), "--workers", "1"),
        ],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_for(address, server, folder / "server.log")
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)
        log.close()


def _wait_for(address, server, log):
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the server did not start:\n{log.read_text()}")
