"""A better position, by a plain form."""

import pytest
from django.test import Client

from geo.places.models import PositionProposal
from tests.portal.conftest import read

pytestmark = pytest.mark.django_db
PATH = "/en/places/noi-thu/position/"


@pytest.fixture
def form(place):
    """A browser that has opened the form; ``form(**fields)`` sends it."""
    place()
    client = Client(enforce_csrf_checks=True)
    page = read(client.get(PATH))
    token = page.one("input", name="csrfmiddlewaretoken")["value"]

    def send(**fields):
        return client.post(PATH, {"csrfmiddlewaretoken": token} | fields)

    return send


def test_form_is_never_kept(place):
    place()
    answer = Client().get(PATH)
    assert "no-store" in answer["Cache-Control"]
    assert "csrftoken" in answer.cookies


def test_proposal_is_kept_and_thanked_for(form):
    answer = form(position="21.86, 106.75", note="at the gate", contact="a@example.org")
    assert (answer.status_code, answer["Location"]) == (302, f"{PATH}?sent=1")
    (kept,) = PositionProposal.objects.all()
    assert (kept.point.coords, kept.note, kept.contact) == (
        (106.75, 21.86), "at the gate", "a@example.org"
    )  # fmt: skip
    assert "Thank you" in read(Client().get(answer["Location"])).text


def test_proposal_without_token_is_refused(place):
    place()
    answer = Client(enforce_csrf_checks=True).post(PATH, {"position": "21.86, 106.75"})
    assert answer.status_code == 403
    assert not PositionProposal.objects.exists()


@pytest.mark.parametrize("position", ["", "here", "91, 181", "0, 0"])
def test_proposal_when_no_position_here_is_explained(form, position):
    answer = form(position=position, note="<b>kept</b>")
    assert answer.status_code in (400, 422)
    page = read(answer)
    assert page.all("div", role="alert")
    assert "<b>kept</b>" in page.text
    assert not PositionProposal.objects.exists()


def test_machine_that_fills_every_field_is_forgotten(form):
    answer = form(position="21.86, 106.75", homepage="https://spam.example")
    assert answer.status_code == 302
    assert not PositionProposal.objects.exists()
