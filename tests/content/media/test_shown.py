"""A record's pictures are its own: pending, compared, discarded and approved with it."""

import json
import re

import pytest
from django.urls import reverse

from content.media import services
from content.media.collection import PICTURES
from content.media.models import Attachment, PublicShown
from geo.places.collection import PLACES
from geo.places.models import Place
from tests.admin.conftest import cast, form_of, sign_in  # noqa: F401  fixtures
from tests.content.media.conftest import photo
from tests.geo.places.conftest import ROBOT
from tests.portal.conftest import get, place, read  # noqa: F401  fixtures
from tourism_backend.publishing import reviews, snapshots
from tourism_backend.publishing import services as publishing

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(place):  # noqa: F811
    return place()


@pytest.fixture
def two(record, published):
    """The pictures of a public place, in their order."""
    of = [("places", record.uuid)]
    return [
        published(photo(seed=n), of=of, caption_en=f"No. {n}", name_vi=f"No. {n}") for n in (1, 2)
    ]


@pytest.fixture
def public(get, client, record):  # noqa: F811
    """The files of the pictures that the public sees of the place: its page, API and manifest."""

    def see():
        page = read(get(f"/en/places/{record.slug}/"))
        images = [a["src"] for a in page.all("img") if "photo__image" in a.get("class", "")]
        of = {"of": f"places:{record.uuid}"}
        items = client.get("/api/v1/pictures", of).json()["items"]
        items.sort(key=lambda item: item["of"][0]["order"])
        by_api = [item["renditions"][0]["url"].split("/")[2] for item in items]
        manifest = client.get(f"/iiif/places/{record.uuid}/manifest.json").json()
        assert [image.split("/")[2] for image in images] == by_api
        assert len(manifest.get("items", [])) == len(by_api)
        return by_api

    return see


@pytest.fixture
def send(sign_in, form_of, record):  # noqa: F811
    """Send the place's form, as a curator: its pictures' places, and which of them go."""

    def save(orders, *, gone=(), button="_save"):
        browser, url = sign_in("curator"), reverse("admin:places_place_change", args=[record.pk])
        sent = form_of(browser, url)
        sent |= {f"pictures-{n}-order": order for n, order in enumerate(orders)}
        sent |= {f"pictures-{n}-DELETE": "on" for n in gone}
        answer = browser.post(url, sent | {button: "1"})
        assert answer.status_code == 302, answer.context["errors"]
        record.refresh_from_db()
        return browser

    return save


def files(*pictures):
    return [picture.sha256 for picture in pictures]


def reviewed(browser, record):
    """The two sides of the pictures' row on the place's review page; each line has its picture."""
    page = browser.get(reverse("admin:places_place_review", args=[record.pk]))
    rows = {row.label: row for row in page.context["rows"]}
    if "Pictures" not in rows:
        return None
    sides = (rows["Pictures"].before_lines, rows["Pictures"].after_lines)
    images = read(page).all("img")
    for line in (*sides[0], *sides[1]):
        assert line.image in [a["src"] for a in images]
    return [[re.search(r"No\. \d", line.text)[0] for line in side] for side in sides]


def test_order_when_a_curator_changes_it_waits_for_the_records_approval(record, two, public, send):
    first, second = two
    assert public() == files(first, second)
    browser = send([2, 1])
    assert record.pending
    assert public() == files(first, second)
    assert reviewed(browser, record) == [["No. 1", "No. 2"], ["No. 2", "No. 1"]]
    reviews.submit(ROBOT, PLACES, record.uuid)
    reviews.approve(ROBOT, PLACES, record.uuid)
    assert public() == files(second, first)
    assert reviewed(browser, record) is None


def test_order_when_the_changes_are_discarded_is_as_approved(record, two, public, send):
    browser = send([2, 1])
    move = {"move": "discard", "seen": seen(browser, record)}
    browser.post(reverse("admin:places_place_review", args=[record.pk]), move)
    record.refresh_from_db()
    assert not record.pending
    rows = Attachment.objects.filter(target=record.uuid).order_by("order")
    assert [row.picture for row in rows] == two
    publishing.publish(ROBOT, PLACES, [record.uuid])
    assert public() == files(*two)


def seen(browser, record):
    page = browser.get(reverse("admin:places_place_review", args=[record.pk])).content.decode()
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


def test_picture_when_taken_away_or_added_waits_for_the_records_approval(
    record, two, public, send, published
):
    first, second = two
    browser = send([1, 2], gone=[0])
    third = published(photo(seed=3), name_vi="No. 3")
    services.attach(ROBOT, third, [("places", record.uuid)])
    assert public() == files(first, second)
    assert reviewed(browser, record) == [["No. 1", "No. 2"], ["No. 2", "No. 3"]]
    publishing.publish(ROBOT, PLACES, [record.uuid])
    assert public() == files(second, third)


def test_picture_when_it_is_a_draft_is_marked_on_both_sides_of_the_review(
    record, two, public, send, taken
):
    draft = taken(photo(seed=4))
    services.attach(ROBOT, draft, [("places", record.uuid)])
    publishing.publish(ROBOT, PLACES, [record.uuid])
    browser = send([2, 1, 3])
    assert public() == files(*two)
    assert unseen(browser, record) == [["", "", "not public yet"]] * 2
    publishing.withdraw(ROBOT, PICTURES, [two[0].uuid])
    marks = [["not public any more", "", "not public yet"],
             ["", "not public any more", "not public yet"]]  # fmt: skip
    assert unseen(browser, record) == marks


@pytest.mark.parametrize(
    ("language", "marked"), [("vi", "chưa công khai"), ("zh-hans", "尚未公开")]
)
def test_draft_picture_when_the_record_is_new_is_marked_in_the_readers_language(
    language,
    marked,
    record,
    taken,
    sign_in,  # noqa: F811
):
    services.attach(ROBOT, taken(photo(seed=4)), [("places", record.uuid)])
    publishing.withdraw(ROBOT, PLACES, [record.uuid])
    page = reverse("admin:places_place_review", args=[record.pk])
    assert marked in read(sign_in("curator", language).get(page)).text


def test_history_when_it_names_a_draft_picture_says_nothing_of_the_public(record, two, send, taken):
    draft = taken(photo(seed=4))
    services.attach(ROBOT, draft, [("places", record.uuid)])
    page = send([2, 1, 3]).get(reverse("admin:places_place_history", args=[record.pk]))
    assert "not public" not in read(page).text


def unseen(browser, record):
    """What the review page says of the pictures' lines that the public sees nothing of."""
    page = browser.get(reverse("admin:places_place_review", args=[record.pk]))
    (row,) = (row for row in page.context["rows"] if row.label == "Pictures")
    sides = [[line.unseen for line in side] for side in (row.before_lines, row.after_lines)]
    told = [mark for side in sides for mark in side if mark]
    assert sum(read(page).text.count(mark) for mark in set(told)) == len(told)
    return sides


def test_order_when_approved_while_the_pictures_own_edits_wait_shows_only_the_order(
    record, two, public, send, client
):
    first, second = two
    first.caption_en = "Not approved"
    services.save_picture(ROBOT, first, ["caption_en"])
    send([2, 1])
    publishing.publish(ROBOT, PLACES, [record.uuid])
    assert public() == files(second, first)
    told = client.get(f"/api/v1/pictures/{first.slug}", {"lang": "en"}).json()
    assert (told["caption"], told["of"][0]["order"]) == ("No. 1", 2)
    publishing.publish(ROBOT, PICTURES, [first.uuid])
    told = client.get(f"/api/v1/pictures/{first.slug}", {"lang": "en"}).json()
    assert (told["caption"], told["of"][0]["order"]) == ("Not approved", 2)


def test_picture_when_published_while_the_records_edits_wait_keeps_the_approved_order(
    record, two, public, send
):
    send([2, 1])
    for picture in two:
        picture.caption_en = "Told anew"
        services.save_picture(ROBOT, picture, ["caption_en"])
        publishing.publish(ROBOT, PICTURES, [picture.uuid])
    assert public() == files(*two)


def test_record_when_withdrawn_is_named_by_no_picture(record, two, client):
    publishing.withdraw(ROBOT, PLACES, [record.uuid])
    for picture in two:
        assert client.get(f"/api/v1/pictures/{picture.slug}").json()["of"] == []
    publishing.publish(ROBOT, PLACES, [record.uuid])
    assert client.get(f"/api/v1/pictures/{two[1].slug}").json()["of"][0]["order"] == 2


def test_draft_when_it_has_pictures_is_named_by_none(published, client, record):
    draft = Place.objects.create(
        slug="moi", name_vi="Mới", category=record.category, commune=record.commune,
        point=record.point, accuracy_m=30, position_method="survey",
    )  # fmt: skip
    picture = published()
    services.attach(ROBOT, picture, [("places", draft.uuid)])
    assert client.get(f"/api/v1/pictures/{picture.slug}").json()["of"] == []
    assert str(draft.uuid) not in json.dumps(client.get("/api/v1/pictures").json())


def test_discard_when_a_draft_picture_was_deleted_since_brings_back_the_rest(
    record, two, taken, public, send
):
    draft = taken(photo(seed=4))
    services.attach(ROBOT, draft, [("places", record.uuid)])
    publishing.publish(ROBOT, PLACES, [record.uuid])
    send([2, 1, 3])
    draft.delete()
    reviews.discard(ROBOT, PLACES, record.uuid)
    rows = Attachment.objects.filter(target=record.uuid).order_by("order")
    assert [row.picture for row in rows] == two


def test_version_when_restored_brings_its_order_back(record, two, send):
    then = snapshots.now(PLACES, record)
    send([2, 1])
    publishing.publish(ROBOT, PLACES, [record.uuid])
    assert "pictures" in reviews.restore(ROBOT, PLACES, record.uuid, then)
    rows = Attachment.objects.filter(target=record.uuid).order_by("order")
    assert [row.picture for row in rows] == two


def test_publishing_what_is_the_same_tells_nothing_anew(record, two):
    rows = list(PublicShown.objects.order_by("pk").values())
    assert len(rows) == 2
    outcome = publishing.publish(ROBOT, PLACES, [record.uuid])
    assert outcome.written == 0
    assert list(PublicShown.objects.order_by("pk").values()) == rows
    assert publishing.reproject(PICTURES).written == 0
