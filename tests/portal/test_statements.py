"""How many statements a page costs: few, and as many with twice the rows."""

from contextlib import contextmanager

import pytest
from django.test import Client

from geo.places.models import Place
from geo.places.services import publish_places
from tests.portal.conftest import ROBOT
from tourism_backend.portal import frame, related, shapes
from tourism_backend.publishing import reads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
# One more for each collection that a page shows records of.
AT_PLACE, IN_AREA = (len(list(related.naming(facet))) for facet in ("place", "area"))
FEATURED = list(related.featured())
# The next of the dated ones, where there is nothing this weekend.
HOME = len(FEATURED) + len([one for one in FEATURED if one.period])
# path → statements when the frame is at hand; a new version costs the frame once, four more.
MOST = {
    "/vi/": 4 + HOME,
    "/vi/categories/": 1,
    "/vi/categories/nature/": 4,
    "/vi/communes/": 1,
    "/vi/communes/phuong-tam-thanh/": 5 + IN_AREA,
    "/vi/places/dong-tam-thanh/": 7 + AT_PLACE,
    "/zh-hans/places/dong-tam-thanh/": 8 + AT_PLACE,
    "/vi/disruptions/": 2,
    "/vi/search/?q=tam+thanh": 3,
    "/vi/about/": 1,
    "/site/colours.css": 2,
    "/site/areas.svg": 1,
    "/sitemap-places-1.xml": 2,
}


@contextmanager
def counting(monkeypatch):
    said = []
    real = reads.fetch

    def fetch(statement, params=(), **how):
        said.append(statement)
        return real(statement, params, **how)

    with monkeypatch.context() as patched:
        patched.setattr(reads, "fetch", fetch)
        yield said


@pytest.mark.parametrize("path", MOST)
def test_page_when_warm_costs_few(path, monkeypatch, django_assert_num_queries):
    Client().get(path)
    with counting(monkeypatch) as said, django_assert_num_queries(0):
        Client().get(path)
    assert len(said) <= MOST[path], said


@pytest.mark.parametrize("path", MOST)
def test_page_when_rows_double_costs_the_same(path, monkeypatch):
    before = _cold(path, monkeypatch)
    _double()
    assert _cold(path, monkeypatch) == before <= MOST[path] + 5


def test_page_when_held_costs_one(monkeypatch):
    etag = Client().get("/vi/")["ETag"]
    with counting(monkeypatch) as said:
        assert Client(headers={"if-none-match": etag}).get("/vi/").status_code == 304
    assert len(said) == 1


def _cold(path, monkeypatch):
    for function in (frame.tally, frame.frame, shapes.plan, shapes.sprite):
        function.cache_clear()
    with counting(monkeypatch) as said:
        assert Client().get(path).status_code == 200
    return len(said)


def _double():
    copies = []
    for record in Place.objects.all():
        record.pk, record.uuid = None, Place._meta.get_field("uuid").get_default()
        record.slug, record.external_id = f"{record.slug}-2", ""
        copies.append(record)
    Place.objects.bulk_create(copies)
    publish_places(ROBOT, [record.uuid for record in copies])
