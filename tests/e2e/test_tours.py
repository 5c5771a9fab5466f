"""A tour in a real browser: from the list to its page, its map and days, and its file."""

import gpxpy
import pytest

from tests.e2e.conftest import until

pytestmark = pytest.mark.e2e
TOUR = "/vi/tours/mot-ngay-trung-tam/"
MARKS = "document.querySelectorAll('.route .stop-mark').length"


def test_visitor_goes_from_the_list_to_a_tour_and_takes_its_file(either):
    either.goto("/en/tours/")
    either.locator(".chip", has_text="Urban heritage").click()
    either.get_by_role("link", name="One day in Lang Son town").click()
    assert either.url.endswith("/en/tours/mot-ngay-trung-tam/")
    until(either, f"{MARKS} === 7")
    assert either.locator(".route path.route-line--schematic").count() == 1
    assert either.locator(".stop").count() == 7
    assert either.get_by_text("Schematic: the dotted line").is_visible()
    with either.expect_download() as started:
        either.get_by_role("link", name="GPX").click()
    download = started.value
    assert download.suggested_filename == "mot-ngay-trung-tam.gpx"
    found = gpxpy.parse(download.path().read_text())
    assert found.tracks == []
    assert len(found.waypoints) == 7


def test_map_is_drawn_and_shows_every_stop(either):
    either.goto(TOUR)
    either.locator(".route").scroll_into_view_if_needed()
    until(either, f"{MARKS} === 7 && document.querySelectorAll('.route canvas').length > 0")
    box = either.locator(".route").bounding_box()
    for mark in either.locator(".stop-mark").all():
        at = mark.bounding_box()
        assert box["x"] <= at["x"] <= box["x"] + box["width"]
        assert box["y"] <= at["y"] <= box["y"] + box["height"]


def test_number_leads_to_its_stop_and_back(either):
    either.goto(TOUR)
    until(either, f"{MARKS} === 7")
    either.get_by_role("button", name="4. Bảo tàng tỉnh Lạng Sơn").press("Enter")
    until(either, "document.activeElement.closest('[data-stop=\"4\"]') !== null")
    either.get_by_role("button", name="Xem Đền Kỳ Cùng trên bản đồ").click()
    until(either, "document.querySelector('.leaflet-tooltip')?.textContent === 'Đền Kỳ Cùng'")


def test_map_can_be_zoomed_with_buttons(desktop):
    desktop.goto(TOUR)
    until(desktop, f"{MARKS} === 7")
    apart = "document.querySelector('.stop-mark').getBoundingClientRect().x"
    before = desktop.evaluate(apart)
    desktop.get_by_role("button", name="Phóng to").click()
    until(desktop, f"{apart} !== {before} && !document.querySelector('.leaflet-zoom-anim')")
    desktop.get_by_role("button", name="Xem toàn tuyến").click()
    until(desktop, f"Math.abs({apart} - {before}) < 2")


def test_place_leads_to_its_tours(phone):
    phone.goto("/vi/places/dong-tam-thanh/")
    phone.get_by_role("link", name="Một ngày trung tâm xứ Lạng").click()
    assert phone.url.endswith(TOUR)


def test_printed_page_is_offered_and_is_a_pdf(desktop):
    desktop.goto(TOUR)
    address = desktop.get_by_role("link", name="Bản in (PDF)").get_attribute("href")
    answer = desktop.request.get(address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


def test_tour_when_there_is_no_script_shows_all_but_the_map(visit):
    page = visit(390, 844, java_script_enabled=False)
    page.goto(TOUR)
    assert page.locator(".stop").count() == 7
    assert page.locator(".route .plan").is_visible()
    assert page.locator("[data-show]:visible, [data-zoom]:visible").count() == 0


@pytest.mark.parametrize("path", ["/vi/tours/", TOUR, "/zh-hans/tours/khao-co-xu-lang/"])
def test_page_when_narrow_does_not_scroll_sideways(too_wide, path):
    assert too_wide(path) == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("path", ["/en/tours/", TOUR, "/zh-hans/tours/bac-son-hai-ngay/"])
def test_nothing_serious_stands_in_anyones_way(axe, path, width, scheme):
    assert axe(path, width=width, color_scheme=scheme) == []
