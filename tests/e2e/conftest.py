"""A real server with the real seed, and a real browser that visits it.

The server is a process of its own on a database of its own: what a visitor gets is what
production serves (hashed static files, no debug pages), and nothing of it is left in the tests'
database. A visit fails at its end when the page logged an error, broke its policy or asked another
host for anything, unless the test said that it would (``page.watch.expect``).
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

ROOT = Path(settings.BASE_DIR)
DIST = ROOT / "tourism_backend/portal/static/portal/dist"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
START_SECONDS = 60
# The seed has no disruption: it would be over when you read this.
DISRUPTION = """
from datetime import timedelta
from django.contrib.gis.geos import LineString
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
"""
CENTRE = {"latitude": 21.8530, "longitude": 106.7610}


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call":
        item.failed_call = report.failed
    return report


# --- the site


def _renamed(url, name):
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_name):
    """The address of a running server with the seed loaded."""
    if not (DIST / "map.js").exists():
        pytest.fail("the front end is not built: run 'npm ci && npm run build'")
    name = f"e2e_{worker_name}_{secrets.token_hex(3)}"
    folder = tmp_path_factory.mktemp("site")
    environment = _environment(name, folder)
    with psycopg.connect(_dsn(os.environ["DATABASE_URL"]), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            for command in (
                ["migrate"],
                ["load_seed"],
                ["shell", "-c", DISRUPTION],
                ["collectstatic", "--noinput"],
            ):
                _manage(command, environment)
            yield from _served(environment, folder)
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def worker_name():
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


def _environment(name, folder):
    url = os.environ["DATABASE_URL"]
    public = os.environ.get("PUBLIC_DATABASE_URL", "")
    environment = {
        **os.environ,
        "DATABASE_URL": _renamed(url, name),
        "REDIS_URL": _renamed(os.environ["REDIS_URL"], "15"),
        "DJANGO_SETTINGS_MODULE": "tourism_backend.settings",
        "DATA_DIR": str(folder),
        "DEBUG": "0",
        "EXTRA_APPS": "",
        "API_RATE_PER_MINUTE": "0",
        "PYTHONPATH": str(ROOT),
    }
    if public:
        environment["PUBLIC_DATABASE_URL"] = _renamed(public, name)
    return environment


def _dsn(url):
    return urlunsplit(urlsplit(url)._replace(scheme="postgresql"))


def _manage(arguments, environment):
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments}:\n{done.stdout}\n{done.stderr}"


def _served(environment, folder):
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    log = (folder / "server.log").open("w")
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"),
            *("--port", str(port), "--workers", "1", "tourism_backend.wsgi:application"),
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


# --- the browser


class Watch:
    """What went on in a page: its console, its requests, and what of it was expected."""

    def __init__(self, page, origin):
        self.origin = origin
        self.lines = []
        self.problems = []
        self.bytes = 0
        self.expected = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self._problem(f"error: {error}"))
        page.on("request", self._request)

    def expect(self, *parts):
        """Problems that hold one of these texts are what the test is about."""
        self.expected += parts

    def _console(self, message):
        line = f"{message.type}: {message.text}"
        self.lines.append(line)
        if message.type in ("error", "warning"):
            self._problem(line)

    def _request(self, request):
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self._problem(f"off-site: {request.url}")

    def _problem(self, text):
        self.problems.append(text)

    def unexpected(self):
        return [p for p in self.problems if not any(part in p for part in self.expected)]


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(request, browser, site):
    """Opens a browser window on the site: ``visit(width, height, **options of a context)``."""
    opened = []

    def open_window(width, height, **options):
        given = {"permissions": ["geolocation"], "geolocation": CENTRE, "bypass_csp": False}
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": height},
            timezone_id="Asia/Ho_Chi_Minh",
            **(given | options),
        )
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.watch = Watch(page, site)
        opened.append(page)
        return page

    yield open_window
    failed = getattr(request.node, "failed_call", False)
    for page in opened:
        if failed:
            sys.stdout.write("\n".join(["", page.url, *page.watch.lines, ""]))
        page.context.close()
    if not failed:
        for page in opened:
            assert page.watch.unexpected() == []


@pytest.fixture
def phone(visit):
    """A page on a phone: 390 × 844, touch."""
    return visit(390, 844, is_mobile=True, has_touch=True, device_scale_factor=2)


@pytest.fixture
def desktop(visit):
    """A page on a desktop: 1440 × 900."""
    return visit(1440, 900)


@pytest.fixture(params=["phone", "desktop"])
def either(request, visit):
    """A page on a phone, then on a desktop."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def axe(browser, site):
    """Serious and critical accessibility findings of an address, in a window where axe may run."""

    def findings(path, *, width=390, height=844, before=None, **options):
        context = browser.new_context(
            base_url=site, viewport={"width": width, "height": height}, bypass_csp=True, **options
        )
        try:
            page = context.new_page()
            page.goto(path, wait_until="networkidle")
            if before:
                before(page)
            page.evaluate(AXE.read_text())
            result = page.evaluate("axe.run({resultTypes: ['violations']})")
        finally:
            context.close()
        return [
            (v["id"], v["impact"], [n["html"][:160] for n in v["nodes"][:3]])
            for v in result["violations"]
            if v["impact"] in ("serious", "critical")
        ]

    return findings


def until(page, script, seconds=10):
    """Wait for a script to be true: a strict policy forbids Playwright's own way."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if page.evaluate(script):
            return
        time.sleep(0.05)
    raise AssertionError(f"never true: {script}")


@pytest.fixture
def too_wide(visit):
    """By how many pixels a page is wider than a window of 320 pixels (WCAG 1.4.10)."""
    page = visit(320, 640)

    def pixels(path):
        page.goto(path)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return page.evaluate(wide)

    return pixels
