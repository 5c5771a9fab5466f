"""A real browser that visits the site.

A visit fails at its end when the page logged an error, broke its policy or asked another host
for anything, unless the test said that it would (``page.watch.expect``).
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from django.conf import settings

from tests.browser import chromium

ROOT = Path(settings.BASE_DIR)
AXE = ROOT / "node_modules/axe-core/axe.min.js"
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
    with chromium() as browser:
        yield browser


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
def signed_in(visit, password_of):
    """A page in which a demo account has signed in."""

    def _signed_in(who="curator", width=820, height=1180, **options):
        page = visit(width, height, **({"locale": "en", "has_touch": True} | options))
        page.goto("/admin/login/?next=/admin/")
        page.fill("[name=username]", who)
        page.fill("[name=password]", password_of(who))
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/admin/")
        return page

    return _signed_in


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


def accessible(page, *parts):
    """What axe holds against these parts of an open page: serious and critical."""
    found = page.evaluate(
        f"{AXE.read_text()}; axe.run({', '.join(parts)!r}, {{resultTypes: ['violations']}})"
    )
    return [
        (v["id"], [node["html"][:120] for node in v["nodes"][:3]])
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
    ]


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
