"""The curators' admin in a browser: our own widgets, two people at once, a lost connection."""

import pytest

from tests.e2e.conftest import accessible, until

# The rest is the theme's: the frame around the page, its fields and buttons.
OURS = (
    "[data-map-widget]", "[data-compare-map]", "[data-points-map]", ".panel", ".note", ".choice",
    ".actions", ".keys", ".history", ".waiting", ".counts", ".source-change",
)  # fmt: skip


def save(page):
    """Save by keys, and wait for the answer."""
    with page.expect_navigation(wait_until="networkidle"):
        page.keyboard.press("Control+s")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_our_widgets_when_looked_at_by_axe_are_accessible(scheme, signed_in):
    page = signed_in(bypass_csp=True, color_scheme=scheme)
    record = "/admin/places/place/1/"
    for address in (
        "/admin/", "/admin/worklist/", "/admin/worklist/twins/", f"{record}change/",
        f"{record}review/", f"{record}history/", "/admin/places/disruption/add/",
    ):  # fmt: skip
        page.goto(address, wait_until="networkidle")
        assert accessible(page, *OURS) == [], address
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, address


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
