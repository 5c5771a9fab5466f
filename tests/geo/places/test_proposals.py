"""Better positions: proposed by visitors, decided by curators."""

import pytest
from django.contrib.gis.geos import Point

from geo.places import services
from geo.places.models import PositionProposal
from tests.geo.places.conftest import ROBOT
from tourism_backend.common.actors import Forbidden
from tourism_backend.common.problems import Problem

pytestmark = pytest.mark.django_db
BETTER = {"lon": 106.65, "lat": 21.86, "note": "cổng chính", "contact": "a@example.org"}


@pytest.fixture
def place(west, east, make_place):
    place = make_place(accuracy_m=1900, position_method="old_commune_reference_point")
    services.publish_places(ROBOT, [place.uuid])
    place.refresh_from_db()
    return place


@pytest.fixture
def proposal(place):
    return services.propose_position(place.slug, (106.65, 21.86), contact="a@example.org")


def send(client, slug, **body):
    return client.post(
        f"/api/v1/places/{slug}/position-proposals", body, content_type="application/json"
    )


def test_propose_when_good_is_kept_and_moves_nothing(client, place):
    answer = send(client, place.slug, **BETTER)
    assert answer.status_code == 201, answer.content
    kept = PositionProposal.objects.get(uuid=answer.json()["id"])
    assert (kept.note, kept.by, kept.status) == ("cổng chính", None, "open")
    place.refresh_from_db()
    assert place.point.coords == (106.76, 21.85)


def test_propose_when_signed_in_says_by_whom(client, place, tourist):
    client.force_login(tourist)
    send(client, place.slug, **BETTER)
    assert PositionProposal.objects.get().by == tourist


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"lon": 21.86, "lat": 106.65}, "lat"), ({"lon": 100.0}, "lon"), ({"lon": None}, "lon"),
        ({"lon": "east"}, "lon"), ({"note": "x" * 501}, "note"),
        ({"contact": "x" * 121}, "contact"),
    ],
)  # fmt: skip
def test_propose_when_something_is_wrong_names_the_field(client, place, change, field):
    answer = send(client, place.slug, **{**BETTER, **change})
    assert answer.status_code == 400
    assert answer["Content-Type"].startswith("application/problem+json")
    assert any(error["field"].endswith(field) for error in answer.json()["errors"])
    assert not PositionProposal.objects.exists()


def test_propose_when_the_place_is_not_public_is_not_found(client, make_place):
    draft = make_place()
    assert send(client, draft.slug, **BETTER).status_code == 404


def test_propose_when_enough_wait_is_refused(client, place):
    for _ in range(services.OPEN_PROPOSALS):
        assert send(client, place.slug, **BETTER).status_code == 201
    assert send(client, place.slug, **BETTER).status_code == 409


def test_accept_when_nothing_is_pending_moves_and_publishes(client, place, proposal, curator, west):
    outcome = services.accept_proposal(curator, proposal, "đúng rồi")
    assert outcome is not None
    assert outcome.changed == 1
    place.refresh_from_db()
    assert place.point.coords == (106.65, 21.86)
    assert (place.accuracy_m, place.position_method) == (20, "visitor")
    assert (place.commune, place.pending) == (west, False)
    assert place.own_fields == ["accuracy_m", "point", "position_method"]
    shown = client.get(f"/api/v1/places/{place.slug}").json()
    assert (shown["lon"], shown["commune"], shown["navigable"]) == (106.65, "xa-tay", True)


def test_accept_when_other_edits_wait_moves_but_shows_nothing(client, place, proposal, curator):
    place.description_vi = "chưa duyệt"
    services.save_place(curator, place, ["description_vi"])
    assert services.accept_proposal(curator, proposal) is None
    place.refresh_from_db()
    assert place.pending
    shown = client.get(f"/api/v1/places/{place.slug}").json()
    assert (shown["lon"], shown["description"]) == (106.76, "")


def test_reject_when_open_leaves_the_place(place, proposal, curator):
    services.reject_proposal(curator, proposal, "xa quá")
    place.refresh_from_db()
    assert place.point == Point(106.76, 21.85, srid=4326)
    assert (proposal.status, proposal.decided_by, proposal.answer) == (
        "rejected", curator.label, "xa quá",
    )  # fmt: skip


def test_decide_when_done_forgets_how_to_reach_the_visitor(proposal, curator):
    services.reject_proposal(curator, proposal)
    proposal.refresh_from_db()
    assert (proposal.contact, proposal.by) == ("", None)


@pytest.mark.parametrize("decide", [services.accept_proposal, services.reject_proposal])
def test_decide_when_decided_before_is_a_conflict(proposal, curator, decide):
    services.reject_proposal(curator, proposal)
    with pytest.raises(Problem) as caught:
        decide(curator, proposal)
    assert caught.value.status == 409


@pytest.mark.parametrize("decide", [services.accept_proposal, services.reject_proposal])
def test_decide_when_a_tourist_asks_is_forbidden(place, proposal, tourist, decide):
    with pytest.raises(Forbidden):
        decide(tourist, proposal)
    place.refresh_from_db()
    assert place.point.coords == (106.76, 21.85)
