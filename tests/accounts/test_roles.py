"""Who may do what."""

import pytest
from django.db import IntegrityError, transaction

from tourism_backend.accounts import roles
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role

CURATORS = {"curator", "chief_curator", "administrator"}
ACTIONS = {
    "place.view": {"contributor", *CURATORS},
    "place.change": {"contributor", *CURATORS},
    "place.submit": {"contributor", *CURATORS},
    "place.approve": CURATORS,
    "place.publish": {"chief_curator", "administrator"},
    "place.override": {"administrator"},
    "place.withdraw": CURATORS,
    "place.delete": CURATORS,
    "area.change": CURATORS,
    "area.view": {"contributor", *CURATORS},
    "area.withdraw": CURATORS,
    "category.add": CURATORS,
    "category.view": {"contributor", *CURATORS},
    "disruption.publish": {"chief_curator", "administrator"},
    "disruption.add": {"contributor", *CURATORS},
    "event.submit": {"contributor", *CURATORS},
    "datechange.change": {"contributor", *CURATORS},
    "tour.approve": CURATORS,
    "positionproposal.change": CURATORS,
    "positionproposal.view": CURATORS,
    "user.change": {"administrator"},
    "user.view": {"administrator"},
    "logentry.view": {"administrator"},
    "places": {"administrator"},
    "": {"administrator"},
}


@pytest.mark.parametrize("role", list(Role), ids=str)
@pytest.mark.parametrize("action", ACTIONS)
def test_table(role, action):
    expected = str(role) in ACTIONS[action]
    assert roles.may(role, action) is expected
    assert User(username="x", role=role).may(action) is expected


def test_who_is_switched_off_may_nothing():
    assert not User(username="x", role=Role.ADMINISTRATOR, is_active=False).may("place.change")


def test_djangos_permissions_follow_the_table():
    curator = User(username="x", role=Role.CURATOR)
    assert curator.has_perm("places.change_place")
    assert not curator.has_perm("accounts.change_user")
    assert curator.has_module_perms("places")
    assert not curator.has_module_perms("accounts")


def test_a_room_allows_its_own(monkeypatch):
    monkeypatch.setattr(roles, "RIGHTS", dict(roles.RIGHTS))
    roles.allow("festival.*", Role.CURATOR)
    assert roles.may(Role.CURATOR, "festival.approve")
    assert roles.may(Role.CHIEF_CURATOR, "festival.publish")
    assert not roles.may(Role.CURATOR, "festival.publish")
    assert not roles.may(Role.OPERATOR, "festival.approve")
    assert not roles.may(Role.CONTRIBUTOR, "festival.change")
    roles.contribute("festival")
    assert roles.may(Role.CONTRIBUTOR, "festival.change")
    assert not roles.may(Role.CONTRIBUTOR, "festival.approve")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "staff", "superuser"),
    [(Role.NONE, False, False), (Role.CURATOR, True, False), (Role.ADMINISTRATOR, True, True)],
)
def test_flags_follow_the_role(role, staff, superuser):
    user = User.objects.create_user("x", role=role)
    assert (user.is_staff, user.is_superuser) == (staff, superuser)
    user.role = Role.NONE
    user.save(update_fields=["role"])
    user.refresh_from_db()
    assert (user.is_staff, user.is_superuser) == (False, False)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"is_superuser": True}, {"is_staff": True}, {"role": "chief"}])
def test_no_bulk_write_raises_anybody(change):
    User.objects.create_user("x")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.update(**change)


@pytest.mark.django_db
def test_a_superuser_is_an_administrator():
    assert User.objects.create_superuser("x", password="x").role == Role.ADMINISTRATOR


@pytest.mark.django_db
def test_an_address_belongs_to_one_account():
    User.objects.create_user("x", email="A@example.org")
    User.objects.create_user("y")
    User.objects.create_user("z")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("w", email="a@Example.org")
