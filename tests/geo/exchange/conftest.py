"""A category, a curator, and imports run step by step, as a worker would."""

import pytest
from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile

from geo.exchange import services, working
from geo.exchange.models import State
from geo.places.models import Category, Place
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role


@pytest.fixture
def category(db):
    return Category.objects.create(
        slug="hang-dong", name_vi="Hang động", icon="cave", colour="#336699", path=["hang-dong"]
    )


@pytest.fixture
def curator(db):
    return User.objects.create(username="curator", role=Role.CURATOR, password="!")


@pytest.fixture
def make_place(category):
    def make(slug, name="Động Tam Thanh", **fields):
        return Place.objects.create(
            slug=slug,
            name_vi=name,
            **{
                "category": category,
                "point": Point(106.75, 21.85, srid=4326),
                "accuracy_m": 30,
                "position_method": "survey",
            }
            | fields,
        )

    return make


@pytest.fixture
def upload(curator):
    """A file, uploaded and read."""

    def _upload(content, name="file.csv", collection="places"):
        raw = content.encode() if isinstance(content, str) else content
        job = services.upload(curator, collection, ContentFile(raw, name), name)
        working.run(job.pk)
        job.refresh_from_db()
        return job

    return _upload


@pytest.fixture
def checked(upload, curator):
    """A file, uploaded, its columns assigned as proposed (or as given), and checked."""

    def _checked(content, name="file.csv", *, mapping=None, collection="places", **chosen):
        job = upload(content, name, collection)
        given = {"mapping": mapping or job.mapping, "provider": job.provider} | chosen
        services.assign(curator, job, given)
        working.run(job.pk)
        job.refresh_from_db()
        return job

    return _checked


@pytest.fixture
def taken_over(checked, curator):
    """A file whose rows were written."""

    def _taken_over(content, name="file.csv", **chosen):
        job = checked(content, name, **chosen)
        assert job.state == State.CHECKED, job.problem
        services.take_over(curator, job)
        working.run(job.pk)
        job.refresh_from_db()
        return job

    return _taken_over
