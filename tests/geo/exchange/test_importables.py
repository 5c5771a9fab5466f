"""Every collection that takes files: what it gives reads back the same; links, outlines, rules."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from content.events.models import Event
from content.heritage.models import Artefact, Intangible, Monument
from content.tours.models import Tour
from geo.areas.models import Area
from geo.exchange import services, working
from geo.exchange.importable import importables
from geo.exchange.models import State
from geo.exchange.writing import written
from geo.places.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.mark.parametrize("format", ["csv", "gpkg"])
@pytest.mark.parametrize("name", sorted(importable.collection for importable in importables))
def test_records_when_exported_read_back_the_same(seeded, checked, name, format):
    importable = importables.get(name)
    records = importable.model._default_manager.order_by("pk")
    if not records and name in ("disruptions", "protection_zones"):
        return  # the seed has none
    with written(importable, records, format) as (path, _kind):
        job = checked(path.read_bytes(), path.name, collection=name)
    refused = [(row.key, row.reasons) for row in job.rows.filter(action="refused")]
    changed = [(row.key, row.changes) for row in job.rows.filter(action="changed")]
    assert (refused, changed) == ([], [])
    assert (job.same, job.new) == (len(records), 0)


def everything(*tables):
    with connection.cursor() as cursor:
        rows = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY id")
            rows += cursor.fetchall()
    return rows


def test_events_when_taken_over_hold_their_places_and_are_undone_to_the_byte(
    seeded, taken_over, curator
):
    tables = ("events_event", "events_event_places")
    first, second, third = Place.objects.order_by("pk").values_list("slug", flat=True)[:3]
    kept = Event.objects.exclude(places=None).order_by("pk").first()
    before, held = everything(*tables), {p.slug for p in kept.places.all()}
    job = taken_over(
        "slug,name_vi,kind,rule,start_month,start_day,end_month,end_day,start_time,places\n"
        f"hoi-moi,Hội mới,festival,lunar,1,10,1,12,07:30,{first}; {second}\n"
        f"{kept.slug},,,,,,,,,{second}; {third}\n",
        "events.csv", collection="events",
    )  # fmt: skip
    assert (job.state, job.new, job.changed) == (State.APPLIED, 1, 1), job.problem
    made = Event.objects.get(slug="hoi-moi")
    assert {p.slug for p in made.places.all()} == {first, second}
    assert str(made.start_time) == "07:30:00"
    kept.refresh_from_db()
    assert {p.slug for p in kept.places.all()} == {second, third}
    assert kept.pending == (kept.status == "published")
    (row,) = job.rows.filter(action="changed")
    assert row.changes == {"places": ["; ".join(sorted(held)), "; ".join(sorted([second, third]))]}

    services.undo(curator, job)
    working.run(job.pk)
    job.refresh_from_db()
    assert job.state == State.UNDONE, job.problem
    assert everything(*tables) == before


def test_links_when_changed_since_are_not_undone(seeded, taken_over, curator):
    place = Place.objects.order_by("pk").first()
    job = taken_over(
        "slug,name_vi,kind,rule,start_month,start_day,end_month,end_day\n"
        "hoi-moi,Hội mới,festival,solar,1,10,1,12\n",
        "events.csv", collection="events",
    )  # fmt: skip
    Event.objects.get(slug="hoi-moi").places.add(place)
    services.undo(curator, job)
    working.run(job.pk)
    job.refresh_from_db()
    assert job.state == State.APPLIED
    assert "Hội mới" in job.problem


def test_event_when_a_place_or_time_is_not_known_is_refused(seeded, checked):
    job = checked(
        "name_vi,kind,rule,start_month,start_day,end_month,end_day,start_time,places\n"
        "Hội mới,festival,lunar,13,10,1,12,sớm,no-such-place\n",
        "events.csv", collection="events",
    )  # fmt: skip
    reasons = dict(job.rows.get().reasons)
    assert set(reasons) == {"start_month", "start_time", "places"}
    assert reasons["start_time"] == "“sớm” is no time: write 07:30."


def test_area_when_its_outline_comes_gets_a_label_inside_it(seeded, taken_over):
    ring = [[106.7, 21.8], [106.71, 21.8], [106.71, 21.81], [106.7, 21.81], [106.7, 21.8]]
    known = Area.objects.filter(level="commune").order_by("pk").first()
    where = known.label_point.coords
    features = [
        ({"name_vi": "Xã Mới", "full_name_vi": "Xã Mới", "level": "commune", "kind": "commune",
          "code": "99999", "valid_from": "2027-01-01"}, {"type": "Polygon", "coordinates": [ring]}),
        ({"slug": known.slug, "name_en": "Renamed"}, json.loads(known.geometry.json)),
    ]  # fmt: skip
    content = json.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": geometry}
            for properties, geometry in features
        ],
    })  # fmt: skip
    job = taken_over(content, "areas.geojson", collection="areas")
    assert (job.state, job.new, job.changed) == (State.APPLIED, 1, 1), job.problem
    made = Area.objects.get(code="99999")
    assert made.geometry.geom_type == "MultiPolygon"
    assert made.geometry.contains(made.label_point)
    known.refresh_from_db()
    assert (known.name_en, known.label_point.coords) == ("Renamed", where)


def test_objects_and_elements_when_taken_over_are_drafts_and_are_undone_to_the_byte(
    seeded, taken_over, curator
):
    tables = ("heritage_artefact", "heritage_intangible", "heritage_intangible_places")
    before = everything(*tables)
    place, site = (model.objects.order_by("pk").first() for model in (Place, Monument))
    objects = taken_over(
        "Tên,Loại,Chất liệu,Niên đại,Số kiểm kê,Nơi lưu giữ,Di tích,Trị giá\n"
        f"Chuông đồng,antiquity,Đồng,17XX,LS.102,{place.slug},{site.slug},12000000\n"
        "Bia vỡ,,,năm nào,,,,\n",
        "hien-vat.csv", collection="artefacts", skip_bad=True,
    )  # fmt: skip
    assert (objects.state, objects.new, objects.refused) == (State.APPLIED, 1, 1), objects.problem
    assert objects.rows.get(action="refused").reasons == [["dating", "This is no EDTF date."]]
    bell = Artefact.objects.get(slug="chuong-dong")
    assert (bell.status, bell.place, bell.monument, bell.valued_vnd) == (
        "draft", place, site, 12_000_000,
    )  # fmt: skip
    elements = taken_over(
        f"Tên,Loại hình,Cộng đồng,Địa điểm\nMúa sư tử,performing,Tày; Nùng,{place.slug}\n",
        "di-san.csv", collection="intangible",
    )  # fmt: skip
    assert (elements.state, elements.new) == (State.APPLIED, 1), elements.problem
    assert list(Intangible.objects.get(slug="mua-su-tu").places.all()) == [place]
    for job in (elements, objects):
        services.undo(curator, job)
        working.run(job.pk)
        job.refresh_from_db()
        assert job.state == State.UNDONE, job.problem
    assert everything(*tables) == before


@pytest.mark.parametrize("name", sorted(importable.collection for importable in importables))
def test_list_of_what_takes_files_offers_to_give_them(curator, name):
    opts = importables.get(name).model._meta
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(curator)
    page = browser.get(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))
    assert "export_selected" in dict(page.context["cl"].model_admin.get_actions(page.wsgi_request))


def test_tours_when_taken_over_are_drafts_with_their_lists(taken_over):
    job = taken_over(
        "Tên,Chủ đề,Số ngày,Tháng,more_themes\nVòng Bắc Sơn,nature,2,9; 10,culture-history\n",
        "tours.csv", collection="tours",
    )  # fmt: skip
    assert job.state == State.APPLIED, job.problem
    tour = Tour.objects.get(slug="vong-bac-son")
    assert (tour.days, tour.months, tour.status) == (2, [9, 10], "draft")
