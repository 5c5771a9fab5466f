"""A monument on its way to the public and back: its parts, and what the public is told of it."""

import json
import urllib.parse

SLUG = "walk-tower"
LON, LAT = 106.7655, 21.8462
ZONE = [
    [106.764, 21.845],
    [106.767, 21.845],
    [106.767, 21.848],
    [106.764, 21.848],
    [106.764, 21.845],
]
NUMBER = "12/QĐ-BVHTT"
SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj "
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


class Public:
    """What somebody who has not signed in is told of the monument, by every way there is."""

    def __init__(self, ask):
        """``ask(path)`` gives the status and the bytes of an answer in English."""
        self.ask, self.followed = ask, 0
        self.news()

    def get(self, path):
        status, body = self.ask(path)
        assert status in (200, 204, 404, 410), f"{path}: {status}"
        return body.decode(errors="replace") if status == 200 else ""

    def ways(self, name):
        """Where that name is to be seen."""
        words = urllib.parse.quote(name)
        box = f"{LON - 0.01},{LAT - 0.01},{LON + 0.01},{LAT + 0.01}"
        told = {
            "record": self.get(f"/api/v1/monuments/{SLUG}"),
            "list": self.get(f"/api/v1/monuments?bbox={box}"),
            "search": self.get(f"/api/v1/search?q={words}"),
            "page": self.get(f"/en/monuments/{SLUG}/"),
            "register": self.get("/en/heritage/"),
            "tile": self.get("/tiles/monuments/14/13051/7172.mvt"),
            "feed": self.get("/api/v1/changes?collections=monuments&limit=1000&lang=en"),
        }
        return {way for way, text in told.items() if name in text}

    def news(self):
        """The names an app is told of that has followed so far; None: it is gone."""
        address = f"/api/v1/changes?since={self.followed}&collections=monuments&lang=en&limit=1000"
        told = json.loads(self.get(address))
        self.followed = told["version"]
        return [change.get("record", {}).get("name") for change in told["changes"]]


EVERYWHERE = {"record", "list", "search", "page", "register", "tile", "feed"}
