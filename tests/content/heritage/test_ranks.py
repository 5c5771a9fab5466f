"""A monument's rank on a day, and that no act is ever edited."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from content.heritage.collection import MONUMENTS
from content.heritage.models import Decision
from content.heritage.standing import standing
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing import services

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
LADDER = [
    {"rank": "provincial", "number": "41/2002/QĐ-UB", "dated": "2002-10-02"},
    {"rank": "national", "number": "1992/QĐ-BVHTTDL", "dated": "2021-06-29"},
]


def test_rank_when_asked_at_three_dates_is_that_of_the_day(monument):
    made = monument(decisions=LADDER)
    assert made.rank_on(date(2002, 10, 1)).rank == ""
    assert made.rank_on(date(2010, 1, 1)).rank == "provincial"
    assert made.rank_on(date(2021, 6, 29)).rank == "national"
    assert all(made.rank_on(date(year, 1, 1)).certain for year in (2000, 2010, 2025))


def test_rank_when_withdrawn_is_none_from_that_day(monument, client):
    made = monument(decisions=[*LADDER, {"rank": "", "number": "7/QĐ", "dated": "2024-01-05"}])
    assert made.rank_on(date(2024, 1, 4)).rank == "national"
    assert made.rank_on(date(2024, 1, 5)).rank == ""
    told = client.get("/api/v1/monuments/di-tich").json()
    assert told["rank"] is None
    assert [decision["rank"] for decision in told["decisions"]] == ["provincial", "national", None]


def test_rank_when_only_the_year_is_known_is_uncertain_in_that_year(monument):
    made = monument(decisions=[{"rank": "national", "dated": "1962"}])
    found = [made.rank_on(date(*day)) for day in ((1961, 12, 31), (1962, 6, 1), (1963, 1, 1))]
    assert [(one.rank, one.certain) for one in found] == [
        ("", True), ("", False), ("national", True),
    ]  # fmt: skip


def test_rank_when_the_date_is_not_known_at_all_is_uncertain_before_it_was_recorded(monument):
    made = monument(decisions=[{"rank": "national"}])
    assert made.rank_on(date.today()).rank == "national"
    assert not made.rank_on(date(1990, 1, 1)).certain


def test_rank_when_a_decision_is_corrected_follows_the_correction(monument):
    made = monument(decisions=LADDER)
    wrong = made.decisions.get(rank="national")
    Decision.objects.create(monument=made, corrects=wrong, rank="special_national", dated="2021")
    services.publish(ROBOT, MONUMENTS, [made.uuid])
    assert made.rank_on(date(2025, 1, 1)).rank == "special_national"


def test_public_rank_when_asked_is_the_same_as_by_date(monument, client):
    made = monument(decisions=LADDER)
    assert client.get("/api/v1/monuments/di-tich").json()["rank"] == made.rank_on(TODAY).rank
    assert [i["slug"] for i in client.get("/api/v1/monuments?rank=national").json()["items"]]
    assert not client.get("/api/v1/monuments?rank=provincial").json()["items"]


CHANGES = {
    "update": lambda one: Decision.objects.update(number="1/QĐ"),
    "delete": lambda one: Decision.objects.all().delete(),
    "save": lambda one: one.save(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_decision_when_changed_or_deleted_is_refused_by_the_database(monument, change):
    decision = monument(decisions=LADDER).decisions.first()
    decision.number = "1/QĐ"
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        CHANGES[change](decision)
    assert Decision.objects.filter(number="41/2002/QĐ-UB").exists()


@pytest.mark.parametrize("dated", ["2023-02-30", "2999", "1962-13", "about 1962"])
def test_decision_when_its_date_cannot_be_is_refused(monument, dated):
    decision = Decision(monument=monument(), rank="national", dated=dated)
    with pytest.raises(ValidationError) as refused:
        decision.full_clean()
    assert "dated" in refused.value.message_dict


DAYS = st.dates(date(1950, 1, 1), date(2026, 1, 1))
ACTS = st.lists(st.tuples(DAYS, st.sampled_from(["provincial", "national", ""])), max_size=6)


@given(ACTS, DAYS)
def test_standing_of_exact_decisions_changes_only_on_their_days(made, day):
    acts = [(d, d, TODAY, rank, key, True) for key, (d, rank) in enumerate(made)]
    found = standing(acts, day)
    assert found.certain
    assert found == standing(reversed(acts), day)
    if all(d != day for d, _rank in made):
        assert found == standing(acts, day - timedelta(days=1))
