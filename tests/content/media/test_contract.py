"""Pictures keep the contract of every collection."""

import hashlib

from content.media.collection import PICTURES
from content.media.models import Consent, Making, Picture
from tests.content.media.conftest import ALT
from tests.publishing.contract import CollectionContract


class TestPictures(CollectionContract):
    collection = PICTURES

    def make(self, name, slug):
        return Picture.objects.create(
            slug=slug, name_vi=name, author="An", licence="CC-BY-4.0", consent=Consent.NOBODY,
            sha256=hashlib.sha256(slug.encode()).hexdigest(), format="JPEG", size_bytes=9,
            width=800, height=600, making=Making.READY,
            renditions=[
                {"name": "w320.avif", "type": "image/avif", "width": 320, "height": 240},
                {"name": "share-50-50.jpg", "type": "image/jpeg", "width": 1200, "height": 630},
            ],
            **ALT,
        )  # fmt: skip
