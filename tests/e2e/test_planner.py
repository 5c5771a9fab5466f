"""A two-day trip: made, changed, kept and shared, by a visitor with a phone or at a desk."""

import json
import urllib.request
from datetime import date, timedelta

import pytest

from tests.e2e.conftest import until

pytestmark = pytest.mark.e2e
SCHEMES = ("light", "dark")


@pytest.fixture(scope="module")
def shared(site):
    """The address of a plan that was made before, over the API."""
    body = {"date": (date.today() + timedelta(days=20)).isoformat(), "days": 2}
    request = urllib.request.Request(
        f"{site}/api/v1/plans",
        json.dumps(body).encode(),
        {"Content-Type": "application/json", "Accept-Language": "en"},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.loads(answer.read())["page"]


def make(page, language="en", days="2"):
    page.goto(f"/{language}/planner/")
    page.locator("[name=days]").select_option(days)
    page.locator("[name=interest][value=nature]").check(force=True)
    page.locator("[name=place]").first.check(force=True)
    page.locator(".trip-form [type=submit]").click()
    page.wait_for_url("**/edit/**")


def stops(page):
    return [name.strip() for name in page.locator(".trip-stop [data-name]").all_inner_texts()]


def test_two_day_trip_is_made_changed_kept_and_shared(either, visit):
    make(either)
    assert either.locator(".day").count() == 2
    names = stops(either)
    assert len(names) >= 4
    assert either.locator(".trip-why").first.inner_text().strip()

    # Changed: the second stop goes up, the last one goes.
    either.get_by_role("button", name=f"{names[1]}: earlier").click()
    until(either, f"document.querySelector('[data-name]')?.textContent === {json.dumps(names[1])}")
    assert stops(either)[:2] == [names[1], names[0]]
    either.get_by_role("button", name=f"Remove {names[-1]}").click()
    until(either, f"document.querySelectorAll('.trip-stop').length === {len(names) - 1}")

    # Other hours: what no longer fits is said.
    either.locator("[name=closes]").select_option("11")
    either.get_by_role("button", name="Change the hours").click()
    until(either, "document.querySelectorAll('.trip-warn').length > 0")
    either.get_by_role("button", name="Plan anew").click()
    until(either, "document.querySelectorAll('.trip-warn').length === 0")

    # Kept, under a name.
    either.get_by_label("What you call it").fill("Mùa xuân")
    either.get_by_role("button", name="Keep for a year").click()
    until(either, "document.querySelector('h1')?.textContent === 'Mùa xuân'")

    # Shared: somebody else reads it, and cannot change it.
    address = either.locator(".trip-link a").get_attribute("href")
    assert "/edit/" not in address
    guest = visit(390, 844)
    guest.goto(address)
    assert guest.locator("h1").inner_text() == "Mùa xuân"
    assert stops(guest) == stops(either)
    assert guest.locator(".trip-tools, [name=do]").count() == 0


def test_trip_without_script_is_made_and_changed(visit):
    page = visit(390, 844, java_script_enabled=False)
    make(page, "vi")
    first, second = stops(page)[:2]
    with page.expect_navigation():
        page.get_by_role("button", name=f"{second}: sớm hơn").click()
    assert stops(page)[:2] == [second, first]
    assert page.locator("[data-share]:visible").count() == 0
    assert page.locator(".trip-qr svg").is_visible()


def test_map_shows_the_numbered_stops_and_leads_to_them(either, shared):
    either.goto(shared)
    number = either.locator(".trip-stop").count()
    until(either, f"document.querySelectorAll('.stop-mark').length === {number}")
    until(either, "document.querySelectorAll('.route canvas').length > 0")
    either.locator(".stop-mark").last.click(force=True)
    until(either, "document.activeElement.matches('.trip-stop a')")


def test_copying_gives_the_address_that_only_reads(visit):
    page = visit(1440, 900, permissions=["clipboard-read", "clipboard-write"])
    make(page, days="1")
    page.locator("[data-share]").click()
    until(page, "document.querySelector('[data-share-text]').textContent === 'Address copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "/planner/" in copied
    assert "/edit/" not in copied


def test_calendar_is_downloaded(desktop, shared):
    desktop.goto(shared)
    with desktop.expect_download() as waiting:
        desktop.get_by_role("link", name="Calendar").click()
    with open(waiting.value.path(), "rb") as file:  # noqa: PTH123
        assert file.read().startswith(b"BEGIN:VCALENDAR")


def test_place_leads_to_the_planner_with_itself_ticked(phone):
    phone.goto("/en/planner/?place=dong-tam-thanh")
    assert phone.locator("[name=place]:checked").get_attribute("value") == "dong-tam-thanh"


def test_printed_page_holds_the_days_and_no_buttons(desktop, shared):
    desktop.goto(shared)
    desktop.emulate_media(media="print")
    assert desktop.locator(".trip-stop").first.is_visible()
    assert desktop.locator(".no-print:visible, .header:visible").count() == 0


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_serious_stands_in_anyones_way(axe, shared, scheme, width):
    assert axe("/vi/planner/", width=width, color_scheme=scheme) == []
    assert axe(shared, width=width, color_scheme=scheme) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_nothing_serious_stands_in_the_way_of_changing(axe, scheme):
    def make_one(page):
        make(page)
        page.wait_for_load_state("networkidle")

    assert axe("/en/planner/", before=make_one, color_scheme=scheme) == []


def test_page_when_narrow_does_not_scroll_sideways(visit, shared):
    page = visit(320, 640)
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for path in ("/vi/planner/", "/zh-hans/planner/", shared):
        page.goto(path)
        assert page.evaluate(wide) == 0
    make(page, "vi", "1")
    assert page.evaluate(wide) == 0


def test_planning_leaves_no_cookie(phone):
    make(phone, days="1")
    assert phone.context.cookies() == []
