"""Specialities and the navigation in a real browser."""

import pytest

LANGUAGES = ("vi", "en", "zh-hans")
PAGES = ("specialities/", "specialities/quyt-vang-bac-son/", "specialities/khau-nhuc/")
SIZES = pytest.mark.parametrize("size", [(390, 844), (1440, 900)], ids=["phone", "desktop"])


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_nothing_serious_stands_in_anyones_way(axe, path, scheme, size):
    width, height = size
    assert axe(f"/vi/{path}", color_scheme=scheme, width=width, height=height) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["", *PAGES])
def test_page_when_narrow_does_not_scroll_sideways(too_wide, path, language):
    assert too_wide(f"/{language}/{path}") == 0


def test_from_a_place_to_what_comes_from_there_and_back(visit):
    page = visit(390, 844, java_script_enabled=False)
    page.goto("/en/places/khu-du-lich-mau-son/")
    page.get_by_role("link", name="Mau Son peach").click()
    assert page.locator("h1").inner_text() == "Mau Son peach"
    page.locator(".speciality__origins a").first.click()
    assert page.url.endswith("/en/places/khu-du-lich-mau-son/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_navigation_fits_a_phone_and_keeps_the_rest_under_more(phone, language):
    phone.goto(f"/{language}/")
    bar = phone.locator(".nav").bounding_box()
    assert bar["y"] + bar["height"] <= 845
    for label in phone.locator(".nav__item:visible > a > span").all():
        box = label.evaluate("e => [e.scrollWidth, e.parentElement.clientWidth]")
        assert box[0] <= box[1] + 1, label.inner_text()
    phone.locator(".more-menu summary").click()
    phone.locator(".more-menu__list a[href$='/specialities/']").click()
    phone.wait_for_url(f"**/{language}/specialities/")


def test_navigation_of_a_desktop_shows_every_section(desktop):
    desktop.goto("/en/specialities/")
    shown = desktop.locator(".nav__item:visible > a").all_inner_texts()
    assert {"Map", "Places", "Specialities", "Communes"} <= {text.strip() for text in shown}
    assert desktop.locator(".nav__item:visible [aria-current]").inner_text() == "Specialities"
    box = desktop.locator(".header__inner").bounding_box()
    assert box["height"] < 80


def test_more_closes_with_escape(phone):
    phone.goto("/en/")
    phone.locator(".more-menu summary").click()
    phone.keyboard.press("Escape")
    assert phone.locator(".more-menu__list").is_hidden()
