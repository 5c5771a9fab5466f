"""The same in an S3 bucket: a server that speaks its protocol, the settings of a deployment."""

import pytest
import requests

from content.media import files, making, views
from tests.bucket import keys
from tests.content.media.conftest import image_of, opened, photo

pytestmark = pytest.mark.django_db


def test_picture_in_a_bucket_is_made_shown_zoomed_and_had_back(
    client, bucket, published, media_root
):
    body = photo()
    picture = published(body)
    stored = bucket.Object(f"media/originals/{picture.sha256[:2]}/{picture.sha256}").get()
    assert stored["Body"].read() == body
    assert len(keys(bucket)) == 1 + len(picture.renditions) + 1
    assert not [path for path in media_root.rglob("*") if path.is_file()]

    shown = opened(client.get(f"/media/{picture.sha256}/w640.webp"))
    assert (shown.format, shown.size) == ("WEBP", (640, 457))
    assert client.get(f"/media/{picture.sha256}/w641.webp").status_code == 404
    for _again in range(2):
        part = client.get(f"/iiif/3/{picture.uuid}/0,0,100,100/max/0/default.png")
        assert part.status_code == 200
    assert len(list((media_root / "copies").iterdir())) == 1

    leads = client.get(views.signed_address(picture.sha256))
    assert leads.status_code == 302
    assert "X-Amz-Expires=300" in leads["Location"]
    had = requests.get(leads["Location"], timeout=5)
    assert had.content == body
    assert had.headers["Content-Disposition"].startswith("attachment")


def test_making_in_a_bucket_writes_what_is_lost_and_forgetting_leaves_nothing(bucket, taken):
    picture = taken()
    assert making.make(picture.pk) == 0
    files.rendition(picture.sha256, "w320.jpg").delete()
    files.pyramid(picture.sha256).delete()
    assert making.make(picture.pk) == 2
    with image_of(files.rendition(picture.sha256, "w320.jpg")) as image:
        assert image.size[0] == 320
    files.forget(picture.sha256)
    assert keys(bucket) == []
    making.make(picture.pk)
    picture.refresh_from_db()
    assert keys(bucket) == []


def test_copies_of_remote_files_are_kept_up_to_a_limit(bucket, taken, monkeypatch, media_root):
    first, second = taken(), taken(photo(seed=9))
    kept = files.pyramid(first.sha256).copy()
    monkeypatch.setattr(files, "COPIES_BYTES", kept.stat().st_size + 10)
    newer = files.pyramid(second.sha256).copy()
    assert list((media_root / "copies").iterdir()) == [newer]
