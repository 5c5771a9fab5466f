"""Imports in a browser, on a phone and on a desk, looked at by axe from the file to its undoing."""

import pytest

from tests.e2e.conftest import accessible
from tests.geo.exchange.test_comparison import EXTRACT

TABLE = """Tên,Loại hình,Kinh độ,Vĩ độ,Giờ mở cửa
Hang Mới,Hang động,106.752,21.851,07:30-17:00
Động Tam Thanh,không có,106.761,21.845,
Hang Xa,cave,106.762,21.846,lúc nào cũng được
"""


def look(page, name):
    """Nothing serious stands in anyone's way, and nothing is wider than the window."""
    assert accessible(page, "#content") == [], name
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, name


def press(page, name, value, then):
    page.locator(f"button[name={name}][value={value}]").first.click()
    page.locator(then).first.wait_for(timeout=60_000)


def send(page, address, name, content):
    page.goto(address, wait_until="networkidle")
    look(page, address)
    page.select_option("[name=collection]", "places")
    page.set_input_files(
        "[name=file]", {"name": name, "mimeType": "text/plain", "buffer": content.encode()}
    )
    page.locator("#content form button[type=submit]").first.click()


@pytest.mark.parametrize(
    ("size", "locale", "scheme"),
    [((390, 844), "vi", "light"), ((1440, 900), "en", "dark")],
    ids=["phone", "desktop"],
)
def test_pages_of_a_file_when_looked_at_by_axe_are_accessible(
    signed_in, request, size, locale, scheme
):
    page = signed_in("curator", *size, bypass_csp=True, color_scheme=scheme, locale=locale)
    send(page, "/admin/exchange/import/add/", "hang.csv", TABLE)
    page.locator("[data-exchange-progress], [value=assign]").first.wait_for()
    look(page, "being read")
    request.getfixturevalue("site_worker")
    page.locator("[value=assign]").wait_for(timeout=60_000)
    look(page, "columns")
    press(page, "step", "assign", "[value=good_rows]")
    look(page, "preview")
    page.goto(page.url + "?action=refused", wait_until="networkidle")
    assert page.locator(".exchange-rows tbody tr").count() == 2
    look(page, "refused rows")
    press(page, "step", "good_rows", "[value=undo]")
    look(page, "taken over")
    press(page, "step", "undo", ".exchange-kinds")
    page.locator("button[value=undo]").wait_for(state="detached", timeout=60_000)
    look(page, "undone")
    page.goto("/admin/exchange/import/", wait_until="networkidle")
    look(page, "imports")


@pytest.mark.parametrize(
    ("size", "locale"), [((390, 844), "vi"), ((1440, 900), "en")], ids=["phone", "desktop"]
)
def test_pages_of_a_comparison_and_an_export_when_looked_at_by_axe_are_accessible(
    signed_in, request, size, locale
):
    page = signed_in("curator", *size, bypass_csp=True, locale=locale)
    send(page, "/admin/exchange/comparison/add/", "vung.osm", EXTRACT)
    page.locator("[data-exchange-progress], .exchange-differences").first.wait_for()
    look(page, "being compared")
    request.getfixturevalue("site_worker")
    page.locator(".exchange-differences").wait_for(timeout=60_000)  # the page shows it by itself
    look(page, "differences")
    page.goto(page.url + "?action=lacks", wait_until="networkidle")
    assert page.locator(".exchange-differences li").count()
    look(page, "what is lacking")
    page.goto("/admin/exchange/comparison/", wait_until="networkidle")
    look(page, "comparisons")
    page.goto("/admin/places/place/", wait_until="networkidle")
    page.evaluate(
        """() => {
            const box = document.querySelector(".action-select");
            box.checked = true;
            box.form.elements.action.value = "export_selected";
            box.form.submit();
        }"""
    )
    page.locator(".exchange__formats").wait_for()
    look(page, "export")
