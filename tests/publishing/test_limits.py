"""People limited to communes, categories or collections: what lies elsewhere they only read."""

import pytest
from django.urls import reverse

from geo.places.collection import CATEGORIES, PLACES
from tests.admin.conftest import cast, sign_in  # noqa: F401  fixtures
from tests.geo.places.conftest import cave, make_area, make_place, nature  # noqa: F401  fixtures
from tests.publishing.test_moves import person
from tourism_backend.accounts.models import Scope, User
from tourism_backend.common.actors import Forbidden
from tourism_backend.publishing import reviews, services

pytestmark = pytest.mark.django_db


@pytest.fixture
def limited(db):
    """A contributor with limits; ``limited(area="dong", …)``."""

    def make(**limits):
        who = person("staff", "contributor")
        Scope.objects.bulk_create(Scope(user=who, facet=f, value=v) for f, v in limits.items())
        return User.objects.get(pk=who.pk)

    return make


@pytest.fixture
def here(make_place):  # noqa: F811
    make_area("dong", "Đông", "00002", (106.7, 21.8, 106.8, 21.9))
    return make_place()


@pytest.mark.parametrize(
    ("limits", "inside"),
    [
        ({}, True),
        ({"area": "dong"}, True),
        ({"area": "tay"}, False),
        ({"category": "cave"}, True),
        ({"category": "pagoda"}, False),
        ({"area": "dong", "category": "pagoda"}, False),
        ({"collection": "places"}, True),
        ({"collection": "events"}, False),
        ({"no-such-filter": "x"}, False),
    ],
)
def test_a_place_is_written_and_submitted_only_within_the_limits(limited, here, limits, inside):
    who = limited(**limits)
    assert who.has_perm("places.change_place")
    assert who.has_perm("places.change_place", here) is inside
    assert who.has_perm("places.view_place", here)
    here.name_en = "Changed"
    if inside:
        services.save(who, here, ["name_en"])
        reviews.submit(who, PLACES, here.uuid)
        return
    with pytest.raises(Forbidden):
        services.save(who, here, ["name_en"])
    with pytest.raises(Forbidden):
        reviews.submit(who, PLACES, here.uuid)


def test_a_place_when_moved_out_of_the_limits_is_refused(limited, here):
    who = limited(area="dong")
    make_area("tay", "Tây", "00001", (106.6, 21.8, 106.7, 21.9))
    here.point.x = 106.65
    with pytest.raises(Forbidden):
        services.save(who, here, ["point"])


def test_a_draft_that_lies_nowhere_is_written_but_not_submitted(limited, make_place):  # noqa: F811
    make_area("dong", "Đông", "00002", (106.7, 21.8, 106.8, 21.9))
    who, nowhere = limited(area="dong"), make_place(point="SRID=4326;POINT(107.3 22.4)")
    nowhere.refresh_from_db()
    nowhere.name_en = "Somewhere"
    services.save(who, nowhere, ["name_en"])
    with pytest.raises(Forbidden):
        reviews.submit(who, PLACES, nowhere.uuid)


def test_a_collection_without_such_a_filter_lies_outside(limited, cave):  # noqa: F811
    User.objects.filter(username="staff").delete()
    who = limited(area="dong")
    User.objects.filter(pk=who.pk).update(role="curator")
    who = User.objects.get(pk=who.pk)
    with pytest.raises(Forbidden):
        services.save(who, cave, ["name_en"])
    assert not reviews.allowed(who, CATEGORIES, cave)


def test_the_limits_cost_no_query_to_who_has_none(here, django_assert_num_queries):
    from tourism_backend.publishing import access

    who = person("free", "curator")
    assert who.limits == {}
    with django_assert_num_queries(0):
        assert access.outside(who, PLACES, "change", [here.uuid]) == set()


def test_the_admin_when_it_lies_outside_shows_it_and_takes_nothing(sign_in, cast, here):  # noqa: F811
    Scope.objects.create(user=cast["contributor"], facet="area", value="tay")
    browser = sign_in("contributor")
    for page in ("change", "history", "review"):
        assert browser.get(reverse(f"admin:places_place_{page}", args=[here.pk])).status_code == 200
    address = reverse("admin:places_place_change", args=[here.pk])
    assert browser.post(address, {"name_vi": "Mine", "_submit": "1"}).status_code == 403
    here.refresh_from_db()
    assert here.name_vi != "Mine"
