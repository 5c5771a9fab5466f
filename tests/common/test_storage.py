"""Where private files lie: no address leads to them, on a disk as in a bucket."""

from pathlib import Path

import pytest
import requests
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from tests.bucket import keys
from tourism_backend.common.storage import private_storage
from tourism_backend.settings import private_disk


@pytest.fixture
def disk(settings, tmp_path):
    settings.STORAGES = {**settings.STORAGES, "private": private_disk(tmp_path / "private")}
    return private_storage()


def _mode(path):
    return Path(path).stat().st_mode & 0o777


def test_private_file_on_a_disk_is_the_users_alone_and_has_no_address(disk, client, settings):
    name = disk.save("imports/list.csv", ContentFile(b"slug"))
    assert Path(disk.path(name)).read_bytes() == b"slug"
    assert _mode(disk.path(name)) == 0o600
    assert _mode(disk.path("imports")) == 0o700
    with pytest.raises(ValueError, match="not accessible via a URL"):
        disk.url(name)
    assert client.get(f"{settings.MEDIA_URL}{name}").status_code == 404


def test_private_file_in_a_bucket_has_a_prefix_of_its_own_and_addresses_that_expire(bucket):
    name = private_storage().save("imports/list.csv", ContentFile(b"slug"))
    assert keys(bucket) == ["media/private/imports/list.csv"]
    with private_storage().open(name) as kept:
        assert kept.read() == b"slug"
    signed = private_storage().url(name)
    assert "X-Amz-Signature=" in signed
    assert "X-Amz-Expires=300" in signed
    assert requests.get(signed, timeout=5).content == b"slug"
    assert not storages["default"].exists(name)
