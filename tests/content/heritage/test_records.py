"""What a load appends, and what it refuses."""

import pytest

from content.heritage import loading
from content.heritage.models import Decision
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing.records import LoadRefused, Report
from tourism_backend.publishing.seeding import Load

pytestmark = pytest.mark.django_db
GOOD = {"slug": "hang", "name_vi": "Hang", "kinds": ["archaeological"]}


def load(*records, file="monuments.json", **options):
    report = Report()
    loading.load(Load(ROBOT, "p", {file: list(records)}, report, **options))
    return report


def test_load_when_a_decision_is_new_appends_and_publishes_it(client):
    load(GOOD | {"decisions": [{"rank": "provincial", "dated": "2002"}]})
    more = [{"rank": "provincial", "dated": "2002"}, {"rank": "national", "dated": "2021"}]
    load(GOOD | {"decisions": more})
    assert Decision.objects.count() == 2
    assert client.get("/api/v1/monuments/hang").json()["rank"] == "national"


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"kinds": ["castle"]}, "kinds"),
        ({"places": ["nowhere"]}, "places"),
        ({"decisions": [{"rank": "royal"}]}, "rank"),
        ({"decisions": [{"rank": "national", "dated": "2023-02-30"}]}, "decisions[0]"),
        ({"decisions": ["1962"]}, "decisions"),
        ({"decision_no": "1"}, "decision_no"),
        ({"dating": "long ago"}, "dating"),
        ({"kinds": []}, "(record)"),
    ],
)
def test_load_when_a_member_is_wrong_names_it_and_loads_nothing(fault, field):
    with pytest.raises(LoadRefused) as refused:
        load(GOOD | fault)
    assert {refusal.field for refusal in refused.value.report.refusals} == {field}
    assert not Decision.objects.exists()
