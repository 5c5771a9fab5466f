"""The public web in a real browser: readable by all, without scripts, asking nobody else."""

import pytest

from tests.e2e.conftest import until

pytestmark = pytest.mark.e2e
PAGES = (
    "/vi/",
    "/en/categories/",
    "/zh-hans/categories/nature/",
    "/vi/communes/",
    "/en/communes/phuong-tam-thanh/",
    "/vi/places/dong-tam-thanh/",
    "/zh-hans/places/dong-nhi-thanh/",
    "/en/places/dong-tam-thanh/position/",
    "/vi/search/?q=tam+thanh",
    "/en/about/",
)
DOCS = "/api/v1/docs"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_stands_in_anyones_way(axe, path, scheme):
    assert axe(path, color_scheme=scheme) == []


def test_a_page_that_is_not_there_is_accessible(axe):
    assert axe("/vi/nowhere/") == []


@pytest.mark.parametrize("path", PAGES)
def test_page_when_narrow_does_not_scroll_sideways(too_wide, path):
    assert too_wide(path) == 0


@pytest.mark.parametrize("path", PAGES)
def test_page_when_there_is_no_script_says_the_same(visit, path):
    page = visit(390, 844, java_script_enabled=False)
    page.goto(path)
    assert page.locator("h1").is_visible()
    assert page.locator("main").inner_text().strip()
    # What only a script could do is not offered.
    assert page.locator("[data-share]:visible, [data-theme-switch]:visible").count() == 0


def test_visitor_without_script_finds_a_place_and_its_commune(visit):
    page = visit(390, 844, java_script_enabled=False)
    page.goto("/vi/search/")
    page.get_by_role("searchbox").fill("mau son")
    page.get_by_role("searchbox").press("Enter")
    page.locator("a[href*='/places/']", has_text="Linh địa cổ Mẫu Sơn").first.click()
    assert page.locator("h1").inner_text() == "Linh địa cổ Mẫu Sơn"
    page.locator(".place__where a").click()
    assert page.url.endswith("/vi/communes/xa-mau-son/")


def test_visitor_without_script_proposes_a_position(visit):
    page = visit(390, 844, java_script_enabled=False)
    page.goto("/en/places/dong-nhi-thanh/")
    page.get_by_role("link", name="You know the exact spot? Tell us.").click()
    page.get_by_label("Position").fill("21.8550, 106.7510")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("status").inner_text() == "Thank you. A curator will look at it."


def test_own_position_fills_the_form(phone):
    phone.goto("/en/places/dong-nhi-thanh/position/")
    phone.get_by_role("button", name="I am there now").click()
    until(phone, "document.querySelector('#position').value === '21.853000, 106.761000'")


def test_search_from_home_leads_to_the_map(phone):
    phone.goto("/vi/")
    phone.get_by_role("searchbox").fill("tam thanh")
    phone.get_by_role("searchbox").press("Enter")
    phone.wait_for_url("**/vi/map/?q=tam+thanh*")


def test_language_switch_keeps_the_page(either):
    either.goto("/vi/places/dong-tam-thanh/")
    either.locator("details.languages summary").click()
    either.locator("details.languages").get_by_role("link", name="简体中文").click()
    assert either.url.endswith("/zh-hans/places/dong-tam-thanh/")
    assert either.locator("h1").inner_text() == "三青洞"


def test_language_menu_closes_with_escape(desktop):
    desktop.goto("/en/")
    desktop.locator("details.languages summary").click()
    desktop.keyboard.press("Escape")
    until(desktop, "!document.querySelector('details.languages').open")


def test_light_or_dark_is_remembered(desktop):
    desktop.goto("/en/")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = desktop.evaluate(paper)
    desktop.get_by_role("button", name="Light or dark").click()
    dark = desktop.evaluate(paper)
    assert dark != light
    desktop.goto("/en/about/")
    assert desktop.evaluate(paper) == dark


def test_small_map_shows_the_place(either):
    either.goto("/vi/places/dong-tam-thanh/")
    either.locator(".position__map").scroll_into_view_if_needed()
    until(either, "document.querySelectorAll('.position__map canvas').length > 0")
    box = either.locator(".position__map .folium-map").bounding_box()
    assert box["height"] > 200


def test_keyboard_reaches_the_content_first(desktop):
    desktop.goto("/en/")
    desktop.keyboard.press("Tab")
    assert desktop.evaluate("document.activeElement.className") == "skip-link"
    desktop.keyboard.press("Enter")
    assert desktop.evaluate("document.activeElement.id") == "content"


def test_pages_leave_no_cookie(phone):
    for path in ("/vi/", "/vi/places/dong-tam-thanh/", "/vi/search/?q=tam"):
        phone.goto(path)
    assert phone.context.cookies() == []


def test_first_page_is_light(phone):
    sizes: list = []

    def heard(answer):
        sizes.append(answer)

    phone.on("response", heard)
    phone.goto("/vi/", wait_until="networkidle")
    weight = sum(answer.request.sizes()["responseBodySize"] for answer in sizes)
    assert weight < 220_000, {a.url: a.request.sizes()["responseBodySize"] for a in sizes}


def test_api_documentation_is_drawn_from_local_files(desktop):
    desktop.goto(DOCS)
    desktop.locator(".opblock").first.wait_for()
    assert desktop.locator(".opblock").count() > 10
    desktop.locator(".opblock-summary").first.click()
    desktop.get_by_role("button", name="Try it out").first.wait_for()
