"""Travel times: great circles, a server that speaks Valhalla's protocol, doing without one."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.detour import network, ratios
from content.planner import travel
from content.planner.travel import DETOUR, Either, GreatCircle, NoAnswer, ValhallaServer

TOWN, GATE = (106.761, 21.853), (106.711, 21.976)


class Valhalla(BaseHTTPRequestHandler):
    """``sources_to_targets`` as Valhalla documents it: kilometres and seconds, null for no way."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append((self.path, asked))
        time.sleep(self.server.delay)
        rows = [
            [
                {
                    "from_index": a,
                    "to_index": b,
                    "time": None if self.server.island else 90 * abs(a - b),
                    "distance": None if self.server.island else 1.25 * abs(a - b),
                }
                for b in range(len(asked["targets"]))
            ]
            for a in range(len(asked["sources"]))
        ]
        body = json.dumps({"sources_to_targets": rows, "units": "kilometers"}).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def valhalla():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Valhalla)
    server.asked, server.delay, server.status, server.island = [], 0.0, 200, False
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.url = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_great_circle_when_driving_is_the_way_made_longer():
    found = GreatCircle().matrix([TOWN, GATE], "driving")
    straight = travel.great_circle_m(TOWN, GATE)
    assert found.router == "great_circle"
    assert found.metres[0][1] == round(straight * DETOUR)
    assert found.minutes[0][0] == 0
    assert found.minutes[0][1] == found.minutes[1][0] == pytest.approx(34, abs=3)


def test_great_circle_of_a_degree_of_latitude_is_its_length():
    assert travel.great_circle_m((106, 21), (106, 22)) == pytest.approx(111_195, abs=10)


def test_detour_is_the_measured_one():
    every = sorted(ratio for band in ratios(network()).values() for ratio in band)
    assert every[len(every) // 2] == pytest.approx(DETOUR, abs=0.01)


@pytest.mark.parametrize(("mode", "costing"), [("driving", "auto"), ("walking", "pedestrian")])
def test_server_when_it_answers_is_asked_once_for_all(valhalla, mode, costing):
    found = ValhallaServer(valhalla.url + "/").matrix([TOWN, GATE, TOWN], mode)
    ((path, asked),) = valhalla.asked
    assert path == "/sources_to_targets"
    assert asked["costing"] == costing
    assert asked["sources"][1] == {"lon": GATE[0], "lat": GATE[1]}
    assert found.minutes[0] == [0, 2, 3]
    assert found.metres[2] == [2500, 1250, 0]
    assert found.router == "valhalla"


@pytest.mark.parametrize("trouble", ["slow", "broken", "island", "away"])
def test_server_when_it_fails_is_replaced_and_the_answer_says_so(valhalla, trouble):
    url = "http://127.0.0.1:9" if trouble == "away" else valhalla.url
    valhalla.delay = 0.6 if trouble == "slow" else 0
    valhalla.status = 500 if trouble == "broken" else 200
    valhalla.island = trouble == "island"
    server = ValhallaServer(url, timeout=(0.2, 0.3))
    with pytest.raises(NoAnswer):
        server.matrix([TOWN, GATE], "driving")
    found = Either(server).matrix([TOWN, GATE], "driving")
    assert found == GreatCircle().matrix([TOWN, GATE], "driving")


def test_library_when_not_installed_is_replaced(settings):
    settings.VALHALLA_URL, settings.VALHALLA_CONFIG = "", "/nowhere/valhalla.json"
    assert travel.router().matrix([TOWN, GATE], "walking").router == "great_circle"


def test_router_when_configured_is_the_server(settings, valhalla):
    settings.VALHALLA_URL = valhalla.url
    assert travel.router().matrix([TOWN, GATE], "driving").router == "valhalla"
