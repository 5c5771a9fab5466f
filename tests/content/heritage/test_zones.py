"""Zones of protection fit each other and the monument."""

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from content.heritage.collection import MONUMENTS, ZONES
from content.heritage.models import ProtectionZone
from content.heritage.zones import overlaps
from tests.geo.places.conftest import ROBOT, outline
from tourism_backend.publishing import services

pytestmark = pytest.mark.django_db
ONE = (106.619, 21.829, 106.621, 21.831)
AROUND = (106.618, 21.828, 106.622, 21.832)
BESIDE = (106.621, 21.829, 106.625, 21.831)
ACROSS = (106.620, 21.829, 106.625, 21.831)
AWAY = (106.65, 21.85, 106.66, 21.86)


@pytest.fixture
def zone(monument, place):
    held = {}

    def make(number, box, slug="di-tich"):
        if slug not in held:
            held[slug] = monument(slug, places=[place(f"hang-{slug}")])
        return ProtectionZone(
            slug=f"{slug}-{number}", name_vi=f"Khu vực {number}", monument=held[slug],
            zone=number, geometry=outline(*box),
        )  # fmt: skip

    return make


@pytest.mark.parametrize("box", [AROUND, BESIDE])
def test_zone_two_when_round_or_beside_zone_one_fits(zone, box):
    for made in (zone("1", ONE), zone("2", box)):
        made.full_clean()
        made.save()


@pytest.mark.parametrize("box", [ACROSS, AWAY])
def test_zone_two_when_across_or_away_from_zone_one_is_refused(zone, box):
    zone("1", ONE).save()
    with pytest.raises(ValidationError) as refused:
        zone("2", box).full_clean()
    assert list(refused.value.message_dict) == ["geometry"]


def test_zone_one_when_the_monument_lies_elsewhere_is_refused(zone):
    with pytest.raises(ValidationError) as refused:
        zone("1", AWAY).full_clean()
    assert list(refused.value.message_dict) == ["geometry"]


def test_zone_when_its_outline_crosses_itself_is_refused_by_the_database_too(zone):
    made = zone("1", ONE)
    bow = Polygon([(106.6, 21.8), (106.7, 21.9), (106.7, 21.8), (106.6, 21.9), (106.6, 21.8)])
    made.geometry = MultiPolygon(bow, srid=4326)
    with pytest.raises(ValidationError):
        made.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_overlaps_when_another_monument_shares_ground_are_told_in_square_metres(zone):
    mine = zone("1", ONE)
    mine.save()
    zone("2", AROUND).save()
    zone("1", AROUND, slug="khac").save()
    (found,) = overlaps(mine)
    assert (found.monument, found.zone) == ("khac", "1")
    assert found.area_m2 == pytest.approx(206 * 221, rel=0.03)


def test_zone_when_its_monument_is_withdrawn_or_secret_is_not_public(zone, client):
    made = zone("1", ONE)
    made.save()
    services.publish(ROBOT, ZONES, [made.uuid])
    address = f"/api/v1/protection_zones/{made.slug}"
    assert client.get(address).json()["area_m2"] > 0
    made.monument.sensitive = True
    made.monument.save()
    services.publish(ROBOT, MONUMENTS, [made.monument.uuid])
    assert client.get(address).status_code == 410
