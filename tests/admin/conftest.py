"""The cast, and a few records of every kind in the admin."""

import re
from datetime import UTC, date, datetime

import pytest
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.forms import MultiWidget
from django.test import Client
from django.urls import reverse

from geo.areas.models import Area
from geo.places.collection import PLACES
from geo.places.models import Category, Disruption, Place, PositionProposal
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import reviews, services

ROBOT = SystemActor("test")


def person(name, role):
    user = User(username=name, role=role)
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def cast(db):
    """One person of each role; the tourist has none."""
    return {
        "tourist": person("tourist", Role.NONE),
        "operator": person("operator", Role.OPERATOR),
        "contributor": person("contributor", Role.CONTRIBUTOR),
        "curator": person("curator", Role.CURATOR),
        "chief_curator": person("chief_curator", Role.CHIEF_CURATOR),
        "administrator": person("administrator", Role.ADMINISTRATOR),
    }


@pytest.fixture
def sign_in(cast):
    """A browser in which somebody of the cast has signed in."""

    def _sign_in(who, language="en"):
        browser = Client(headers={"accept-language": language})
        browser.force_login(cast[who])
        return browser

    return _sign_in


@pytest.fixture
def curator(sign_in):
    return sign_in("curator")


@pytest.fixture
def area(db):
    square = Polygon.from_bbox((106.7, 21.8, 106.8, 21.9))
    square.srid = 4326
    return Area.objects.create(
        slug="phuong-tam-thanh", name_vi="Tam Thanh", full_name_vi="Phường Tam Thanh",
        level="commune", kind="phuong", code="05977", valid_from=date(2025, 7, 1),
        geometry=MultiPolygon(square, srid=4326), label_point=Point(106.75, 21.85, srid=4326),
    )  # fmt: skip


@pytest.fixture
def category(db):
    return Category.objects.create(
        slug="hang-dong", name_vi="Hang động", icon="cave", colour="#336699", path=["hang-dong"]
    )


@pytest.fixture
def make_place(category, area):
    counter = iter(range(100_000))

    def _make(name="Động Tam Thanh", **fields):
        n = next(counter)
        values = {
            "slug": f"place-{n}", "name_vi": name, "category": category, "commune": area,
            "point": Point(106.75 + n / 10_000, 21.85, srid=4326), "accuracy_m": 30,
            "position_method": "survey", "licence": "CC-BY-4.0",
        } | fields  # fmt: skip
        return Place.objects.create(**values)

    return _make


@pytest.fixture
def ready_for(make_place):
    """Three places in the state that a list's action moves."""

    def _ready_for(action):
        places = [make_place(f"p{n}") for n in range(3)]
        for place in places:
            if action == "withdraw_selected":
                services.publish(ROBOT, PLACES, [place.uuid])
            elif action == "approve_selected":
                reviews.submit(ROBOT, PLACES, place.uuid)
        return places

    return _ready_for


@pytest.fixture
def place(make_place):
    return make_place()


@pytest.fixture
def disruption(area):
    return Disruption.objects.create(
        slug="ngap", name_vi="Ngập", kind="flood", area=area,
        starts_at=datetime(2026, 11, 1, tzinfo=UTC),
    )  # fmt: skip


@pytest.fixture
def proposal(place):
    return PositionProposal.objects.create(place=place, point=Point(106.76, 21.85, srid=4326))


@pytest.fixture
def choose():
    """What a browser sends of a list's rows that are ticked: as the list shows them now."""

    def _choose(browser, records, address="admin:places_place_changelist", **more):
        page = browser.get(reverse(address)).content.decode()
        shown = dict(
            re.findall(r'<input type="hidden" name="(seen-\d+|drawn)" value="([^"]*)"', page)
        )
        return shown | {"_selected_action": [record.pk for record in records]} | more

    return _choose


@pytest.fixture
def form_of():
    """The values a browser would send back unchanged from a change form."""

    def _form_of(browser, url):
        answer = browser.get(url)
        assert answer.status_code == 200, answer
        context = answer.context
        form = context["adminform"].form
        values = {}
        for bound in form:
            _collect(values, bound)
        for inline in context["inline_admin_formsets"]:
            for bound in inline.formset.management_form:
                values[bound.html_name] = bound.value()
            for line in inline.formset.forms:
                for bound in line:
                    _collect(values, bound)
        return values

    return _form_of


def _collect(values, bound):
    """What a browser sends for one field; nothing for an unticked box."""
    widget, value = bound.field.widget, bound.value()
    if bound.field.disabled or value is None or value is False:
        return
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget = widget.widget
    context = widget.get_context(bound.html_name, value, {})
    if isinstance(widget, MultiWidget):
        for sub in context["widget"]["subwidgets"]:
            values[sub["name"]] = sub["value"] or ""
    else:
        values[bound.html_name] = context.get("serialized", value)
        if bound.field.show_hidden_initial:
            values[bound.html_initial_name] = values[bound.html_name]
