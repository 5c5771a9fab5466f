"""The seed's register: complete, loaded twice without a change."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from content.heritage.models import Decision, Intangible, Monument, TypeName

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def seeded(django_db_setup, django_db_blocker):
    from django.db import connections, transaction

    with django_db_blocker.unblock(), transaction.atomic():
        real, connections["public"] = connections["public"], connections["default"]
        call_command("load_seed", verbosity=0)
        yield
        connections["public"] = real
        transaction.set_rollback(True)


def test_seed_when_loaded_is_the_whole_register(seeded, client):
    monuments = client.get("/api/v1/monuments", {"limit": 100}).json()["items"]
    elements = client.get("/api/v1/intangible", {"limit": 100}).json()["items"]
    assert (len(monuments), len(elements)) == (25, 12)
    for name, items in (("monuments", monuments), ("intangible", elements)):
        for item in items:
            assert client.get(f"/api/v1/{name}/{item['slug']}").json()["sources"]
    unknown = {item["slug"] for item in monuments if item["rank"] is None}
    assert unknown == {"khu-luu-niem-hoang-van-thu", "den-bac-le", "cong-vien-dia-chat-lang-son"}
    assert all(item["lon"] and item["commune"] for item in monuments)


def test_seed_when_asked_at_three_dates_tells_each_rank(seeded):
    gate = Monument.objects.get(slug="thuy-mon-dinh")
    days = (date(2000, 1, 1), date(2010, 1, 1), date(2025, 1, 1))
    assert [gate.rank_on(day).rank for day in days] == ["", "provincial", "national"]
    pass_ = Monument.objects.get(slug="chi-lang")
    days = (date(1961, 1, 1), date(2000, 1, 1), date(2020, 1, 1))
    assert [pass_.rank_on(day).rank for day in days] == ["", "national", "special_national"]


def test_seed_when_loaded_again_changes_nothing(seeded):
    out = StringIO()
    before = Decision.objects.count()
    call_command("load_seed", stdout=out, stderr=StringIO())
    assert "monuments.json: 0 created, 0 changed, 25 same, 0 refused" in out.getvalue()
    assert "intangible.json: 0 created, 0 changed, 12 same, 0 refused" in out.getvalue()
    assert Decision.objects.count() == before


def test_types_when_named_by_the_earlier_decree_are_todays(seeded):
    assert TypeName.objects.count() == 7
    assert Intangible.objects.get(slug="hat-sli-nung").type == "performing"
