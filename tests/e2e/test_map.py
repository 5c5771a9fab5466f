"""The map as its visitors use it: on a phone and on a desktop, in three languages.

Every visit also fails on a console error, a broken policy or a request to another host
(``conftest.visit``).
"""

import re

import pytest

from tests.e2e.conftest import until

LANGUAGES = ("vi", "en", "zh-hans")
OPEN_NOW = {"vi": "Đang mở cửa", "en": "Open now", "zh-hans": "正在开放"}
CAVE = "dong-tam-thanh"
PINS = "document.querySelectorAll('.pin, .cluster').length > 3"
ROWS = "document.querySelectorAll('#list .row[data-slug]').length > 0"
CARD = "document.querySelector('#card .place__name') !== null"
LOADED = "document.querySelector('#card [aria-busy=\"false\"]') !== null"
NO_CARD = "document.getElementById('card').hidden"
FIRST_LOAD_BYTES = 300_000


def arrive(page, path="/vi/map/"):
    page.goto(path)
    until(page, PINS)
    until(page, ROWS if "place=" not in path else CARD)
    return page


def rows(page):
    return page.eval_on_selector_all("#list .row__name", "all => all.map(e => e.textContent)")


def query(page):
    return page.evaluate("location.search")


def zoom(page):
    return float(page.evaluate("location.hash.slice(1).split('/')[0]"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_visit(either, language):
    page = arrive(either, f"/{language}/map/")
    assert OPEN_NOW[language] in page.inner_text("#chips")
    assert page.locator("#chips .chip").count() > 5
    assert len(rows(page)) > 10
    assert page.inner_text("#count")
    assert page.evaluate("document.querySelectorAll('canvas.base-tile').length") > 3
    assert page.locator("#credits-button").is_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_first_visit_is_light(phone, language):
    client = phone.context.new_cdp_session(phone)
    client.send("Network.enable")
    sizes = []
    client.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    arrive(phone, f"/{language}/map/")
    phone.wait_for_load_state("networkidle")
    assert len(sizes) > 8
    assert sum(sizes) < FIRST_LOAD_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", [(390, 844), (1440, 900)], ids=["phone", "desktop"])
@pytest.mark.parametrize("path", ["", f"?place={CAVE}"], ids=["list", "card"])
def test_nothing_serious_for_assistive_technology(axe, language, size, path):
    width, height = size
    assert axe(f"/{language}/map/{path}", width=width, height=height) == []


def test_nothing_serious_in_the_dark(axe):
    assert axe("/vi/map/", color_scheme="dark") == []
    assert axe(f"/vi/map/?place={CAVE}", color_scheme="dark", width=1440, height=900) == []


def test_nothing_serious_while_searching(axe):
    def search(page):
        page.fill("#q", "tam")
        until(page, "document.querySelectorAll('#suggestions li').length > 0")

    assert axe("/en/map/", before=search) == []


def test_no_page_is_wider_than_its_window(phone):
    for path in ("/vi/map/", f"/en/map/?place={CAVE}"):
        arrive(phone, path)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_search_without_accents_by_keyboard(either):
    page = arrive(either)
    page.focus("#q")
    page.keyboard.type("tam thanh", delay=20)
    until(page, "document.querySelectorAll('#suggestions li').length > 0")
    assert page.get_attribute("#q", "aria-expanded") == "true"
    assert page.locator("#suggestions mark").first.inner_text()
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#q", "aria-activedescendant") == "suggestion-0"
    assert page.get_attribute("#suggestion-0", "aria-selected") == "true"
    page.keyboard.press("Enter")
    until(page, LOADED)
    assert "Tam Thanh" in page.inner_text("#place-name")
    assert "place=" in query(page)


def test_escape_closes_the_suggestions_then_empties_the_box(desktop):
    page = arrive(desktop)
    page.focus("#q")
    page.keyboard.type("chùa", delay=20)
    until(page, "!document.getElementById('suggestions').hidden")
    page.keyboard.press("Escape")
    assert page.get_attribute("#q", "aria-expanded") == "false"
    assert page.input_value("#q") == "chùa"
    page.keyboard.press("Escape")
    assert page.input_value("#q") == ""


def test_a_whole_search_lists_its_hits_and_the_back_button_leaves_it(either):
    page = arrive(either)
    page.focus("#q")
    page.keyboard.type("chùa", delay=20)
    page.keyboard.press("Enter")
    until(page, "new URLSearchParams(location.search).get('q') === 'chùa'")
    until(page, "document.getElementById('panel-title').textContent.includes('chùa')")
    until(page, ROWS)
    assert any("hùa" in name for name in rows(page))
    page.go_back()
    until(page, "location.search === ''")
    assert page.input_value("#q") == ""


def test_a_category_that_was_found_filters(desktop):
    page = arrive(desktop, "/en/map/?q=temple")
    page.locator("#list .row[data-slug='temple']").click()
    until(page, "new URLSearchParams(location.search).get('category') === 'temple'")
    until(page, "!location.search.includes('q=')")


def test_a_search_without_hits_says_so(desktop):
    page = desktop
    page.goto("/en/map/?q=zzzzqqqq")
    until(page, "document.querySelector('#list .empty') !== null")
    assert "accents are not needed" in page.inner_text("#list")


def test_a_category_filters_the_list_and_the_map(either):
    page = arrive(either)
    page.click("#chips button:nth-child(4)")
    until(page, "new URLSearchParams(location.search).get('category') === 'spiritual'")
    assert page.get_attribute("#chips button:nth-child(4)", "aria-pressed") == "true"
    # Every symbol left on the map and every row is of the category's tree.
    icons = "[...document.querySelectorAll('.pin use, #list .row__mark use')]"
    kinds = "/#(temple|pagoda|communal-house)$/"
    until(page, f"{icons}.length > 0 && {icons}.every(u => {kinds}.test(u.href.baseVal))")
    page.click("#chips button:nth-child(4)")
    until(page, "location.search === ''")


def test_open_now_says_when_nothing_is_known_to_be_open(desktop):
    page = arrive(desktop, "/en/map/")
    page.click("#chips button:nth-child(1)")
    until(page, "new URLSearchParams(location.search).get('open') === '1'")
    until(page, f"document.querySelector('#list .empty') !== null || {ROWS}")
    page.go_back()
    until(page, "location.search === ''")
    until(page, ROWS)


def test_a_row_opens_its_card_and_focus_comes_back(desktop):
    page = arrive(desktop)
    name = rows(page)[0]
    page.locator("#list .row").first.press("Enter")
    until(page, LOADED)
    assert page.inner_text("#place-name") == name
    assert page.evaluate("document.activeElement.id") == "place-name"
    assert name in page.title()
    page.keyboard.press("Escape")
    until(page, NO_CARD)
    assert page.evaluate("document.activeElement.className") == "row"
    assert name not in page.title()


def test_a_pin_opens_its_card(either):
    page = arrive(either, "/vi/map/#15/21.8556/106.7468")
    pin = page.locator(".spot[aria-label^='Động và chùa Tam Thanh']")
    assert pin.get_attribute("role") == "button"
    pin.press("Enter")
    until(page, LOADED)
    assert page.inner_text("#place-name") == "Động và chùa Tam Thanh"
    assert page.locator(".pin--chosen").count() == 1


def test_a_cluster_opens_closer(desktop):
    page = arrive(desktop, "/vi/map/#11/21.85/106.75")
    before = zoom(page)
    page.locator(".spot:has(.cluster)").first.press("Enter")
    until(page, f"Number(location.hash.slice(1).split('/')[0]) > {before}")


def test_a_link_to_a_place(either):
    page = arrive(either, f"/en/map/?place={CAVE}")
    until(page, LOADED)
    assert page.inner_text("#place-name") == "Tam Thanh Cave and Pagoda"
    assert page.inner_text(".place__other") == "Động và chùa Tam Thanh"
    assert page.get_attribute(".place__more", "href") == f"/en/places/{CAVE}/"
    box = page.locator(".pin--chosen").bounding_box()
    assert 0 < box["x"] < page.viewport_size["width"]
    assert 0 < box["y"] < page.viewport_size["height"]


def test_a_link_to_a_view(desktop):
    page = arrive(desktop, "/vi/map/#14/21.86/106.75")
    assert zoom(page) == 14
    lat = float(page.evaluate("location.hash.split('/')[1]"))
    assert abs(lat - 21.86) < 0.01


def test_a_place_that_is_not_there(desktop):
    page = desktop
    page.watch.expect("404")
    page.goto("/en/map/?place=no-such-place")
    until(page, "document.querySelector('#card .empty') !== null")
    page.get_by_role("button", name="Close").click()
    until(page, NO_CARD)


def test_the_back_button_goes_through_cards(either):
    page = arrive(either)
    page.locator("#list .row").first.press("Enter")
    until(page, LOADED)
    page.go_back()
    until(page, NO_CARD)
    page.go_forward()
    until(page, LOADED)


def test_the_sheet_by_keyboard(phone):
    page = arrive(phone)
    page.focus("#grip")
    heights = [page.get_attribute("#panel", "data-snap")]
    for key in ("ArrowUp", "ArrowUp", "ArrowDown", "End", "Home"):
        page.keyboard.press(key)
        heights.append(page.get_attribute("#panel", "data-snap"))
    assert heights == ["peek", "half", "full", "half", "peek", "full"]
    assert page.get_attribute("#grip", "aria-expanded") == "true"


def test_the_sheet_by_finger(phone):
    page = arrive(phone)
    swipe(page, 195, 720, 380)
    until(page, "document.getElementById('panel').dataset.snap !== 'peek'")
    page.wait_for_timeout(500)  # the sheet has come to rest
    box = page.locator("#grip").bounding_box()
    swipe(page, 195, box["y"] + 10, 800)
    until(page, "document.getElementById('panel').dataset.snap === 'peek'")


def swipe(page, x, y0, y1, steps=12):
    client = page.context.new_cdp_session(page)

    def touch(kind, y):
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", y0)
    for i in range(1, steps + 1):
        touch("touchMove", y0 + (y1 - y0) * i / steps)
        page.wait_for_timeout(16)
    touch("touchEnd", y1)


def test_another_language_at_the_same_place(either):
    page = arrive(either, f"/vi/map/?place={CAVE}")
    until(page, LOADED)
    page.click("#language")
    assert page.get_attribute("#language", "aria-expanded") == "true"
    page.get_by_role("link", name="English").click()
    until(page, "document.documentElement.lang === 'en'")
    until(page, LOADED)
    assert page.inner_text("#place-name") == "Tam Thanh Cave and Pagoda"


def test_a_chosen_theme_stays(desktop):
    page = arrive(desktop)
    page.click("#theme")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate("getComputedStyle(document.body).colorScheme") == "dark"


def test_directions_only_where_the_position_is_good_enough(phone):
    page = arrive(phone, f"/en/map/?place={CAVE}")
    until(page, LOADED)
    link = page.get_by_role("link", name="Directions")
    assert re.match(r"https://|geo:", link.get_attribute("href"))
    assert "21.855" in link.get_attribute("href")
    arrive(phone, "/en/map/?place=thuy-mon-dinh")
    until(page, LOADED)
    assert page.get_by_role("link", name="Directions").count() == 0
    assert "approximate" in page.inner_text("#card")


def test_a_disruption_is_on_the_map_and_on_the_card(either):
    page = arrive(either, "/en/map/#14/21.8556/106.7468")
    page.locator(".spot[aria-label='Road works']").press("Enter")
    until(page, "document.getElementById('banner').textContent.includes('One lane only')")
    page.get_by_role("button", name="Close").click()
    assert page.locator("#banner").is_hidden()
    arrive(page, f"/en/map/?place={CAVE}")
    until(page, LOADED)
    assert "One lane only" in page.inner_text("#card .notice--warn")


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Mon – Fri 07:30–11:30"), ("vi", "ngày lễ hỏi trước")]
)
def test_opening_hours_in_words(phone, language, words):
    arrive(phone, f"/{language}/map/?place=bao-tang-tinh-lang-son")
    until(phone, LOADED)
    assert words in phone.inner_text(".place__details")


def test_places_near_me(either):
    page = arrive(either, "/en/map/#10/21.9/106.5")
    page.click("#locate")
    until(page, "document.getElementById('panel-title').textContent === 'Near you'")
    until(page, "/\\d+ (m|km)/.test(document.querySelector('#list .row').textContent)")
    assert page.locator(".me").count() == 1
    page.click("#back")
    until(page, "document.getElementById('panel-title').textContent === 'Explore'")


def test_somebody_far_away_stays_here(visit):
    page = arrive(visit(390, 844, geolocation={"latitude": 48.85, "longitude": 2.35}), "/en/map/")
    page.click("#locate")
    until(page, "document.getElementById('toast').textContent.includes('outside')")


def test_a_position_that_is_not_shared(visit):
    page = arrive(visit(390, 844, permissions=[]), "/en/map/")
    page.click("#locate")
    until(page, "document.getElementById('toast').textContent.includes('browser')")


def test_without_a_network_what_is_there_stays(either):
    page = arrive(either, "/en/map/")
    page.watch.expect("ERR_INTERNET_DISCONNECTED")
    page.context.set_offline(True)
    page.evaluate("location.hash = ''")
    page.locator("#list .row").first.press("Enter")
    until(page, "document.querySelector('#card .empty') !== null")
    assert "No connection" in page.inner_text("#card")
    assert page.evaluate("document.querySelectorAll('canvas.base-tile').length") > 3
    page.context.set_offline(False)
    page.locator("#card").get_by_role("button", name="Try again").click()
    until(page, LOADED)


def test_a_server_that_fails_is_said_and_tried_again(desktop):
    page = desktop
    page.watch.expect("503")
    page.route("**/api/v1/places?**", lambda route: route.fulfill(status=503, body="{}"))
    page.goto("/en/map/")
    until(page, "document.querySelector('#list .empty') !== null")
    assert "The server has a problem" in page.inner_text("#list")
    page.unroute("**/api/v1/places?**")
    page.locator("#list").get_by_role("button", name="Try again").click()
    until(page, ROWS)


TEXTS = ("name", "teaser", "description", "commune_name", "category_name", "phone")
HOSTILE = """<img src=x onerror="window.hit=1"><script>window.hit=1</script>{{7*7}}`${1}`"""


def test_hostile_texts_are_shown_as_text(desktop):
    page = desktop

    def poisoned(route):
        answer = route.fetch()
        body = answer.json()
        for place in body.get("items", [body]):
            place.update(dict.fromkeys(TEXTS, HOSTILE))
            place.update(colour="red;background:url(//x)", website="javascript:alert(1)")
        route.fulfill(response=answer, json=body)

    page.route("**/api/v1/**", poisoned)
    page.goto("/vi/map/")
    until(page, ROWS)
    assert rows(page)[0] == HOSTILE
    page.locator("#list .row").first.press("Enter")
    until(page, LOADED)
    assert page.inner_text("#place-name") == HOSTILE
    assert page.evaluate("window.hit") is None
    assert page.locator("#card a[href^='javascript']").count() == 0


def test_everything_is_reached_by_keyboard(desktop):
    page = arrive(desktop)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    reached = set()
    for _ in range(160):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    for part in ("q", "language", "chip", "row", "locate", "theme", "zoom-in", "credits-button"):
        assert part in reached, part
    assert any("spot" in name for name in reached)


def test_credits_open_and_close(desktop):
    page = arrive(desktop)
    page.click("#credits-button")
    assert "Natural Earth" in page.inner_text("#credits")
    page.keyboard.press("Escape")
    assert page.locator("#credits").is_hidden()


def test_the_page_without_scripts(visit):
    page = visit(390, 844, java_script_enabled=False)
    page.goto("/vi/map/")
    assert page.locator("noscript a, #list a").count() == 1
