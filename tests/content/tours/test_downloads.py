"""A public tour as a file: valid, whole, in the asked language, and nothing that is not public."""

import json
import subprocess
from pathlib import Path

import gpxpy
import jsonschema
import pytest
from django.db import connection
from lxml import etree

from content.tours.api import FEATURES
from content.tours.models import Tour, Track
from content.tours.tracks import read
from tests.content.tours.conftest import ROBOT, body, follow, gpx_of, publish, wave
from tourism_backend.publishing import services
from tourism_backend.publishing.registry import registry

pytestmark = pytest.mark.django_db
SCHEMAS = Path(__file__).parent / "schemas"
FORMS = ("gpx", "kml", "geojson")
WALK = list(wave(400))


@pytest.fixture(scope="module")
def schemas():
    found = {"gpx": "gpx.xsd", "kml": "ogckml22.xsd"}
    return {n: etree.XMLSchema(etree.parse(str(SCHEMAS / file))) for n, file in found.items()}


@pytest.fixture
def fetch(client):
    def get(tour, form, **given):
        answer = client.get(f"/api/v1/tours/{tour.slug}/tour.{form}", given)
        assert answer.status_code == 200, answer.content
        return body(answer)

    return get


@pytest.fixture
def walked(tour):
    """A published tour with a track."""
    follow(tour, gpx_of(WALK))
    publish(tour)
    return tour


@pytest.mark.parametrize("kind", ["walked", "published"])
@pytest.mark.parametrize("form", ["gpx", "kml"])
def test_file_when_written_is_valid_against_the_official_schema(
    request, fetch, schemas, kind, form
):
    document = etree.fromstring(fetch(request.getfixturevalue(kind), form))
    schemas[form].assertValid(document)


def test_schema_when_a_file_is_wrong_says_so(fetch, schemas, walked):
    wrong = (
        fetch(walked, "gpx").replace(b"<ele>", b"<elevation>").replace(b"</ele>", b"</elevation>")
    )
    assert not schemas["gpx"].validate(etree.fromstring(wrong))


@pytest.mark.parametrize("kind", ["walked", "published"])
def test_geojson_when_written_fits_the_declared_schema(request, fetch, kind):
    jsonschema.validate(json.loads(fetch(request.getfixturevalue(kind), "geojson")), FEATURES)


@pytest.mark.parametrize("form", FORMS)
def test_file_when_given_to_gdal_opens(fetch, walked, tmp_path, form):
    path = tmp_path / f"tour.{form}"
    path.write_bytes(fetch(walked, form))
    done = subprocess.run(
        ["ogrinfo", "-ro", "-al", str(path)], capture_output=True, text=True, check=True
    )
    assert "ERROR" not in done.stderr
    assert (
        "1. First cave" in done.stdout or "First cave" in done.stdout or "Dong Mot" in done.stdout
    )
    lines = [line for line in done.stdout.splitlines() if "LINESTRING" in line]
    assert any("106.7" in line and "21.85" in line for line in lines)


def test_gpx_when_read_by_another_reader_has_the_points_and_the_stops(fetch, walked):
    found = gpxpy.parse(fetch(walked, "gpx", lang="en").decode())
    (track,) = found.tracks
    (segment,) = track.segments
    assert [(p.longitude, p.latitude, p.elevation) for p in segment.points] == WALK
    assert [w.name for w in found.waypoints] == ["1. First cave", "2. Dong Hai", "3. Dong Ba"]
    assert found.waypoints[1].description == "Day 1; 45 minutes; approximate position"
    assert found.name == "Two days"
    assert found.routes == []


@pytest.mark.parametrize("form", FORMS)
def test_track_when_downloaded_and_uploaded_again_is_the_same_track(fetch, walked, form):
    again = read(fetch(walked, form))
    assert again.parts == read(gpx_of(WALK).encode()).parts
    other = Tour.objects.create(slug="khac", name_vi="Khác", theme="nature")
    follow(other, fetch(walked, form))
    assert other.track_id == walked.track_id
    assert Track.objects.count() == 1


def test_track_without_heights_when_downloaded_has_none(fetch, tour):
    follow(tour, gpx_of(WALK, heights=False))
    publish(tour)
    assert b"<ele>" not in fetch(tour, "gpx")
    again = read(fetch(tour, "kml"))
    assert not again.has_heights
    assert again.points == 400


def test_gpx_when_there_is_no_track_has_routes_and_says_schematic(fetch, published):
    found = gpxpy.parse(fetch(published, "gpx", lang="en").decode())
    assert found.tracks == []
    assert [len(route.points) for route in found.routes] == [2, 1]
    assert "not a way to follow" in found.routes[0].description


def test_geojson_when_there_is_no_track_says_schematic(fetch, published):
    line, *stops = json.loads(fetch(published, "geojson"))["features"]
    assert line["properties"]["kind"] == "schematic"
    assert line["geometry"]["type"] == "LineString"
    assert [stop["properties"]["number"] for stop in stops] == [1, 2, 3]
    assert b"schematic" in fetch(published, "kml").lower()


@pytest.mark.parametrize("form", FORMS)
def test_file_when_texts_are_hostile_stays_a_file(fetch, schemas, tour, form):
    evil = "</name><script>alert(1)</script>]]>&\"'\u0001\u2028{{ 7*7 }}"
    Tour.objects.filter(pk=tour.pk).update(name_vi=evil, description_vi=evil)
    stop = tour.stops.first()
    stop.note_vi = evil
    stop.save()
    publish(tour)
    written = fetch(tour, form, lang="vi")
    if form in schemas:
        document = etree.fromstring(written)
        schemas[form].assertValid(document)
        assert document.find(".//{*}script") is None
    else:
        assert json.loads(written)["features"][0]["properties"]["name"] == evil


@pytest.mark.parametrize("form", FORMS)
def test_file_when_held_is_not_sent_again(client, walked, form):
    url = f"/api/v1/tours/{walked.slug}/tour.{form}"
    etag = client.get(url)["ETag"]
    assert client.get(url, headers={"if-none-match": etag}).status_code == 304
    assert client.get(f"{url}?lang=en")["ETag"] != etag
    follow(walked, gpx_of(list(wave(30))))
    publish(walked)
    assert client.get(url, headers={"if-none-match": etag}).status_code == 200


def test_file_when_track_waits_for_approval_is_the_approved_one(fetch, walked):
    follow(walked, gpx_of(list(wave(30))))
    assert Tour.objects.get(pk=walked.pk).pending
    assert read(fetch(walked, "gpx")).points == 400
    publish(walked)
    assert read(fetch(walked, "gpx")).points == 30


@pytest.mark.parametrize("form", FORMS)
def test_file_when_draft_or_withdrawn_is_refused(client, tour, form):
    url = f"/api/v1/tours/{tour.slug}/tour.{form}"
    assert client.get(url).status_code == 404
    publish(tour)
    services.withdraw(ROBOT, registry.get("tours"), [tour.uuid])
    assert client.get(url).status_code == 410
    assert client.get(url)["Content-Type"] == "application/problem+json"
    assert client.get("/api/v1/tours/%00/tour.gpx").status_code == 404
    assert client.get(f"{url}?lang=xx").status_code == 400


def test_public_view_when_tracks_are_drafts_holds_none_of_them(tour):
    follow(tour, gpx_of(WALK))
    count = "SELECT count(*) FROM tours_publictrack"
    with connection.cursor() as cursor:
        cursor.execute(count)
        assert cursor.fetchone() == (0,)
        publish(tour)
        cursor.execute(count)
        assert cursor.fetchone() == (1,)
        services.withdraw(ROBOT, registry.get("tours"), [tour.uuid])
        cursor.execute(count)
        assert cursor.fetchone() == (0,)


def test_fifty_thousand_points_are_kept_whole_and_shown_small(client, fetch, tour):
    points = list(wave(50_000))
    follow(tour, gpx_of(points))
    publish(tour)
    listed = client.get("/api/v1/tours", {"format": "geojson"})
    assert len(listed.content) < 40_000
    detail = client.get(f"/api/v1/tours/{tour.slug}", {"format": "geojson"})
    assert len(detail.content) < 50_000
    assert detail.json()["properties"]["points"] == 50_000
    tile = client.get("/tiles/tours/11/1632/896.mvt")
    assert tile.status_code == 200
    assert 0 < len(tile.content) < 20_000
    found = gpxpy.parse(fetch(tour, "gpx").decode())
    assert [(p.longitude, p.latitude, p.elevation) for p in found.tracks[0].segments[0].points] == (
        points
    )
