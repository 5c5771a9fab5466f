"""Pictures that are dragged into another order, in a browser."""

import pytest
from django.urls import reverse

from geo.places.collection import PLACES
from tests.admin.conftest import (  # noqa: F401  fixtures
    area,
    cast,
    category,
    make_place,
    place,
    sign_in,
)
from tests.admin.test_browser import chromium, pytestmark, visit  # noqa: F401  fixtures
from tests.content.media.conftest import photo
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing import services as publishing

ROWS = "#pictures-data > tbody.form-group:has(img)"
HANDLE = ".cursor-move"


@pytest.fixture
def three(place, published):  # noqa: F811
    """The pictures of a public place, in their order."""
    publishing.publish(ROBOT, PLACES, [place.uuid])
    of = [("places", place.uuid)]
    return [published(photo((320, 240), seed=n), of=of, name_vi=f"No. {n}") for n in (1, 2, 3)]


@pytest.fixture
def public(client, place):  # noqa: F811
    """The slugs of the place's pictures, as the API orders them."""

    def see():
        items = client.get("/api/v1/pictures", {"of": f"places:{place.uuid}"}).json()["items"]
        items.sort(key=lambda item: item["of"][0]["order"])
        return [item["slug"] for item in items]

    return see


def names(page):
    """The pictures of the form, from top to bottom."""
    chosen = page.locator(f"{ROWS} select[name$='-picture'] option:checked")
    return [name.strip() for name in chosen.all_inner_texts()]


def drag(page, row, to):
    """Take a row by its handle, with the mouse, to above another one."""
    ends = [page.locator(ROWS).nth(n).locator(HANDLE).bounding_box() for n in (row, to)]
    (x, y), (_, above) = ((box["x"] + box["width"] / 2, box["y"]) for box in ends)
    page.mouse.move(x, y + ends[0]["height"] / 2)
    page.mouse.down()
    page.mouse.move(x, above - 10, steps=15)
    page.mouse.up()


def test_pictures_when_dragged_are_in_that_order_in_the_form_and_once_published_in_the_api(
    visit,  # noqa: F811
    place,  # noqa: F811
    three,
    public,
):
    slugs = [picture.slug for picture in three]
    assert public() == slugs
    seen = visit("desktop", language="en")
    seen.open(reverse("admin:places_place_change", args=[place.pk]))
    page = seen.page
    page.get_by_role("link", name="Pictures", exact=True).click()
    page.locator(ROWS).first.scroll_into_view_if_needed()
    assert names(page) == ["No. 1", "No. 2", "No. 3"]
    drag(page, 2, 0)
    assert names(page) == ["No. 3", "No. 1", "No. 2"]
    seen.shot("dragged")
    with page.expect_navigation(wait_until="networkidle"):
        page.get_by_role("button", name="Save and continue editing").click()
    assert names(page) == ["No. 3", "No. 1", "No. 2"]
    assert public() == slugs
    publishing.publish(ROBOT, PLACES, [place.uuid])
    assert public() == [slugs[2], slugs[0], slugs[1]]
    assert seen.problems == []
