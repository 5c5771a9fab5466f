"""What is exported reads back as what it was, in every format."""

import gpxpy
import pytest
from django.contrib.gis.geos import LineString, Point
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from geo.exchange.importable import importables
from geo.exchange.mapping import columns, short
from geo.exchange.writing import FORMATS, offered, written
from geo.places.models import Disruption, Place
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def places(make_place):
    make_place(
        "tam-thanh", "Động Tam Thanh", name_en="Tam Thanh Cave", name_zh_hans="三清洞",
        other_names=["Động Núi Một", "Tam Thanh"], description_vi="Một động đẹp, “nổi tiếng”.",
        phone="0205 3 812 345", fee_vnd=20000, opening_hours="07:30-17:00", wheelchair="limited",
        features=["parking", "toilets"], best_months=[9, 10, 1], rank=0.1 + 0.2, extra={"k": [1]},
        point=Point(106.7512345678901, 21.8512345678901, srid=4326), licence="CC-BY-4.0",
        sources=["https://example.org/a;b", "Sách"], retrieved_on="2026-02-14", verified=True,
    )  # fmt: skip
    make_place("nhi-thanh", "Động Nhị Thanh", website="https://example.org/?a=1&b=2")
    return Place.objects.order_by("pk")


@pytest.mark.parametrize("format", [format for format in FORMATS if format != "gpx"])
def test_places_when_exported_and_imported_are_the_same(format, places, checked):
    with written(importables.get("places"), places, format) as (path, _kind):
        raw = path.read_bytes()
    job = checked(raw, path.name)
    differences = {row.title: (row.changes, row.reasons) for row in job.rows.all()}
    assert (job.same, job.total) == (2, 2), differences
    assert len(job.mapping) > 30
    assert "CC-BY-4.0" in str(job.tables)


def test_gpx_holds_names_positions_and_sources(places):
    with written(importables.get("places"), places, "gpx") as (path, _kind):
        found = gpxpy.parse(path.read_text()).waypoints
    assert [point.name for point in found] == ["Động Tam Thanh", "Động Nhị Thanh"]
    assert found[0].source.split() == ["https://example.org/a;b", "Sách", "CC-BY-4.0"]
    assert (found[0].longitude, found[0].latitude) == pytest.approx((106.7512345, 21.8512345))


def test_names_of_columns_stay_apart_in_a_shapefile():
    for importable in importables:
        shorter = [short(name) for name in columns(importable)]
        assert len(set(shorter)) == len(shorter)
        assert max(map(len, shorter)) <= 10


def test_lines_when_exported_are_no_gpx_and_come_back(checked, db):
    Disruption.objects.create(
        slug="works", name_vi="Sửa đường", kind="works", starts_at=timezone.now(), closes=True,
        geometry=LineString((106.745, 21.858), (106.75, 21.862), srid=4326),
    )  # fmt: skip
    importable = importables.get("disruptions")
    assert {"gpx", "shp"}.isdisjoint(dict(offered(importable)))
    for format, _label in offered(importable):
        with written(importable, Disruption.objects.all(), format) as (path, _kind):
            job = checked(path.read_bytes(), path.name, collection="disruptions")
        assert (job.same, job.total) == (1, 1), (format, job.rows.get().changes)


def test_selection_is_exported_from_the_list(places, curator, category):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(curator)
    address = reverse("admin:places_place_changelist")
    chosen = {"action": "export_selected", "_selected_action": [places[0].pk]}
    page = browser.post(address, chosen)
    assert b"1 record, with its sources" in page.content
    answer = browser.post(address, chosen | {"format": "csv"})
    assert answer["Content-Disposition"] == 'attachment; filename="places.csv"'
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert "sources,licence" in lines[0]
    assert "CC-BY-4.0" in answer.content.decode()
    assert "Nhị Thanh" not in answer.content.decode()
    everything = browser.post(address, chosen | {"format": "csv", "select_across": "1"})
    assert "Nhị Thanh" in everything.content.decode()


def test_who_may_not_see_records_exports_none(places):
    browser = Client()
    browser.force_login(User.objects.create(username="o", role=Role.OPERATOR))
    answer = browser.post(
        reverse("admin:places_place_changelist"),
        {"action": "export_selected", "_selected_action": [places[0].pk], "format": "csv"},
    )
    assert answer.status_code in (302, 403)


@pytest.mark.parametrize("collection", ["places", "disruptions", "monuments", "specialities"])
def test_declaration_names_fields_there_are(collection):
    importable = importables.get(collection)
    known = {*columns(importable), importable.geometry}
    assert {*importable.required, *importable.aliases, *importable.limits, *importable.osm} <= known
    assert {*importable.defaults} <= {f.name for f in importable.model._meta.get_fields()}


@pytest.mark.parametrize(
    ("collection", "table", "name"),
    [
        (
            "monuments",
            "Tên di tích,Loại hình,Niên đại,Đơn vị quản lý,Kinh độ,Vĩ độ\n"
            "Đình Nà Sầm,kiến trúc - nghệ thuật,1670,UBND xã,106.61,22.06\n",
            "Đình Nà Sầm",
        ),
        ("specialities", "Tên,Loại,Sao OCOP,Mùa vụ\nHồng vành khuyên,Fruit,4,9; 10\n", "Hồng vành"),
    ],
)
def test_other_rooms_take_and_give_files_too(taken_over, checked, collection, table, name):
    first = table.partition(",")[0]
    job = taken_over(table.replace(first, "name_vi", 1), collection=collection)
    assert (job.state, job.new) == ("applied", 1), [row.reasons for row in job.rows.all()]
    importable = importables.get(collection)
    (record,) = importable.model._default_manager.all()
    assert record.name_vi.startswith(name)
    for format, _label in offered(importable):
        if format == "gpx":
            continue
        with written(importable, [record], format) as (path, _kind):
            job = checked(path.read_bytes(), path.name, collection=collection)
        assert (job.same, job.total) == (1, 1), (format, job.rows.get().changes)
