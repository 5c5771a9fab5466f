"""The admin in a real browser: nothing off-site, nothing refused by the policy, no overflow.

``SCREENS=<folder>`` keeps the pictures.
"""

import os
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from geo.places.models import Place
from tests import browser

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not finders.find("portal/dist/admin-map.js"), reason="the front end is not built"
    ),
]

SIZES = {"phone": (390, 844), "tablet": (820, 1180), "desktop": (1440, 900)}


@pytest.fixture(scope="module")
def chromium():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with browser.chromium() as running:
        yield running
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Visit:
    """A page, and what went wrong on it."""

    def __init__(self, page, origin):
        self.page, self.origin, self.problems = page, origin, []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        page.on("request", self._request)

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type}: {message.text}")

    def _request(self, request):
        if not request.url.startswith((self.origin, "data:", "blob:")):
            self.problems.append(f"off-site: {request.url}")

    def open(self, path):
        answer = self.page.goto(self.origin + path, wait_until="networkidle")
        assert answer.status == 200
        return self

    def shot(self, name):
        if folder := os.environ.get("SCREENS"):
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.fixture
def visit(chromium, live_server, sign_in):
    """A signed-in page; ``visit(size, who, language)``."""
    contexts = []

    def _visit(size="desktop", who="curator", language="vi"):
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            has_touch=size != "desktop",
        )
        contexts.append(context)
        if who:
            cookie = sign_in(who).cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        return Visit(context.new_page(), live_server.url)

    yield _visit
    for context in contexts:
        context.close()


@pytest.fixture
def filled(make_place, disruption, proposal):
    for n, name in enumerate(("Chùa Tiên", "Đền Kỳ Cùng", "Núi Mẫu Sơn", "Ải Chi Lăng")):
        make_place(name, name_en="X" * n, accuracy_m=10**n * 20, verified=bool(n % 2))
    Place.objects.filter(name_vi="Chùa Tiên").update(status="published", pending=True)
    Place.objects.filter(name_vi="Núi Mẫu Sơn").update(status="published")
    return Place.objects.get(name_vi="Đền Kỳ Cùng")


def overflow(page):
    """By how much the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


PAGES = {
    "login": "admin:login",
    "overview": "admin:index",
    "places": "admin:places_place_changelist",
    "place": "admin:places_place_change",
    "history": "admin:places_place_history",
    "area": "admin:areas_area_change",
    "disruption": "admin:places_disruption_change",
    "proposal": "admin:places_positionproposal_change",
}


@pytest.fixture
def records(filled, area, disruption, proposal):
    of_place = {"place": filled, "history": filled}
    return of_place | {"area": area, "disruption": disruption, "proposal": proposal}


@pytest.mark.parametrize("name", PAGES)
def test_page(name, visit, records):
    arguments = [records[name].pk] if name in records else []
    seen = visit("tablet", who="" if name == "login" else "curator")
    seen.open(reverse(PAGES[name], args=arguments))
    for size, (width, height) in SIZES.items():
        seen.page.set_viewport_size({"width": width, "height": height})
        seen.page.wait_for_timeout(300)
        seen.shot(f"{name}-{size}")
        assert overflow(seen.page) <= 0, size
    assert seen.problems == []


def test_the_pin_follows_numbers_clicks_and_keys(visit, filled):
    seen = visit("desktop", language="en").open(change(filled))
    page, area = seen.page, seen.page.locator("#id_point")
    lat, lon = page.locator("[data-lat]"), page.locator("[data-lon]")
    lat.fill("21.9")
    lon.fill("106.8")
    assert area.input_value() == '{"type":"Point","coordinates":[106.8,21.9]}'
    canvas = page.locator("[data-map]").first
    canvas.click(position={"x": 60, "y": 60})
    clicked = area.input_value()
    assert "106.8,21.9" not in clicked
    page.locator(".map-field__pin").focus()
    page.keyboard.press("ArrowLeft")
    assert area.input_value() != clicked
    page.get_by_role("button", name="Undo").first.click()
    assert area.input_value() == clicked
    page.get_by_role("button", name="Place the point in the middle").click()
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_load_state("networkidle")
    filled.refresh_from_db()
    assert filled.own_fields == ["point"]
    assert page.locator(".map-field__name").count() > 0
    assert seen.problems == []


def test_an_area_is_drawn(visit, disruption):
    url = reverse("admin:places_disruption_change", args=[disruption.pk])
    seen = visit("tablet", language="en").open(url)
    page = seen.page
    canvas = page.locator("[data-map]")
    page.get_by_role("button", name="Draw an area").click()
    for x, y in ((100, 100), (300, 100), (300, 250)):
        canvas.click(position={"x": x, "y": y})
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Edit corners").click()
    assert page.locator(".map-field__corner").count() == 3
    page.locator(".map-field__middle").first.click()
    assert page.locator(".map-field__corner").count() == 4
    page.locator(".map-field__corner").first.focus()
    page.keyboard.press("Delete")
    assert page.locator(".map-field__corner").count() == 3
    page.get_by_role("button", name="Done").click()
    seen.shot("disruption-drawn")
    page.get_by_role("button", name="Save and continue editing").click()
    page.wait_for_load_state("networkidle")
    disruption.refresh_from_db()
    assert disruption.geometry.geom_type == "Polygon"
    assert disruption.geometry.num_coords == 4
    assert seen.problems == []


def test_the_language_is_chosen(visit, filled):
    seen = visit("desktop", language="vi").open(reverse("admin:index"))
    page = seen.page
    page.locator("[x-data*=openUserLinks] > div").last.click()
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state("networkidle")
    assert page.locator("html").get_attribute("lang") == "en"


def change(place):
    return reverse("admin:places_place_change", args=[place.pk])
