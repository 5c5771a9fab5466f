"""Festivals and events in a real browser: the calendar at the coming Tết, an event, its dates."""

import re
from datetime import date

import pytest

from content.events import lunar
from tests.e2e.conftest import until

pytestmark = pytest.mark.e2e
TODAY = date.today()
TET = next(
    lunar.new_year(year) for year in (TODAY.year, TODAY.year + 1) if lunar.new_year(year) >= TODAY
)
MONTH = f"/vi/events/{TET:%Y-%m}/"
PAGES = (
    "/vi/events/",
    "/en" + MONTH[3:],
    "/zh-hans" + MONTH[3:],
    "/en/events/weekend/",
    "/vi/events/ky-cung-ta-phu/",
    "/zh-hans/events/hoi-chua-tien/",
    "/en/events/phai-lua/",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_stands_in_anyones_way(axe, path, scheme):
    assert axe(path, color_scheme=scheme) == []


@pytest.mark.parametrize("path", [MONTH, "/vi/events/ky-cung-ta-phu/"])
def test_nothing_serious_on_a_desktop(axe, path):
    assert axe(path, width=1440, height=900) == []


@pytest.mark.parametrize("path", PAGES)
def test_page_when_narrow_does_not_scroll_sideways(too_wide, path):
    assert too_wide(path) == 0


@pytest.mark.parametrize("path", PAGES)
def test_page_when_there_is_no_script_says_the_same(visit, path):
    page = visit(390, 844, java_script_enabled=False)
    page.goto(path)
    assert page.locator("h1").is_visible()
    assert page.locator("main").inner_text().strip()


def test_calendar_leads_to_the_coming_tet_and_to_a_festival(either):
    either.goto("/vi/events/")
    either.get_by_role("link", name=f"Tết {TET.year}").click()
    either.wait_for_url(f"**{MONTH}")
    day = either.locator(f'td:has(time[datetime="{TET.isoformat()}"])')
    assert "1/1" in day.inner_text()
    # The sheet's cells, on a phone as on a desktop, lie inside the screen.
    box, width = day.bounding_box(), either.viewport_size["width"]
    assert box["x"] >= 0 and box["x"] + box["width"] <= width  # noqa: PT018
    either.get_by_role("link", name="Lễ hội Hoa đào Xứ Lạng").last.click()
    assert either.locator("h1").inner_text() == "Lễ hội Hoa đào Xứ Lạng"


def test_months_are_turned(either):
    either.goto(MONTH)
    either.locator("a[rel=next]").click()
    either.locator("a[rel=prev]").click()
    assert either.url.endswith(MONTH)


def test_kind_narrows_the_month_and_back(either):
    either.goto(MONTH)
    chip = either.get_by_role("navigation", name="Loại sự kiện")
    chip.get_by_role("link", name="Hội chợ").click()
    assert either.url.endswith("?kind=fair")
    assert either.locator("[data-c=event-festival]").count() == 0
    chip.get_by_role("link", name="Hội chợ").click()
    assert either.url.endswith(MONTH)


def test_festival_shows_its_map_its_dates_and_its_calendar(either):
    either.goto("/en/events/ky-cung-ta-phu/")
    assert "of the 1st lunar month" in either.locator(".next").inner_text()
    assert either.locator(".dates tbody tr").count() == 3
    either.locator(".position__map").scroll_into_view_if_needed()
    until(either, "document.querySelectorAll('.position__map canvas').length > 0")
    address = either.get_by_role("link", name="Add to calendar").get_attribute("href")
    feed = either.request.get(address)
    assert feed.headers["content-type"].startswith("text/calendar")
    assert feed.text().count("BEGIN:VEVENT") == 3
    either.locator(".dates a").nth(1).click()
    assert re.search(r"/en/occurrences/ky-cung-ta-phu-\d{4}-\d\d-\d\d/$", either.url)
    assert either.locator("h1").inner_text() == "Ky Cung – Ta Phu Festival"


def test_place_shows_the_festival_held_there(either):
    either.goto("/vi/places/den-ky-cung/")
    either.get_by_role("link", name="Lễ hội Kỳ Cùng – Tả Phủ").first.click()
    assert either.locator("h1").inner_text() == "Lễ hội Kỳ Cùng – Tả Phủ"


def test_pages_leave_no_cookie(phone):
    for path in PAGES[:5]:
        phone.goto(path)
    assert phone.context.cookies() == []
