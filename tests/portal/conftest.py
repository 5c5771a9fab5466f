"""The destination's own data, loaded once a module, and a browser that keeps nothing."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from geo.places.models import Category, Place
from tourism_backend.common.actors import SystemActor
from tourism_backend.portal import frame, shapes

ROBOT = SystemActor("test")
LANGUAGES = ("vi", "en", "zh-hans")
TAGS = {"vi": "vi", "en": "en", "zh-hans": "zh-Hans"}
_VOID = {"meta", "link", "input", "img", "br", "hr", "source"}


@pytest.fixture(autouse=True)
def forget():
    """What the process keeps by version: in these tests one version may stand for several."""
    kept = (frame.tally, frame.frame, shapes.plan, shapes.sprite)
    for function in kept:
        function.cache_clear()
    yield
    for function in kept:
        function.cache_clear()


@pytest.fixture
def get():
    """Fetch a page as a browser that has not been here before."""

    def _get(path, **headers):
        return Client(headers={"accept-language": "en"} | headers).get(path)

    return _get


@pytest.fixture
def place(seeded, db):
    """A published place of the test's own; ``place(slug, **fields)``."""
    from geo.places.services import publish_places

    def make(slug="noi-thu", **fields):
        like = Place.objects.get(slug="dong-tam-thanh")
        values = {
            "slug": slug,
            "name_vi": "Nơi thử",
            "category": Category.objects.get(slug="cave"),
            "point": like.point,
            "accuracy_m": 30,
            "position_method": "survey",
        } | fields
        record = Place.objects.create(**values)
        publish_places(ROBOT, [record.uuid])
        for function in (frame.tally, frame.frame):
            function.cache_clear()
        return record

    return make


class Outline(HTMLParser):
    """What a page is made of: its tags, its text, and whether each tag is closed."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.tags: list = []
        self.open: list = []
        self.texts: list = []
        self.mistakes: list = []
        self.feed(html)
        self.mistakes += [f"not closed: {tag}" for tag in self.open]

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.mistakes.append(f"</{tag}> closes {self.open[-1:]}")

    def handle_data(self, data):
        if not self.open or self.open[-1] not in ("script", "style"):
            self.texts.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.texts))

    def all(self, tag, **wanted):
        return [a for t, a in self.tags if t == tag and wanted.items() <= a.items()]

    def one(self, tag, **wanted):
        (found,) = self.all(tag, **wanted)
        return found


def read(response):
    """The outline of an answer."""
    return Outline(response.content.decode())


def facts(response, kind):
    """What a page tells machines of its one thing of this kind (schema.org)."""
    page = response.content.decode()
    block = page.split('<script type="application/ld+json">')[1].split("</script>")[0]
    (found,) = [one for one in json.loads(block)["@graph"] if one["@type"] == kind]
    return found
