"""The register in a real browser: accessible, no wider than a phone, from the list to an object."""

import pytest

from tests.e2e.conftest import until

LANGUAGES = ("vi", "en", "zh-hans")
PAGES = (
    "heritage/", "monuments/thuy-mon-dinh/?at=2010-01-01", "artefacts/bia-thuy-mon-dinh/",
    "intangible/le-hoi-na-nhem/",
)  # fmt: skip


@pytest.mark.parametrize(
    ("size", "language", "scheme"),
    [((390, 844), "vi", "light"), ((1440, 900), "en", "dark"), ((390, 844), "zh-hans", "dark")],
    ids=LANGUAGES,
)
def test_nothing_serious_stands_in_anyones_way(axe, too_wide, size, language, scheme):
    width, height = size
    for path in PAGES:
        address = f"/{language}/{path}"
        assert axe(address, width=width, height=height, color_scheme=scheme) == [], address
        assert too_wide(address) == 0, address


def test_from_the_list_to_a_treasure_its_monument_and_its_rank_on_a_day(either):
    either.goto("/en/heritage/")
    either.get_by_role("link", name="National treasure (bảo vật quốc gia)").click()
    either.get_by_role("link", name="Thuy Mon Dinh Stele").first.click()
    either.get_by_role("link", name="Thuy Mon Dinh", exact=True).last.click()
    assert either.locator("h1").inner_text() == "Thuy Mon Dinh"
    either.get_by_label("Its rank on a day").fill("2010-01-01")
    either.get_by_role("button", name="Look up").click()
    until(either, "document.querySelector('[role=status].rank-on__told') !== null")
    assert "Provincial monument" in either.locator(".rank-on__told").inner_text()
