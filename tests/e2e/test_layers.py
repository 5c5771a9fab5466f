"""Layers of the map as its visitors use them: switched on, by day, a card, a link to a record."""

import pytest

from tests.e2e.conftest import until
from tests.e2e.test_map import arrive, query

LANGUAGES = ("vi", "en", "zh-hans")
MARKS = "document.querySelectorAll('.mark').length > 0"
CARD = "document.querySelector('#card .place__name') !== null"
FESTIVAL = "[...document.querySelectorAll('.spot')].some(e => /2027/.test(e.ariaLabel))"
WHOLE = "#9/21.85000/106.70000"
TANGERINE = "specialities/quyt-vang-bac-son"
TITLES = {
    "vi": ("Lễ hội và sự kiện", "Đặc sản"),
    "en": ("Festivals and events", "Specialities"),
    "zh-hans": ("节庆与活动", "特产"),
}


def switch(page, name, *, on=True):
    if page.locator("#layer-list").is_hidden():
        page.click("#layers-button")
    box = page.get_by_role("checkbox", name=name)
    box.set_checked(on)
    return box


def marks(page):
    """What the layers' signs are called, for those who do not see them."""
    names = "all => all.map(e => e.parentElement.getAttribute('aria-label'))"
    return page.eval_on_selector_all(".mark", names)


@pytest.mark.parametrize("language", LANGUAGES)
def test_layers_wait_until_they_are_asked_for(either, language):
    asked = []
    either.on("request", lambda request: asked.append(request.url))
    page = arrive(either, f"/{language}/map/{WHOLE}")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/tiles/specialities" in url or "/tiles/occurr" in url]
    _events, specialities = TITLES[language]
    switch(page, specialities)
    until(page, MARKS)
    assert "layers=specialities" in query(page)
    assert all(marks(page))
    switch(page, specialities, on=False)
    until(page, f"!({MARKS})")
    assert "layers" not in query(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(390, 844), (1440, 900)], ids=["phone", "desktop"])
def test_nothing_serious_with_layers_and_a_card(axe, language, size):
    width, height = size
    every = "layers=occurrences,specialities,tours&when=2027-02-28"

    def opened(page):
        until(page, MARKS)
        page.click("#layers-button")

    path = f"/{language}/map/?{every}{WHOLE}"
    assert axe(path, width=width, height=height, before=opened) == []
    assert axe(f"/{language}/map/?show={TANGERINE}", width=width, height=height) == []


def test_nothing_serious_in_the_dark(axe):
    path = f"/vi/map/?layers=occurrences,specialities&when=2027-02-28{WHOLE}"
    assert axe(path, color_scheme="dark", before=lambda page: until(page, MARKS)) == []
    assert axe(f"/vi/map/?show={TANGERINE}", color_scheme="dark", width=1440, height=900) == []


def test_a_sign_opens_its_card_and_leads_to_its_page(either):
    page = arrive(either, f"/en/map/?layers=specialities{WHOLE}")
    until(page, MARKS)
    sign = page.get_by_role("button", name="Van Linh dried rice noodles")
    sign.focus()
    sign.press("Enter")
    until(page, CARD)
    assert page.inner_text("#card .place__name") == "Van Linh dried rice noodles"
    assert "show=specialities/cao-kho-van-linh" in query(page)
    page.get_by_role("link", name="Full page").click()
    page.wait_for_url("**/en/specialities/cao-kho-van-linh/")
    page.locator(".speciality__head").get_by_role("link", name="On the map").click()
    until(page, CARD)
    assert page.inner_text("#card .place__name") == "Van Linh dried rice noodles"


def test_several_at_one_spot_are_listed(desktop):
    page = desktop
    page.goto("/en/map/?layers=specialities#16/21.84969/106.91723")
    until(page, MARKS)
    page.locator(".mark", has=page.locator(".mark__count")).first.click()
    until(page, "document.querySelectorAll('#list .row[data-slug]').length === 5")
    assert page.inner_text("#panel-title") == "Specialities"
    page.locator("#list .row", has_text="Mau Son peach").click()
    until(page, CARD)
    assert page.inner_text("#card .place__name") == "Mau Son peach"


def test_a_link_to_a_record_switches_its_layer_on(either):
    either.goto(f"/zh-hans/map/?show={TANGERINE}")
    until(either, CARD)
    until(either, MARKS)
    assert either.inner_text("#card .place__name") == "北山黄橘"
    assert "layers=specialities" in query(either)
    either.keyboard.press("Escape")
    until(either, "document.getElementById('card').hidden")
    assert "show" not in query(either)


def test_events_follow_the_day(desktop):
    page = arrive(desktop, f"/en/map/{WHOLE}")
    switch(page, "Festivals and events")
    chooser = page.get_by_label("When")
    assert chooser.input_value() == "month"
    chooser.select_option("day")
    page.get_by_label("Day", exact=True).fill("2027-02-28")
    until(page, FESTIVAL)
    assert "when=2027-02-28" in query(page)
    page.get_by_label("Day", exact=True).fill("2027-07-07")
    until(page, f"!({MARKS})")
    page.reload()
    until(page, "document.querySelectorAll('#layer-list input:checked').length > 1")
    assert "when=2027-07-07" in query(page)
    assert marks(page) == []


def test_a_link_to_an_event_chooses_its_day(either):
    page = either
    answer = page.request.get("/api/v1/occurrences?at=2027-02-20/2027-02-28&sort=soonest&limit=1")
    (one,) = answer.json()["items"]
    page.goto(f"/en/map/?show=occurrences/{one['slug']}")
    until(page, CARD)
    until(page, MARKS)
    assert "layers=occurrences" in query(page)
    assert f"when={one['first_on']}" in query(page)
    assert "2027" in page.inner_text("#card .place__facts")


def test_a_layer_without_anything_here_says_so(desktop):
    page = desktop
    page.goto("/en/map/#15/21.50000/107.30000")
    switch(page, "Specialities")
    until(page, "!document.getElementById('toast').hidden")
    assert "Nothing of this layer" in page.inner_text("#toast")


def test_layers_are_reached_by_keyboard(desktop):
    page = arrive(desktop, f"/en/map/{WHOLE}")
    page.focus("#layers-button")
    page.keyboard.press("Enter")
    page.get_by_role("checkbox", name="Specialities").focus()
    page.keyboard.press("Space")
    until(page, MARKS)
    page.keyboard.press("Escape")
    assert page.locator("#layer-list").is_hidden()
    assert page.evaluate("document.activeElement.id") == "layers-button"


def test_a_search_hit_of_a_layer_opens_its_card(desktop):
    page = desktop
    page.goto("/en/map/?q=golden+tangerine")
    page.locator("#list .row", has_text="Bac Son golden tangerine").click()
    until(page, CARD)
    assert f"show={TANGERINE}" in query(page)


def test_a_record_that_is_not_there_says_so(desktop):
    desktop.watch.expect("404")
    desktop.goto("/en/map/?show=specialities/nowhere")
    until(desktop, "document.querySelector('#card .empty') !== null")
    desktop.get_by_role("button", name="Close").click()
    until(desktop, "document.getElementById('card').hidden")
