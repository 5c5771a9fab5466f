"""What is not public is in no public answer: list, detail, formats, tiles, search, pages."""

from datetime import date
from math import asinh, floor, pi, radians, tan

import pytest
from django.contrib.gis.geos import Point
from django.db import connection

from content.heritage.collection import ZONES
from content.heritage.models import Bearer, Incident, Intervention, ProtectionZone, Survey
from tests.geo.places.conftest import ROBOT, outline
from tourism_backend.publishing import services
from tourism_backend.publishing.collection import languages

pytestmark = pytest.mark.django_db
WORD = "bimatxyz"
LON, LAT = 106.61357, 21.81246
SECRETS = [WORD.encode(), b"987654321", b"106.6135", b"21.8124", b"106.6136", b"21.8125"]


@pytest.fixture
def planted(commune, place, monument, intangible):
    """A secret site with all the private records there are, and an element with a bearer."""
    cave = place("hang-mat", lon=LON)
    site = monument(
        "mat", decisions=[{"rank": "national", "signatory": WORD}], places=[cave],
        position=Point(LON, LAT, srid=4326), sensitive=True, remarks=WORD, components=[WORD],
    )  # fmt: skip
    day = date(2026, 1, 1)
    Survey.objects.create(monument=site, surveyed_on=day, surveyor=WORD, grade="poor")
    Intervention.objects.create(
        monument=site, plan=WORD, permit=WORD, budget_vnd=987654321, contractor=WORD
    )
    Incident.objects.create(monument=site, happened_on=day, what=WORD, reported_by=WORD)
    zone = ProtectionZone.objects.create(
        slug="mat-1", name_vi=WORD, monument=site, zone="1", permitted_vi=WORD,
        geometry=outline(LON - 0.001, LAT - 0.001, LON + 0.001, LAT + 0.001),
    )  # fmt: skip
    services.publish(ROBOT, ZONES, [zone.uuid])
    song = intangible("hat-mat", inscriptions=[{"register": "national"}], remarks=WORD)
    Bearer.objects.create(intangible=song, name=WORD, contact=WORD, consent_on=day)
    return site


def addresses():
    api = "/api/v1"
    for name, slug in (("monuments", "mat"), ("intangible", "hat-mat")):
        for language in languages():
            yield f"{api}/{name}?lang={language}&card=true"
            yield f"{api}/{name}/{slug}?lang={language}"
            yield f"{api}/{name}/{slug}?lang={language}&format=geojson"
            yield f"{api}/{name}?lang={language}&format=geojson"
            yield f"/{language}/{name}/{slug}/"
            yield f"/{language}/heritage/"
    yield f"{api}/protection_zones"
    yield f"{api}/protection_zones?format=geojson"
    yield f"{api}/monuments/nearby?lon={LON}&lat={LAT}&radius=20000"
    yield f"{api}/search?q={WORD}"
    yield f"{api}/search?q=di+tich"
    for zoom in (10, 14, 16):
        for lon, lat in ((LON, LAT), (106.65, 21.85)):
            x = floor((lon + 180) / 360 * 2**zoom)
            y = floor((1 - asinh(tan(radians(lat))) / pi) / 2 * 2**zoom)
            for layer in ("monuments", "protection_zones", "intangible"):
                yield f"/tiles/{layer}/{zoom}/{x}/{y}.mvt"


def test_crawl_when_secrets_are_planted_finds_none(planted, client):
    found = 0
    for address in addresses():
        answer = client.get(address)
        assert answer.status_code in (200, 204), (address, answer.status_code)
        if WORD not in address:
            found += b"mat" in answer.content
            for secret in SECRETS:
                assert secret not in answer.content, (address, secret)
        else:
            assert answer.json()["items"] == []
    assert found > 20


def test_public_rows_when_secrets_are_planted_hold_none(planted):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT r::text FROM publishing_row r"
            " WHERE collection IN ('monuments', 'intangible', 'protection_zones')"
        )
        rows = "".join(row for (row,) in cursor.fetchall())
    assert "hat-mat" in rows
    assert WORD not in rows
    assert "hang-mat" not in rows


def test_secret_site_when_public_lies_in_the_middle_of_its_commune(planted, client):
    told = client.get("/api/v1/monuments/mat").json()
    assert (told["lon"], told["lat"], told["displaced"]) == (106.65, 21.85, True)
    assert told["accuracy_m"] > 5000
    assert told["places"] == told["components"] == told["at"] == []
    feature = client.get("/api/v1/monuments/mat?format=geojson").json()
    assert feature["geometry"]["coordinates"] == pytest.approx([106.65, 21.85])


def test_position_when_near_the_secret_one_finds_nothing(planted, client):
    asked = {"lon": LON, "lat": LAT, "radius": 1000}
    assert client.get("/api/v1/monuments/nearby", asked).json()["items"] == []


def test_tiles_when_close_show_the_secret_site_in_the_middle_of_its_commune_only(planted, client):
    def tile(lon, lat):
        x = floor((lon + 180) / 360 * 2**16)
        y = floor((1 - asinh(tan(radians(lat))) / pi) / 2 * 2**16)
        return client.get(f"/tiles/monuments/16/{x}/{y}.mvt")

    assert tile(LON, LAT).status_code == 204
    assert b"mat" in tile(106.65, 21.85).content
