"""A camera's pictures, uploaded, made, described and published."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageEnhance, TiffImagePlugin

from content.media import making, services
from content.media.collection import PICTURES
from content.media.models import Consent
from tests.content.media.corpus import saved, scene
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing import services as publishing
from tourism_backend.publishing.registry import registry

SECRET = "SN-7719-zqx"
ALT = {"alt_vi": "Núi và mặt trời", "alt_en": "A hill and the sun", "alt_zh_hans": "山与太阳"}


@pytest.fixture(autouse=True)
def media_root(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def photo(size=(700, 500), form="JPEG", *, seed=0, **options):
    """What a camera writes: position, time, serial numbers, a comment, XMP, turned on its side."""
    image = ImageEnhance.Brightness(scene(size)).enhance(1 + seed / 50)
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = f"{SECRET}-make", f"{SECRET}-model"
    ifd = exif.get_ifd(0x8769)
    ifd[0x9003], ifd[0xA431], ifd[0xA430] = "2026:02:14 07:30:00", SECRET, f"{SECRET}-owner"
    ifd[0x927C] = f"{SECRET}-maker".encode()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[3] = "N", "E"
    gps[2] = tuple(TiffImagePlugin.IFDRational(n) for n in (21, 51, 20))
    gps[4] = tuple(TiffImagePlugin.IFDRational(n) for n in (106, 44, 48))
    gps[29] = f"{SECRET}-gps"
    return saved(image, form, exif=exif, xmp=f"<x>{SECRET}</x>".encode(), **options)


def upload(body=None, name="Động Tam Thanh_01.JPG"):
    return SimpleUploadedFile(name, photo() if body is None else body)


def attach(uploaded, targets):
    """Records show an upload from now on, in public where they are public."""
    services.attach(ROBOT, uploaded, targets)
    for name, uuid in targets:
        collection = registry.get(name)
        if collection.model.objects.filter(uuid=uuid, status="published").exists():
            publishing.publish(ROBOT, collection, [uuid])


@pytest.fixture
def taken(db):
    """A picture with its renditions; ``taken(body, **fields)``."""

    def take(body=None, **fields):
        picture = services.take(ROBOT, upload(body))
        making.make(picture.pk)
        picture.refresh_from_db()
        for name, value in fields.items():
            setattr(picture, name, value)
        if fields:
            services.save_picture(ROBOT, picture, fields)
        return picture

    return take


@pytest.fixture
def published(taken):
    """A public picture; ``published(body, of=[(collection, uuid)], **fields)``."""

    def make(body=None, of=(), **fields):
        told = {"author": "Nguyễn An", "licence": "CC-BY-4.0", "consent": Consent.NOBODY}
        picture = taken(body, **told | ALT | fields)
        attach(picture, of)
        publishing.publish(ROBOT, PICTURES, [picture.uuid])
        picture.refresh_from_db()
        return picture

    return make


def opened(answer):
    return Image.open(io.BytesIO(b"".join(answer.streaming_content)))


def image_of(kept):
    return Image.open(io.BytesIO(kept.read_bytes()))
