"""Protection zones from the maps that offices keep: found by monument and kind, checked, undone."""

import json

import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pyproj import Transformer

from content.heritage.models import ProtectionZone
from geo.exchange import services, working
from geo.exchange.models import Import, ImportRow, State
from tests.content.heritage.test_zones import ACROSS, AROUND, AWAY, BESIDE, ONE
from tests.geo.exchange.conftest import checked, taken_over, upload  # noqa: F401  fixtures
from tests.geo.exchange.test_reading import packed, written
from tests.geo.places.conftest import outline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def site(monument, place):
    return monument("di-tich", places=[place("hang-di-tich")], external_id="DT-07", provider="so")


def layer(*rows):
    """A GeoJSON layer of (properties, box)."""
    return json.dumps({
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties,
             "geometry": json.loads(outline(*box)[0].json)}
            for properties, box in rows
        ],
    })  # fmt: skip


def converted(tmp_path, content, driver, name, code):
    """The same layer in another format and another system, with the file's name."""
    options = ["-lco", "ENCODING=UTF-8"] if driver == "ESRI Shapefile" else []
    made = written(tmp_path, driver, name, "-t_srs", f"EPSG:{code}", *options, content=content)
    if driver == "GPKG":
        return made.read_bytes(), name
    return packed(tmp_path, *tmp_path.glob(f"{made.stem}.*")), "kv.zip"


def row(kind, code="DT-07", **more):
    return {"ma_dt": code, "khu_vuc": kind} | more


def everything():
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM heritage_protectionzone t ORDER BY id")
        return cursor.fetchall()


@pytest.mark.parametrize(
    "to",
    [("ESRI Shapefile", "kv.shp", 9215), ("GPKG", "kv.gpkg", 3405), ("GPKG", "kv.gpkg", 4326)],
)
def test_zones_of_an_offices_map_are_drafts_where_they_lie_and_are_undone_to_the_byte(
    tmp_path,
    site,
    taken_over,  # noqa: F811
    curator,
    to,
):
    content = layer((row("KV I"), ONE), (row("Khu vực bảo vệ 2", so_moc=12), AROUND))
    body, file = converted(tmp_path, content, *to)
    before = everything()
    job = taken_over(body, file, collection="protection_zones", skip_bad=True)
    assert [r.reasons for r in job.rows.all()] == [[], []]
    assert (job.state, job.new, job.refused) == (State.APPLIED, 2, 0), job.problem
    one, two = ProtectionZone.objects.order_by("zone")
    assert [(z.zone, z.slug, z.status, z.monument) for z in (one, two)] == [
        ("1", "di-tich-1", "draft", site), ("2", "di-tich-2", "draft", site),
    ]  # fmt: skip
    assert (two.name_vi, two.markers) == ("Khu vực bảo vệ II của Di tích", 12)
    assert one.geometry.geom_type == "MultiPolygon"
    assert farthest(one.geometry, outline(*ONE)) < 1e-6  # a decimetre: what the files round

    services.undo(curator, job)
    working.run(job.pk)
    job.refresh_from_db()
    assert (job.state, everything()) == (State.UNDONE, before)


def farthest(one, other):
    """How far any corner of one outline is from the other, in degrees."""
    return max(GEOSGeometry(f"POINT({x} {y})").distance(other.boundary) for x, y in one[0][0])


def test_zone_in_vn2000_is_where_proj_says(tmp_path, site, checked):  # noqa: F811
    body, file = converted(tmp_path, layer((row("I"), ONE)), "ESRI Shapefile", "kv.shp", 9215)
    job = checked(body, file, collection="protection_zones")
    (found,) = ImportRow.objects.filter(job=job)
    there = Transformer.from_crs(4326, 9215, always_xy=True)
    apart = [
        a - b for a, b in zip(there.transform(*found.point.coords),
                              there.transform(106.62, 21.83), strict=True)
    ]  # fmt: skip
    assert max(map(abs, apart)) < 0.1


def test_zone_when_it_is_there_already_is_changed_whatever_its_slug(site, taken_over):  # noqa: F811
    held = ProtectionZone.objects.create(
        slug="ten-khac", name_vi="Khu vực I", monument=site, zone="1", geometry=outline(*ONE)
    )
    job = taken_over(
        layer((row("1", code="di-tich", so_moc=4), AROUND)), "a.geojson",
        collection="protection_zones",
    )  # fmt: skip
    assert (job.new, job.changed) == (0, 1), job.problem
    held.refresh_from_db()
    assert (held.markers, held.name_vi, held.slug) == (4, "Khu vực I", "ten-khac")
    assert held.geometry.equals(outline(*AROUND))


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ([(row("I"), AWAY)], {1: "The monument does not lie in its zone I."}),
        ([(row("I"), ONE), (row("II"), ACROSS)],
         dict.fromkeys((1, 2), "Zone II must go round zone I, or lie next to it.")),
        ([(row("I"), ONE), (row("I"), ONE)], {2: "comes twice, first in line 1"}),
        ([(row("III"), ONE)], {1: "“III” is none of"}),
        ([(row("I", code="DT-99"), ONE)], {1: "There is no monument “DT-99”."}),
        ([(row(""), ONE)], {1: "Nothing names the record."}),
        ([(row("I"), ONE), (row("II"), BESIDE)], {}),
    ],
)  # fmt: skip
def test_zones_when_they_do_not_fit_are_refused_by_line(site, checked, rows, refused):  # noqa: F811
    job = checked(layer(*rows), "a.geojson", collection="protection_zones")
    found = {r.line: r.reasons for r in job.rows.filter(action="refused")}
    assert found.keys() == refused.keys()
    for line, reason in refused.items():
        assert any(reason in text for _column, text in found[line]), found
    assert job.new == len(rows) - len(refused)


def test_zone_when_it_does_not_fit_one_that_is_there_is_refused(site, checked):  # noqa: F811
    ProtectionZone.objects.create(
        slug="x", name_vi="I", monument=site, zone="1", geometry=outline(*ONE)
    )
    job = checked(layer((row("II"), ACROSS)), "a.geojson", collection="protection_zones")
    assert (job.new, job.refused) == (0, 1)


def test_many_zones_are_checked_with_as_many_questions_as_few(
    monument,
    place,
    upload,  # noqa: F811
    curator,
):
    def questions(first, count):
        rows = []
        for n in range(first, first + count):
            monument(f"m{n}", places=[place(f"p{n}")])
            rows.append((row("I", code=f"m{n}"), ONE))
        job = upload(layer(*rows), "a.geojson", "protection_zones")
        services.assign(curator, job, {"mapping": job.mapping, "provider": "x"})
        with CaptureQueriesContext(connection) as captured:
            working.run(job.pk)
        assert Import.objects.get(pk=job.pk).new == count
        return len(captured)

    assert questions(0, 2) == questions(10, 20)
