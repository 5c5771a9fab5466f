"""What a track file may hold: what is read, and what is refused with which reason."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.tours import heights, tracks
from content.tours.simple import MOST_POINTS, simplified
from tests.content.tours.conftest import gpx_of, wave

pytestmark = pytest.mark.usefixtures("english")
LINE = [(106.70, 21.85, 250.0), (106.71, 21.86, 260.5), (106.72, 21.85, 255.0)]


def kml_of(points):
    text = " ".join(f"{lon},{lat},{z}" for lon, lat, z in points)
    return (
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><LineString>'
        f"<coordinates>{text}</coordinates></LineString></Placemark></Document></kml>"
    )


def track_kml_of(points):
    text = "".join(f"<when/><gx:coord>{lon} {lat} {z}</gx:coord>" for lon, lat, z in points)
    return (
        '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2">'
        f"<Placemark><gx:Track>{text}</gx:Track></Placemark></kml>"
    )


def geojson_of(points):
    line = {"type": "LineString", "coordinates": [list(point) for point in points]}
    feature = {"type": "Feature", "properties": {}, "geometry": line}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


@pytest.mark.parametrize("form", [gpx_of, kml_of, track_kml_of, geojson_of])
def test_read_when_a_line_is_written_in_any_form_gives_the_same_points(form):
    found = tracks.read(form(LINE).encode())
    assert found.parts == (tuple(LINE),)
    assert found.has_heights


@given(
    st.lists(
        st.tuples(
            st.floats(106.1, 107.3).map(lambda x: round(x, 7)),
            st.floats(21.4, 22.4).map(lambda x: round(x, 7)),
            st.floats(0, 1500).map(lambda x: round(x, 2)),
        ),
        min_size=2,
        max_size=40,
    ).filter(lambda line: len({point[:2] for point in line}) > 1),
    st.sampled_from([gpx_of, kml_of, geojson_of]),
)
def test_read_when_points_are_any_gives_them_back(points, form):
    assert tracks.read(form(points).encode()).parts == (tuple(points),)


def test_read_when_a_file_has_routes_and_no_track_takes_the_routes():
    text = gpx_of(LINE).replace("trkseg", "x").replace("trk>", "rte>").replace("trkpt", "rtept")
    assert tracks.read(text.encode()).points == 3


def test_read_when_a_track_has_parts_keeps_them_and_drops_single_points():
    seg = "".join(f'<trkpt lat="{lat}" lon="{lon}"/>' for lon, lat, _z in LINE)
    one = '<trkseg><trkpt lat="21.8" lon="106.7"/></trkseg>'
    text = f"<gpx><trk><trkseg>{seg}</trkseg>{one}<trkseg>{seg}</trkseg></trk></gpx>"
    found = tracks.read(text.encode())
    assert [len(part) for part in found.parts] == [3, 3]
    assert not found.has_heights
    assert {z for part in found.parts for _lon, _lat, z in part} == {0.0}


def test_read_when_it_crosses_itself_is_taken():
    eight = [(106.70, 21.80, 1), (106.72, 21.82, 2), (106.72, 21.80, 3), (106.70, 21.82, 4)]
    assert tracks.read(gpx_of(eight).encode()).points == 4


def test_read_when_few_heights_are_missing_fills_them_in_a_straight_line():
    points = [(106.70 + k / 1000, 21.85, 100.0 + 10 * k) for k in range(30)]
    text = gpx_of(points).replace("<ele>150.0</ele>", "").replace("<ele>390.0</ele>", "")
    found = tracks.read(text.encode())
    assert (found.has_heights, found.filled) == (True, 2)
    assert [z for *_, z in found.parts[0]] == [*(z for *_, z in points[:-1]), 380.0]


def test_read_when_many_heights_are_missing_has_none():
    points = [(106.70 + k / 1000, 21.85, 100.0 + k) for k in range(10)]
    text = gpx_of(points).replace("<ele>103.0</ele>", "").replace("<ele>105.0</ele>", "")
    assert not tracks.read(text.encode()).has_heights


def test_read_when_a_recorder_wrote_times_and_pulses_leaves_them_behind():
    text = gpx_of(LINE).replace(
        "</trkpt>", "<time>2026-01-01T00:00:00Z</time><extensions><hr>90</hr></extensions></trkpt>"
    )
    assert tracks.read(text.encode()).parts == (tuple(LINE),)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(12))
    + "]><gpx><trk><name>&m;</name></trk></gpx>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<gpx><trk><name>&x;</name></trk></gpx>"
)
REMOTE = '<?xml version="1.0"?><!DOCTYPE gpx SYSTEM "http://127.0.0.1:1/x.dtd"><gpx/>'
PARAMETER = '<!DOCTYPE gpx [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;]><gpx><trk/></gpx>'


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, REMOTE, PARAMETER])
def test_read_when_xml_declares_entities_is_refused(text):
    with pytest.raises(tracks.TrackRefused, match=r"document type or entities"):
        tracks.read(text.encode())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("   \n ", "empty"),
        ("PK\x03\x04", "zip archive"),
        ("hello", "Line 1: this is not well-formed XML"),
        ("<gpx><trk></gpx>", "Line 1: this is not well-formed XML"),
        (gpx_of(LINE)[:-20], "not well-formed"),
        ("<html><body/></html>", "neither GPX nor KML: it begins with “html”"),
        ("<gpx/>", "holds no track"),
        ("<gpx><trk><trkseg/></trk></gpx>", "holds no track"),
        ('<gpx><wpt lat="21.8" lon="106.7"/></gpx>', "single points only"),
        ("<gpx><trk><trkseg>\n<trkpt/></trkseg></trk></gpx>", "Line 2: a point has no lon"),
        (gpx_of([("x", 21.8, 1)]), "lon is “x”, which is no number"),
        (gpx_of([("9" * 50, 21.8, 1)]), "which is no number"),
        (gpx_of([(106.7, 21.8, "high")]), "ele is “high”, which is no number"),
        (gpx_of([("nan", 21.8, 1)]), "Point 1: its coordinates are no numbers"),
        (gpx_of([("inf", 21.8, 1)]), "Point 1: its coordinates are no numbers"),
        (gpx_of([(106.7, 21.8, "nan"), *LINE]), "Point 1: its height is no height on earth"),
        (gpx_of([(106.7, 21.8, 99999), *LINE]), "no height on earth"),
        (gpx_of([*LINE, (200, 21.8, 1)]), "Point 4: 21.80000, 200.00000 is not on the globe"),
        (gpx_of([*LINE, (2.35, 48.85, 1)]), "Point 4: 48.85000, 2.35000 lies far outside"),
        (gpx_of([(21.8, 106.7, 1)]), "is not on the globe"),
        (gpx_of([LINE[0]] * 5), "no length"),
        (gpx_of([LINE[0]]), "no length"),
        ("<gpx>" + "<a>" * 5000, "elements lie too deep within each other"),
        ("{}", "no GeoJSON"),
        ("[1, 2]", "no GeoJSON"),
        ('{"type": "LineString"}', "no GeoJSON"),
        ('{"type": "LineString", "coordinates": [[106.7], [1, 2]]}', "two or three numbers"),
        ('{"type": "LineString", "coordinates": [["106", 21.8]]}', "two or three numbers"),
        ('{"type": "LineString", "coordinates": [[true, 21.8]]}', "two or three numbers"),
        ('{"type": "Point", "coordinates": [106.7, 21.8]}', "holds no line"),
        ('{"type": "LineString",\n "coordinates": [}', "Line 2: this is not JSON"),
        ("[" * 5000, "not JSON"),
        (kml_of([(106.7, 21.8, "")]), "which is no number"),
        ("<kml><LineString><coordinates>106.7</coordinates></LineString></kml>", "two or three"),
    ],
)  # fmt: skip
def test_read_when_it_is_no_track_says_why(text, reason):
    with pytest.raises(tracks.TrackRefused) as refused:
        tracks.read(text.encode())
    assert reason in str(refused.value)


def test_read_when_longitude_and_latitude_are_swapped_says_so(settings):
    settings.DESTINATION = settings.DESTINATION | {"bbox": (50.0, 21.3, 60.0, 22.5)}
    with pytest.raises(tracks.TrackRefused, match="swapped"):
        tracks.read(gpx_of([(21.8, 55.0, 1)]).encode())


def test_read_when_the_file_is_too_large_is_refused_unread():
    with pytest.raises(tracks.TrackRefused, match="at most 20 MB"):
        tracks.read(b"<gpx>" + b" " * tracks.MOST_BYTES)


def test_read_when_there_are_too_many_points_stops(monkeypatch):
    monkeypatch.setattr(tracks, "MOST_POINTS", 100)
    with pytest.raises(tracks.TrackRefused, match="Too many points: at most 100"):
        tracks.read(gpx_of(wave(101)).encode())


@pytest.mark.parametrize("text", ["<gpx>" + "<a/>" * 300_000 + "</gpx>", "<gpx>" + "x" * 9_000_000])
def test_read_when_a_file_is_large_and_empty_needs_little_memory(text):
    import tracemalloc

    raw = text.encode()
    tracemalloc.start()
    with pytest.raises(tracks.TrackRefused):
        tracks.read(raw)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 4_000_000


@given(st.binary(max_size=400))
def test_read_when_bytes_are_any_gives_a_track_or_a_reason(raw):
    try:
        points = tracks.read(raw).points
    except tracks.TrackRefused as refused:
        told = str(refused)
    else:
        told = "a track" if points >= 2 else ""
    assert told


# --- heights


def test_climb_when_a_flat_way_trembles_is_nothing():
    points = [(106.70 + k * 1e-4, 21.85, 300 + (2.5 if k % 2 else -2.5)) for k in range(500)]
    climb = heights.climb([points])
    assert (climb.ascent_m, climb.descent_m) == (0, 0)


def test_climb_when_it_goes_up_and_down_a_hill_is_the_hill():
    up = [(106.70 + k * 1e-4, 21.85, 300 + 2 * k) for k in range(150)]
    down = [(106.715 + k * 1e-4, 21.85, 600 - 2 * k) for k in range(151)]
    climb = heights.climb([up + down])
    assert climb.ascent_m == pytest.approx(300, abs=10)
    assert climb.descent_m == pytest.approx(300, abs=10)
    assert (climb.lowest_m, climb.highest_m) == (300, 600)


def test_climb_when_there_is_a_gap_does_not_count_it():
    low = [(106.70 + k * 1e-4, 21.85, 300.0) for k in range(50)]
    high = [(106.72 + k * 1e-4, 21.85, 900.0) for k in range(50)]
    climb = heights.climb([low, high])
    assert (climb.ascent_m, climb.descent_m) == (0, 0)


@given(st.lists(st.floats(0, 2000), min_size=2, max_size=60))
def test_turns_when_walked_backwards_change_places(tops):
    up, down = heights.turns(tops)
    back = heights.turns(tops[::-1])
    # Steps smaller than the threshold may be left at either end.
    assert abs(back[0] - down) <= 2 * heights.STEP_M
    assert abs(back[1] - up) <= 2 * heights.STEP_M
    assert abs((up - down) - (tops[-1] - tops[0])) <= 2 * heights.STEP_M


def test_profile_when_a_track_is_long_is_short():
    climb = heights.climb([list(wave(5000))])
    assert len(climb.profile) == heights.SAMPLES
    assert climb.profile[0][0] == 0
    assert all(a[0] <= b[0] for a, b in zip(climb.profile, climb.profile[1:], strict=False))


# --- the picture


def test_simplified_when_a_track_is_long_is_small_and_near_it():
    points = list(wave(50_000))
    line = simplified([points])
    assert line.num_coords <= MOST_POINTS
    assert line[0].coords[0] == points[0][:2]
    assert line[-1].coords[-1] == points[-1][:2]


def test_simplified_when_parts_are_tiny_keeps_one():
    tiny = [[(106.7, 21.8 + n, 0.0), (106.7000001, 21.8 + n, 0.0)] for n in range(3)]
    line = simplified(tiny)
    assert len(line) == 1
    assert line.length > 0


def test_distance_when_a_degree_of_latitude_is_known():
    assert heights.distance((106.7, 21.0), (106.7, 22.0)) == pytest.approx(111_195, abs=5)
    assert math.isclose(heights.distance((106, 21), (106, 21)), 0.0)
