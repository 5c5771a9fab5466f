"""An import whose file lies in a bucket."""

import pytest

from geo.exchange import services
from geo.exchange.models import Import, State
from tests.bucket import keys
from tourism_backend.common.storage import private_storage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("category")]
TABLE = "name,category,x,y\nĐộng Nhị Thanh,hang-dong,106.752,21.851\n"


@pytest.fixture
def stored(bucket, monkeypatch):
    monkeypatch.setattr(Import._meta.get_field("file"), "storage", private_storage())
    return bucket


def test_import_when_files_lie_in_a_bucket_is_taken_over_from_there(
    stored, taken_over, checked, curator, django_capture_on_commit_callbacks
):
    assert taken_over(TABLE).state == State.APPLIED
    (key,) = keys(stored)
    assert key.startswith("media/private/imports/")
    with django_capture_on_commit_callbacks(execute=True):
        services.discard(curator, checked(TABLE))
    assert keys(stored) == [key]
