"""A draft, a withdrawn place and planted secrets are in no public answer: all of them are read."""

import io
import itertools
import re
import zipfile
from datetime import timedelta
from math import asinh, floor, pi, radians, tan

import pypdfium2
import pytest
from django.contrib.gis.geos import MultiPolygon, Point
from django.urls import get_resolver, resolve
from django.utils import timezone

from content.heritage.collection import ZONES
from content.heritage.models import Monument, ProtectionZone
from content.media.models import PartialUpload, Picture
from content.planner.exports import FORMS
from geo.areas.models import Area
from geo.places.collection import DISRUPTIONS, PLACES
from geo.places.models import Disruption, Place, PositionProposal
from tests.api import secrets
from tests.content.media.test_judging import unpacked
from tourism_backend.accounts.models import User
from tourism_backend.common.actors import SystemActor
from tourism_backend.publishing import services
from tourism_backend.publishing.collection import languages
from tourism_backend.publishing.registry import registry

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROBOT = SystemActor("test")
SECRET = secrets.WORD
LINK = re.compile(rb'(?:href|src|action)="(/[^"#]*)|<loc>https?://[^/]+(/[^<]*)|"(/[a-z][^" ]*)"')
MONTH = re.compile(r"\d{4}-\d\d(?=/|$)")
PRIVATE = ("/admin", "/static/")
# What the public has no part in.
CLOSED = ("admin/", "i18n/", "api/v1/curation", "api/v1/exchange")
# What leads to a page that is read: where to, and nothing else, is told.
LEADS_ON = {"": "/", "favicon.ico": "/favicon.ico", "iiif/3/<uuid:key>": "/iiif/3/{picture}"}
# What takes something from anybody: what it says of that is read.
TAKES = ("api/v1/plans", "api/v1/places/<slug>/position-proposals")
# What takes something from curators, and tells a visitor no more than that.
TAKES_OF_CURATORS = {
    "api/v1/enclosure-uploads": "post",
    "api/v1/picture-uploads": "post",
    "api/v1/picture-uploads/resumable": "post",
    "api/v1/picture-uploads/resumable/<uuid:key>": "head",
}
# What cannot be read: why.
NOT_READ = {
    "api/v1/": "no page of its own, the address that the others begin with",
    "media/private/<str:token>": "its token is signed, and given to curators only",
}
# What may lead on to other addresses; in the bytes of files nothing does.
TOLD_IN = ("text/", "application/json", "application/geo+json", "application/xml", "image/svg")
PACKED = ("application/zip", "application/vnd.openxmlformats", "application/vnd.google-earth.kmz")


@pytest.fixture
def planted(seed, settings, tmp_path):
    """Secrets in everything that is not public; the slugs nobody may reach."""
    settings.MEDIA_ROOT = tmp_path
    assert len(set(secrets.plant())) >= 200
    public = Place.objects.get(slug="dong-tam-thanh")
    _zone(public.point)
    _disruption()
    Place.objects.filter(pk=public.pk).update(
        external_id=f"{SECRET}-external", own_fields=[f"{SECRET}-field"]
    )
    services.publish(ROBOT, PLACES, [public.uuid])
    Place.objects.filter(pk=public.pk).update(pending=True, teaser_vi=f"{SECRET} pending edit")
    PositionProposal.objects.create(
        place=public, point=Point(106.7, 21.8), note=f"{SECRET} note", contact=f"{SECRET}@mail"
    )
    User.objects.create_user(f"{SECRET}-user", f"{SECRET}@example.org", "x")
    draft = _copy(public, "draft")
    gone = _copy(public, "withdrawn")
    services.publish(ROBOT, PLACES, [gone.uuid])
    services.withdraw(ROBOT, PLACES, [gone.uuid])
    return draft, gone


def _zone(point):
    """One that is public, to be read as well."""
    zone = ProtectionZone.objects.create(
        slug="khu-vuc-1", name_vi="Khu vực I", zone="1",
        monument=Monument.objects.get(slug="nhi-tam-thanh"),
        geometry=MultiPolygon(point.buffer(0.001), srid=4326),
    )  # fmt: skip
    services.publish(ROBOT, ZONES, [zone.uuid])


def _disruption():
    flood = Disruption.objects.create(
        slug="ngap-duong", name_vi="Ngập", kind="flood", area=Area.objects.get(slug="xa-chi-lang"),
        starts_at=timezone.now(),
    )  # fmt: skip
    services.publish(ROBOT, DISRUPTIONS, [flood.uuid])


def _copy(place, word):
    copy = Place(
        slug=f"{SECRET}-{word}",
        category=place.category,
        point=place.point,
        accuracy_m=20,
        position_method=place.position_method,
        rank=1.0,
    )
    for language in ("vi", "en", "zh_hans"):
        for field in ("name", "teaser", "description"):
            setattr(copy, f"{field}_{language}", f"{SECRET} {word} {field}")
    copy.save()
    return copy


def tile_of(point, zoom):
    x = floor((point.x + 180) / 360 * 2**zoom)
    y = floor((1 - asinh(tan(radians(point.y))) / pi) / 2 * 2**zoom)
    return f"{zoom}/{x}/{y}"


def feed(client, language):
    """The feed as a first copy reads it, and with all that is gone."""
    how = f"lang={language}&limit=1000&include=detail&format=geojson"
    before = client.get("/api/v1/changes?limit=1").json()["version"]
    return [f"/api/v1/changes?{how}", f"/api/v1/changes?{how}&since={before}"]


def routes(resolver=None, before=""):
    """Every kind of address there is, as the URLconf has it."""
    for one in (resolver or get_resolver()).url_patterns:
        route = before + str(one.pattern).removeprefix("^")
        if hasattr(one, "url_patterns"):
            yield from routes(one, route)
        else:
            yield route


def made_of(answer, at_least):
    """What a visitor is told when something is taken; it is read like any other answer."""
    assert answer.status_code == 201, answer.content
    assert not secrets.ANY.search(answer.content)
    assert at_least <= answer.json().keys()
    return answer.json()


def of_a_plan(client):
    """A plan that leads past the secret site, its pages and each form it is exported in."""
    asked = {"date": "2027-02-20", "days": 1, "must_see": ["dong-tam-thanh"]}
    made = client.post("/api/v1/plans", asked, content_type="application/json")
    told = made_of(made, {"id", "edit_secret"})
    plan, secret = told["id"], told["edit_secret"]
    yield f"/api/v1/plans/{plan}"
    yield from (f"/api/v1/plans/{plan}/export?format={form}" for form in FORMS)
    for language in languages():
        yield f"/{language}/planner/{plan}/"
        yield f"/{language}/planner/{plan}/edit/{secret}/"


def of_a_picture():
    """What IIIF gives of the public picture, and would of the one that is not."""
    for picture in Picture.objects.all():
        yield from (f"/iiif/3/{picture.uuid}{end}" for end in ("", "/info.json"))
        yield f"/iiif/3/{picture.uuid}/full/max/0/default.jpg"
        yield f"/api/v1/pictures/{picture.slug}"
    site = Monument.objects.get(slug="di-tich-kin")
    yield f"/iiif/monuments/{site.uuid}/manifest.json"


def entrances():
    """Every kind of address a reader may start from."""
    yield from ("/healthz", "/readyz", "/favicon.ico", "/manifest.webmanifest", "/site/areas.svg")
    yield from ("/", "/robots.txt", "/sitemap.xml", "/api/v1/openapi.json", "/tiles/style.json")
    for language in languages():
        yield from (f"/{language}/", f"/{language}/map/", f"/{language}/categories/")
        yield from (f"/api/v1/{c.name}?lang={language}&limit=1000" for c in registry)
        yield f"/api/v1/places?lang={language}&format=geojson&limit=1000"
        yield f"/api/v1/places?lang={language}&live=true&q={SECRET}"
        yield f"/api/v1/places/nearby?lang={language}&lon=106.746798&lat=21.855567"
        for word in (SECRET, "tam thanh", "draft"):
            yield f"/api/v1/search?q={word}&lang={language}"
            yield f"/api/v1/suggest?q={word}&lang={language}"
    around = f"{secrets.LON - 0.01},{secrets.LAT - 0.01},{secrets.LON + 0.01},{secrets.LAT + 0.01}"
    near = f"lon={secrets.LON}&lat={secrets.LAT}&radius=9000"
    yield from (f"/api/v1/{c.name}/nearby?{near}" for c in registry if c.geometry)
    for name in ("monuments", "intangible", "artefacts", "protection_zones"):
        yield f"/api/v1/{name}?format=geojson&limit=1000"
        yield f"/api/v1/{name}?bbox={around}"
    yield "/api/v1/monuments/di-tich-kin/rank"
    for collection in registry:
        if collection.geometry:
            yield f"/tiles/{collection.name}.json"
    point = Place.objects.get(slug="dong-tam-thanh").point
    for zoom, collection in itertools.product(range(17), registry):
        if collection.geometry:
            yield f"/tiles/{collection.name}/{tile_of(point, zoom)}.mvt"
    hidden = Point(secrets.LON, secrets.LAT)
    for zoom, name in itertools.product((10, 13, 16), ("monuments", "protection_zones")):
        yield f"/tiles/{name}/{tile_of(hidden, zoom)}.mvt"


def text_of(answer):
    """The bytes of an answer; of a document, all that is in it; of a packed file likewise."""
    body = b"".join(answer) if answer.streaming else answer.content
    if answer.headers.get("Content-Type", "").startswith(PACKED):
        packed = zipfile.ZipFile(io.BytesIO(body))
        return b"\n".join(packed.read(name) for name in packed.namelist())
    if answer.headers.get("Content-Type") != "application/pdf":
        return body
    printed = pypdfium2.PdfDocument(body)
    pages = "\n".join(page.get_textpage().get_text_bounded() for page in printed)
    return body + unpacked(body) + pages.encode()


def test_secrets_when_everything_public_is_read_are_nowhere(client, planted):
    seen, done, queue, statuses, given = set(), set(), list(entrances()), {}, set()
    for collection in registry:
        items = client.get(f"/api/v1/{collection.name}", {"limit": 1000}).json()["items"]
        queue += [f"/api/v1/{collection.name}/{item['slug']}" for item in items]
    moved = {"lon": 106.7468, "lat": 21.8556, "note": "Cổng ở đây"}
    at = "/api/v1/places/dong-tam-thanh/position-proposals"
    made_of(client.post(at, moved, content_type="application/json"), {"id", "status"})
    told = [url for language in languages() for url in feed(client, language)]
    queue += [*told, *of_a_plan(client), *of_a_picture()]
    assert b'"deleted": true' in client.get(told[1]).content
    while queue:
        url = queue.pop()
        if read_as(url) in done or url.startswith(PRIVATE):
            continue
        done.add(read_as(url))
        seen.add(url)
        answer = client.get(url)
        body = text_of(answer)
        statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        if answer.status_code == 200:
            given.add(resolve(url.partition("?")[0]).route)
        told_back = SECRET in url  # an answer may repeat what it was asked
        if not told_back:
            assert not secrets.ANY.search(body), url
        else:
            assert body.count(SECRET.encode()) <= 6, (url, body)
            assert b"draft name" not in body
            assert b"withdrawn name" not in body
        for match in LINK.finditer(body) if answer["Content-Type"].startswith(TOLD_IN) else ():
            found = next(group for group in match.groups() if group).decode()
            queue.append(found.replace("&amp;", "&").replace("\\u0026", "&"))
    assert len(seen) > 400
    hidden = ("/en/monuments/di-tich-kin/", "/en/artefacts/vat-kin/", "/en/intangible/hat-kin/")
    ends = ("linked-art.json?lang=en", "lido.xml?lang=en")
    assert {*hidden, *(f"/api/v1/monuments/di-tich-kin/{end}" for end in ends)} <= seen
    assert any(url.startswith("/media/") for url in seen)
    assert not set(statuses) & {500, 503}, statuses
    heard = {row["file"]["url"].rpartition(".")[2] for row in enclosed(client)}
    assert heard == {"mp3", "m4a", "ogg", "wav", "pdf"}
    assert {row["file"]["url"] for row in enclosed(client)} <= seen
    known = given | {*LEADS_ON, *TAKES, *TAKES_OF_CURATORS, *NOT_READ}
    unread = {route for route in routes() if not route.startswith(CLOSED)} - known
    assert not unread, "\n".join(sorted(unread))


def read_as(url):
    """What makes an address another than those that were read.

    Filters in another order are the same; each set of filters of a calendar is read in each
    language for one month, and every month as a whole.
    """
    path, _sign, query = url.partition("?")
    return MONTH.sub("…", path) if query else path, "&".join(sorted(query.split("&")))


def enclosed(client):
    return client.get("/api/v1/enclosures").json()["items"]


def test_what_leads_on_when_it_is_asked_tells_where_to_and_nothing_else(client, planted):
    picture = Picture.objects.filter(status="published").get()
    for address in LEADS_ON.values():
        answer = client.get(address.format(picture=picture.uuid))
        assert answer.status_code in (301, 302, 303, 307), address
        told = b"\n".join((answer.content, *(v.encode() for v in answer.headers.values())))
        assert not secrets.ANY.search(told), address


def test_what_takes_uploads_when_a_visitor_asks_tells_nothing(client, planted):
    for route, method in TAKES_OF_CURATORS.items():
        key = PartialUpload.objects.create(
            owner=User.objects.get(username=f"{SECRET}-user"), name=f"{SECRET}.jpg", length=9,
            expires_at=timezone.now() + timedelta(hours=1),
        ).pk  # fmt: skip
        answer = getattr(client, method)("/" + route.replace("<uuid:key>", str(key)))
        assert answer.status_code == 401, route
        assert not secrets.ANY.search(answer.content), route


def test_draft_and_withdrawn_when_asked_by_name_are_404_and_410(client, planted):
    draft, gone = planted
    bases = ["/api/v1/places/{}", *(f"/{language}/places/{{}}/" for language in languages())]
    for base in bases:
        assert client.get(base.format(draft.slug)).status_code == 404
        assert client.get(base.format(gone.slug)).status_code == 410


def test_what_is_closed_when_a_visitor_asks_is_refused(client, db):
    closed = [route for route in routes() if route.startswith(CLOSED[2:]) and "<" not in route]
    assert len(closed) >= 4
    for route in closed:
        assert client.get(f"/{route}").status_code in (401, 403, 405), route
