"""A mark by setting: on large public pictures only, other files for another mark."""

import pytest
from PIL import Image, ImageChops

from content.media import files
from content.media.models import Picture
from content.media.tasks import make_overdue, make_renditions
from content.media.watermark import Mark
from tests.content.media.conftest import image_of, photo

pytestmark = pytest.mark.django_db
SIZE = (1400, 1000)


@pytest.fixture
def marked(settings):
    """Set the mark; its stamp."""

    def to(text="Sở VHTTDL Lạng Sơn", picture="", from_px=960):
        settings.WATERMARK_TEXT, settings.WATERMARK_IMAGE = text, picture
        settings.WATERMARK_FROM_PX = from_px
        return Mark(text, picture, from_px).stamp

    return to


@pytest.fixture
def catch_up(monkeypatch):
    """What beat and a worker do."""

    def run():
        monkeypatch.setattr(
            make_renditions, "apply_async", lambda arguments, **_o: make_renditions(*arguments)
        )
        return make_overdue()

    return run


def differ(one, other):
    """The box in which two pictures of a size differ, in parts of their size."""
    with image_of(one) as a, image_of(other) as b:
        strong = ImageChops.difference(a, b).convert("L").point(lambda value: 255 * (value > 40))
        box, size = strong.getbbox(), (*a.size, *a.size)
    return [round(at / whole, 2) for at, whole in zip(box, size, strict=True)] if box else None


def test_mark_is_on_large_files_in_their_corner_and_not_on_the_original(taken, marked):
    body = photo(SIZE)
    plain = taken(body)
    kept = {name: files.rendition(plain.sha256, f"{name}.jpg").read_bytes()
            for name in ("w640", "w1280")}  # fmt: skip
    plain_pyramid = files.pyramid(plain.sha256).read_bytes()
    stamp = marked()
    make_renditions(plain.pk)
    plain.refresh_from_db()
    assert files.original(plain.sha256).read_bytes() == body
    names = {each["name"] for each in plain.renditions}
    assert {f"w1280-m{stamp}.avif", f"share-50-50-m{stamp}.jpg", "w640.jpg"} <= names
    assert files.rendition(plain.sha256, "w640.jpg").read_bytes() == kept["w640"]
    assert not {"w1280.jpg", "pyramid.tif"} & files.made(plain.sha256)
    for before, after in (
        (kept["w1280"], files.rendition(plain.sha256, f"w1280-m{stamp}.jpg")),
        (plain_pyramid, files.pyramid(plain.sha256, f"pyramid-m{stamp}.tif")),
    ):
        left, top, right, bottom = differ(_Held(before), after)
        assert left > 0.7
        assert top > 0.85
        assert right <= 0.99
        assert bottom <= 0.99


class _Held:
    def __init__(self, body):
        self.read_bytes = lambda: body


def test_mark_when_changed_or_taken_off_makes_public_files_anew(
    client, published, marked, catch_up, tmp_path
):
    picture = published(photo(SIZE))
    Image.new("RGBA", (200, 60), (255, 0, 0, 200)).save(tmp_path / "mark.png")
    address = f"/api/v1/pictures/{picture.slug}"
    assert catch_up() == 0
    for setting in ({}, {"picture": str(tmp_path / "mark.png")}, {"text": ""}):
        stamp = marked(**setting)
        assert catch_up() == 1
        assert catch_up() == 0
        item = client.get(address).json()
        urls = [each["url"] for each in item["renditions"]] + [item["share"]]
        large = [url for url in urls if "w1280" in url or "share" in url]
        assert all((f"-m{stamp}." in url) is bool(stamp) for url in large)
        assert all("-m" not in url for url in urls if "w320" in url)
        for url in urls:
            answer = client.get(url)
            assert answer.status_code == 200
            assert b"".join(answer.streaming_content)
        there = {url.rsplit("/", 1)[1] for url in urls}
        assert len(files.made(picture.sha256) - there) == 1  # the pyramid


def test_mark_when_edits_wait_leaves_what_the_public_sees(client, published, marked, catch_up):
    picture = published(photo(SIZE))
    before = client.get(f"/api/v1/pictures/{picture.slug}").json()
    Picture.objects.filter(pk=picture.pk).update(pending=True, caption_vi="Chưa duyệt")
    marked()
    assert catch_up() == 1
    after = client.get(f"/api/v1/pictures/{picture.slug}").json()
    assert after == before
    for each in after["renditions"]:
        answer = client.get(each["url"])
        assert answer.status_code == 200
        assert b"".join(answer.streaming_content)


@pytest.mark.parametrize("size", [SIZE, (700, 500)])
def test_zooming_when_the_mark_changed_goes_on_with_the_old_one_until_its_turn(
    client, published, marked, size
):
    picture = published(photo(size))
    url = f"/iiif/3/{picture.uuid}/full/400,/0/default.png"
    before = client.get(url)
    marked()
    during = client.get(url)
    assert (during.status_code, during.content) == (200, before.content)
    assert during["ETag"] == before["ETag"]
    make_renditions(picture.pk)
    after = client.get(url, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content
    marked(text="")
    assert client.get(url).content == after.content


def test_zooming_when_there_is_no_pyramid_is_a_503_that_says_when_to_ask_again(client, published):
    picture = published(photo(SIZE))
    files.pyramid(picture.sha256).delete()
    answer = client.get(f"/iiif/3/{picture.uuid}/full/400,/0/default.png")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 503
