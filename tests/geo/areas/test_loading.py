"""Loading areas: outlines, former units, what is refused."""

import copy

import pytest

from geo.areas.loading import load_areas
from geo.areas.models import Area, FormerUnit
from tests.geo.places.conftest import ROBOT
from tourism_backend.publishing.records import LoadRefused

pytestmark = pytest.mark.django_db


def ring(west, south, east, north):
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


def feature(box=(106.6, 21.8, 106.7, 21.9), **properties):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": ring(*box)},
    }


def collection(*features):
    return {
        "type": "FeatureCollection", "valid_from": "2025-07-01", "licence": "MIT",
        "sources": ["test"], "features": list(features),
    }  # fmt: skip


PROVINCE = collection(feature(code="20", name="Lạng Sơn", full_name="Tỉnh Lạng Sơn"))
COMMUNE = {
    "code": "06211", "name": "Cao Lộc", "full_name": "Xã Cao Lộc", "kind": "xã",
    "province_code": "20",
    "merged_from": [
        {"code": "06211", "name": "Xã Cao Lâu", "district": "Huyện Cao Lộc", "part": "whole"},
        {"code": "06622", "name": "Xã Bính Xá", "district": "Huyện Đình Lập", "part": "part"},
    ],
}  # fmt: skip
POINTS = [
    {"code": "06211", "lon": 106.65, "lat": 21.85, "point_inside_new_commune": True,
     "point_shared": False},
    {"code": "06622", "lon": 106.66, "lat": 21.85, "point_inside_new_commune": True,
     "point_shared": True},
]  # fmt: skip


def load(communes=None, points=POINTS, **options):
    communes = collection(feature(**COMMUNE)) if communes is None else communes
    return load_areas(
        ROBOT, "p", province=PROVINCE, communes=communes, former_units=points, **options
    )


def test_load_when_new_publishes_the_tree(client):
    load()
    commune = client.get("/api/v1/areas/xa-cao-loc").json()
    assert (commune["parent"], commune["kind"], commune["code"]) == ("tinh-lang-son", "xa", "06211")
    assert [unit["name"] for unit in commune["former_units"]] == ["Xã Cao Lâu", "Xã Bính Xá"]
    below = client.get("/api/v1/areas", {"parent": "tinh-lang-son"}).json()["items"]
    assert [item["slug"] for item in below] == ["xa-cao-loc"]


def test_load_when_repeated_changes_nothing():
    load()
    kept = list(FormerUnit.objects.values())
    report = load()
    assert report.written == 0
    assert list(FormerUnit.objects.values()) == kept


def test_load_when_a_former_unit_changes_shows_it(client):
    load()
    changed = copy.deepcopy(COMMUNE)
    changed["merged_from"].pop()
    load(collection(feature(**changed)))
    shown = client.get("/api/v1/areas/xa-cao-loc").json()
    assert [unit["code"] for unit in shown["former_units"]] == ["06211"]


def test_load_when_a_reference_point_is_shared_does_not_trust_it():
    load()
    trusted = {unit.code: unit.point_trusted for unit in FormerUnit.objects.all()}
    assert trusted == {"06211": True, "06622": False}


def test_load_when_no_label_is_given_puts_it_inside():
    load()
    area = Area.objects.get(code="06211")
    assert area.geometry.covers(area.label_point)


@pytest.mark.parametrize(
    ("change", "field", "reason"),
    [
        ({"code": ""}, "code", "missing"),
        ({"kind": "huyện"}, "kind", "none of"),
        ({"province_code": "99"}, "province_code", "no province"),
        ({"area_km2": -1}, "area_km2", "from 0.01"),
        ({"colour": "red"}, "colour", "unknown member"),
        ({"merged_from": [{"name": "Xã Bính Xá"}]}, "merged_from", "code"),
        ({"merged_from": "06622"}, "merged_from", "code"),
    ],
)
def test_load_when_an_area_is_bad_names_it_and_takes_nothing(change, field, reason):
    with pytest.raises(LoadRefused) as caught:
        load(collection(feature(**(COMMUNE | change))))
    refusal = caught.value.report.refusals[0]
    assert (refusal.file, refusal.index, refusal.field) == ("communes.geojson", 0, field)
    assert reason in refusal.reason
    assert not Area.objects.exists()


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (None, "cannot be read"),
        ({"type": "Point", "coordinates": [106.7, 21.8]}, "must be a Polygon"),
        ({"type": "Polygon",
          "coordinates": [[[106, 21], [107, 22], [107, 21], [106, 22], [106, 21]]]}, "not valid"),
    ],
)  # fmt: skip
def test_load_when_an_outline_is_bad_says_why(geometry, reason):
    bad = feature(**COMMUNE) | {"geometry": geometry}
    with pytest.raises(LoadRefused) as caught:
        load(collection(bad))
    assert reason in caught.value.report.refusals[0].reason


def test_load_when_the_collection_does_not_say_from_when_is_refused():
    with pytest.raises(LoadRefused) as caught:
        load(collection(feature(**COMMUNE)) | {"valid_from": None})
    assert caught.value.report.refusals[0].field == "valid_from"
