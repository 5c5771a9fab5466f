"""Objects: what makes one a treasure, where it is kept, and when that is not told."""

import pytest
from django.db import IntegrityError, transaction

from content.heritage.collection import ARTEFACTS
from content.heritage.models import Recognition
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing import services

pytestmark = pytest.mark.django_db
MADE = {"number": "53/QĐ-TTg", "dated": "2015-01-14", "authority": "Thủ tướng Chính phủ"}


def told(client):
    return client.get("/api/v1/artefacts/bia?lang=en").json()


def test_object_when_recognised_is_a_treasure_kept_at_its_place(client, artefact, place, monument):
    artefact(
        recognitions=[MADE], place=place("bao-tang"), monument=monument(), material_vi="Đá",
        material_en="Stone",
    )  # fmt: skip
    found = told(client)
    assert (found["rank"], found["year"], found["material"]) == ("national_treasure", 2015, "Stone")
    assert found["places"] == ["bao-tang"]
    assert found["at"][0]["slug"] == "bao-tang"
    assert [one["slug"] for one in found["of"]] == ["di-tich"]
    assert client.get("/api/v1/artefacts?of=di-tich&area=xa-tay&rank=national_treasure").json()[
        "items"
    ]


def test_object_when_the_recognition_is_withdrawn_is_no_treasure(client, artefact):
    record = artefact(recognitions=[MADE])
    Recognition.objects.create(artefact=record, rank="", dated="2020")
    services.publish(ROBOT, ARTEFACTS, [record.uuid])
    assert told(client)["rank"] is None


def test_object_when_secret_tells_no_place_and_no_monument(client, artefact, place, monument):
    artefact(place=place("bao-tang"), monument=monument(), sensitive=True)
    found = told(client)
    assert found["places"] == found["at"] == found["of"] == []
    assert found["secret"]
    assert client.get("/api/v1/artefacts/bia?format=geojson").json()["geometry"] is None
    for facet in ("place=bao-tang", "area=xa-tay", "of=di-tich"):
        assert client.get(f"/api/v1/artefacts?{facet}").json()["items"] == []


def test_object_when_its_place_is_withdrawn_tells_none(client, artefact, place):
    home = place("bao-tang")
    artefact(place=home)
    with transaction.atomic():
        services.withdraw(ROBOT, _places(), [home.uuid])
    services.reproject(ARTEFACTS)
    assert told(client)["at"] == []


def _places():
    from geo.places.collection import PLACES

    return PLACES


def test_object_of_an_unknown_kind_is_refused_by_the_database(artefact):
    with pytest.raises(IntegrityError), transaction.atomic():
        artefact(kind="toy")
