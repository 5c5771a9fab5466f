"""Whatever changes, and whenever a page is read: the copy is what is public."""

import pytest
from django.contrib.gis.geos import Point
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.geo.sync.conftest import Copy, public_rows
from tests.publishing.conftest import ROBOT
from tests.publishing.scratch.collection import VIEWPOINTS
from tests.publishing.scratch.models import Viewpoint
from tourism_backend.publishing import services

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
BOX = "106.85,21.80,106.95,21.90"
VIEWS = 6
INSIDE, OUTSIDE = 106.9, 105.5

some = st.sets(st.integers(0, VIEWS - 1), min_size=1)
steps = st.one_of(
    st.tuples(st.just("publish"), some),
    st.tuples(st.just("withdraw"), some),
    st.tuples(st.just("move"), some),
    st.tuples(st.just("page"), st.just(None)),
)


def change(step, uuids, count):
    """One transaction: all its rows share a version."""
    if step == "withdraw":
        services.withdraw(ROBOT, VIEWPOINTS, uuids)
        return
    for view in Viewpoint.objects.filter(uuid__in=uuids):
        lon = OUTSIDE if step == "move" and view.point.x == INSIDE else INSIDE
        Viewpoint.objects.filter(pk=view.pk).update(
            point=Point(lon, 21.85, srid=4326), height_m=count
        )
    services.publish(ROBOT, VIEWPOINTS, uuids)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(plan=st.lists(steps, min_size=1, max_size=10), size=st.integers(1, 4), boxed=st.booleans())
def test_copy_when_pages_and_changes_come_in_any_order_is_what_is_public(
    client, make, plan, size, boxed
):
    """Examples follow one another in one database: each begins with what others have left."""
    if not Viewpoint.objects.exists():
        for n in range(VIEWS):
            make(f"Điểm {n}")
    views = list(Viewpoint.objects.order_by("pk").values_list("uuid", flat=True))
    asked = {"bbox": BOX} if boxed else {}
    copy = Copy(client, limit=size, **asked)
    for count, (step, chosen) in enumerate(plan):
        if step == "page":
            copy.page()
        else:
            change(step, [views[n] for n in chosen], count)
    assert copy.bring_up_to_date() == public_rows(client, "viewpoints", **asked)
