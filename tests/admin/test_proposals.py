"""Accepting and rejecting proposed positions."""

import pytest
from django.urls import reverse

from geo.places.collection import PLACES
from geo.places.models import PositionProposal
from tests.admin.test_writes import change_url, public_names
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import services as publishing
from tourism_backend.publishing.models import Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def decide(curator, form_of):
    def _decide(proposal, button, **values):
        sent = form_of(curator, change_url(proposal)) | values
        return curator.post(change_url(proposal), sent | {button: "1"}, follow=True)

    return _decide


def test_accepted_moves_the_place(proposal, place, decide):
    decide(proposal, "_accept", answer="Thanks")
    place.refresh_from_db()
    proposal.refresh_from_db()
    assert place.point.coords == (106.76, 21.85)
    assert (proposal.status, proposal.answer) == ("accepted", "Thanks")
    assert proposal.decided_by == "curator"


def test_rejected_leaves_it(proposal, place, decide):
    decide(proposal, "_reject")
    before = place.point.coords
    place.refresh_from_db()
    proposal.refresh_from_db()
    assert place.point.coords == before
    assert proposal.status == "rejected"


def test_nothing_else_is_written(proposal, decide):
    decide(proposal, "_save", note="changed", point='{"type":"Point","coordinates":[106.9,21.9]}')
    proposal.refresh_from_db()
    assert (proposal.status, proposal.note) == ("open", "")
    assert proposal.point.coords == (106.76, 21.85)


def test_decided_twice_is_said_so(proposal, decide):
    decide(proposal, "_accept")
    answer = decide(proposal, "_reject")
    proposal.refresh_from_db()
    assert proposal.status == "accepted"
    assert "decided already" in answer.content.decode()


def test_many_at_once(curator, place):
    many = [PositionProposal.objects.create(place=place, point=place.point) for _ in range(3)]
    curator.post(
        reverse("admin:places_positionproposal_changelist"),
        {"action": "reject_selected", "_selected_action": [p.pk for p in many]},
    )
    assert set(PositionProposal.objects.values_list("status", flat=True)) == {"rejected"}


def test_what_waits_is_counted(curator, proposal):
    html = curator.get(reverse("admin:index")).content.decode()
    assert "<strong>1</strong> Positions that visitors propose" in html


def test_an_operator_decides_nothing(sign_in, proposal):
    answer = sign_in("operator").post(change_url(proposal), {"_accept": "1"})
    assert answer.status_code == 403
    proposal.refresh_from_db()
    assert proposal.status == "open"


def test_an_accepted_position_of_a_public_place_shows(place, proposal, decide):
    publishing.publish(SystemActor("test"), PLACES, [place.uuid])
    decide(proposal, "_accept")
    place.refresh_from_db()
    assert (place.status, place.pending) == (Status.PUBLISHED, False)
    assert public_names() == {"Động Tam Thanh"}
