"""The curators' admin in a browser: our own widgets, two people at once, a lost connection."""

import pytest

from tests.e2e.conftest import accessible, until

# Pages with widgets of our own, beside those of exchange (test_exchange.py). {}: a record.
OURS = (
    "/admin/", "/admin/worklist/", "/admin/worklist/twins/", "/admin/places/place/{}/change/",
    "/admin/places/place/{}/review/", "/admin/places/place/{}/history/",
    "/admin/places/disruption/add/", "/admin/areas/area/{}/change/",
    "/admin/events/event/{}/change/", "/admin/heritage/monument/{}/change/",
    "/admin/heritage/monument/{}/history/", "/admin/heritage/protectionzone/add/",
    "/admin/heritage/intangible/{}/change/", "/admin/heritage/artefact/add/",
    "/admin/media/picture/upload/", "/admin/media/enclosure/upload/",
    "/admin/specialities/speciality/{}/change/", "/admin/tours/tour/{}/change/",
)  # fmt: skip


def opened(page, address):
    """Open a page; where {} stands, that of a list's first record."""
    if "{}" in address:
        kind, _sign, below = address.partition("{}")
        page.goto(kind)
        link = page.locator(f"a[href^='{kind}'][href*='/change/']").first.get_attribute("href")
        address = link.partition("/change/")[0] + below
    page.goto(address, wait_until="networkidle")


def save(page):
    """Save by keys, and wait for the answer."""
    with page.expect_navigation(wait_until="networkidle"):
        page.keyboard.press("Control+s")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_our_pages_when_looked_at_by_axe_are_accessible(scheme, signed_in):
    page = signed_in(bypass_csp=True, color_scheme=scheme)
    for address in OURS:
        opened(page, address)
        until(page, "!document.querySelector('[role=combobox]:not([aria-label])')")
        assert accessible(page, "#content") == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, address


def test_form_of_a_monument_when_on_a_tablet_has_room_for_all_of_it(signed_in):
    page = signed_in(locale="vi")
    page.goto("/admin/heritage/monument/1/change/", wait_until="networkidle")
    until(page, "document.documentElement.scrollWidth === innerWidth")
    chosen, button = (
        page.locator(f".field-place .related-widget-wrapper > {part}").last.bounding_box()
        for part in (".select2-container", "div:last-of-type")
    )
    beside = page.locator(".field-places").bounding_box()
    assert chosen["x"] + chosen["width"] <= button["x"]
    assert button["x"] + button["width"] <= beside["x"]


def test_ways_on_from_a_page_when_on_a_phone_stand_on_one_line(signed_in):
    page = signed_in(width=390, height=844, locale="vi")
    page.goto("/admin/places/place/1/history/", wait_until="networkidle")
    heights = {link.bounding_box()["height"] for link in page.locator(".ml-auto > a").all()}
    assert len(heights) == 1
    assert max(heights) < 30
    assert page.locator("h1 a:visible").count() == 1  # its own name has the room


def test_a_draft_when_the_connection_is_lost_is_kept_and_restored(signed_in):
    page = signed_in()
    page.goto("/admin/places/place/2/change/", wait_until="networkidle")
    page.context.set_offline(True)
    page.fill("[name=name_en]", "Typed in the field")
    page.keyboard.press("Control+s")
    page.get_by_text("What you type is kept").wait_for()
    page.context.set_offline(False)
    page.goto("/admin/", wait_until="networkidle")
    page.goto("/admin/places/place/2/change/", wait_until="networkidle")
    page.get_by_role("button", name="Restore it").click()
    assert page.input_value("[name=name_en]") == "Typed in the field"
    save(page)
    assert page.input_value("[name=name_en]") == "Typed in the field"
    assert page.evaluate("Object.keys(localStorage).filter(k => k.startsWith('draft:'))") == []


def test_two_who_edit_one_record_are_told_and_the_second_chooses(signed_in):
    first, second = signed_in(), signed_in("administrator")
    second.watch.expect("409")
    for page in (first, second):
        page.goto("/admin/places/place/3/change/", wait_until="networkidle")
    second.get_by_text("Also editing this record now").wait_for()
    for page, name in ((first, "First"), (second, "Second")):
        page.fill("[name=name_en]", name)
        page.locator("[name=name_vi]").focus()
        page.keyboard.press("Alt+l")
        assert page.evaluate("document.activeElement.name") == "name_en"
        save(page)
    second.get_by_label("Yours").check()
    with second.expect_navigation(wait_until="networkidle"):
        second.get_by_role("button", name="Save what is chosen").click()
    assert second.input_value("[name=name_en]") == "Second"


def test_a_corner_set_by_touch_near_a_commune_lies_on_its_outline(signed_in):
    page = signed_in()
    page.goto("/admin/places/disruption/add/", wait_until="networkidle")
    canvas = page.locator("[data-map]")
    for _ in range(2):
        page.get_by_role("button", name="Zoom in").tap()
        page.wait_for_timeout(400)
    until(page, "Number(document.querySelector('[data-map]').dataset.snaps) > 0")
    page.get_by_role("button", name="Draw an area").tap()
    for x, y in ((150, 100), (450, 120), (380, 330), (200, 300), (300, 200)):
        canvas.tap(position={"x": x, "y": y})
    page.get_by_role("button", name="Done").tap()
    corners = page.evaluate(
        """async () => {
            const drawn = JSON.parse(document.querySelector("#id_geometry").value);
            const url = "/api/v1/areas?format=geojson&level=commune&limit=100";
            const areas = (await (await fetch(url)).json()).features;
            const rings = areas.flatMap((area) => area.geometry.coordinates.flat());
            const off = ([x, y], [a, b], [c, d]) => {
                const [u, v] = [c - a, d - b];
                const along = ((x - a) * u + (y - b) * v) / (u * u + v * v || 1);
                const t = Math.max(0, Math.min(1, along));
                return Math.hypot(x - a - t * u, y - b - t * v);
            };
            return drawn.coordinates[0].map((p) => Math.min(...rings.flatMap((ring) =>
                ring.slice(1).map((corner, i) => off(p, ring[i], corner)))));
        }"""
    )
    on_the_outline = [distance < 0.00002 for distance in corners]
    assert len(corners) == 6
    assert any(on_the_outline)
    assert not all(on_the_outline)
