"""Rows written many at once are the same to the byte as those that a model saves."""

import uuid

import pytest
from django.db import connection

from content.events.models import Event
from content.heritage.models import Monument
from content.tours.models import Tour
from geo.areas.models import Area
from geo.places.models import Place
from tourism_backend.publishing import bulk

pytestmark = pytest.mark.django_db
MODELS = [Area, Place, Event, Tour, Monument]
# What names a row, and when it was written.
OWN = ["id", "uuid", "slug", "external_id", "code"]


def rows(model, records):
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (to_jsonb(t) - %s::text[])::text, t::text FROM {model._meta.db_table} t"
            " WHERE uuid = ANY(%s) ORDER BY id",
            [OWN, [record.uuid for record in records]],
        )
        return cursor.fetchall()


def copies(model):
    found = list(model.objects.order_by("pk"))
    for n, record in enumerate(found):
        record.pk, record.uuid = None, uuid.uuid4()
        record.slug = f"copy-{n}"
        record.external_id = record.external_id and f"copy-{n}"
        if hasattr(record, "code"):
            record.code = f"c{n}"
    return found


@pytest.mark.parametrize("model", MODELS)
def test_insert_writes_the_same_bytes_as_save(seeded, model):
    kept = list(model.objects.order_by("pk"))
    assert kept
    made = copies(model)
    bulk.insert(made)
    assert [row for row, _all in rows(model, made)] == [row for row, _all in rows(model, kept)]
    assert [one.pk for one in made] == list(
        model.objects.filter(slug__startswith="copy-").order_by("pk").values_list("pk", flat=True)
    )
    assert not made[0]._state.adding


@pytest.mark.parametrize("model", MODELS)
def test_update_when_nothing_differs_changes_no_byte(seeded, model):
    kept = list(model.objects.order_by("pk"))
    before = rows(model, kept)
    names = {field.name for field in model._meta.concrete_fields if not field.generated}
    bulk.update(kept, names - {"id"})
    assert rows(model, kept) == before
    name = "name_en"
    for one in kept:
        one.name_en, one.name_vi = "another", "not to be written"
    bulk.update(kept, {name})
    assert set(model.objects.values_list(name, flat=True)) == {"another"}
    assert "not to be written" not in set(model.objects.values_list("name_vi", flat=True))
