"""A collection beside an OpenStreetMap extract: offered one by one, overwritten never."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from geo.exchange import comparing
from geo.exchange.models import Comparison, Decided
from geo.exchange.osm import alike, objects
from geo.places.importing import kinds_of_osm
from geo.places.models import Category, Place
from tourism_backend.common.actors import SystemActor
from tourism_backend.common.problems import Problem
from tourism_backend.publishing import services as publishing
from tourism_backend.publishing.registry import registry

EXTRACT = """<?xml version="1.0" encoding="UTF-8"?><osm version="0.6">
<node id="1" lat="21.8501" lon="106.7501"><tag k="name" v="Động Tam Thanh"/>
 <tag k="name:en" v="Tam Thanh &quot;Cave&quot;"/><tag k="phone" v="0205 111 222"/>
 <tag k="opening_hours" v="whenever"/><tag k="natural" v="cave_entrance"/></node>
<node id="2" lat="21.86" lon="106.76"/><node id="3" lat="21.861" lon="106.76"/>
<node id="4" lat="21.861" lon="106.761"/>
<way id="9"><nd ref="2"/><nd ref="3"/><nd ref="4"/><nd ref="2"/>
 <tag k="name" v="Hang Gió"/><tag k="natural" v="cave_entrance"/></way>
<node id="5" lat="21.87" lon="106.77"><tag k="name" v="Trạm điện"/><tag k="power" v="pole"/></node>
<node id="6" lat="21.87" lon="106.77"><tag k="natural" v="cave_entrance"/></node>
<node id="7" lat="10.0" lon="106.0"><tag k="name" v="Elsewhere"/>
 <tag k="natural" v="cave_entrance"/></node>
</osm>"""


def varint(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def message(*fields):
    """Protocol buffers: (number, bytes or a whole number) each."""
    out = b""
    for number, value in fields:
        if isinstance(value, int):
            out += varint(number << 3) + varint(value)
        else:
            out += varint(number << 3 | 2) + varint(len(value)) + value
    return out


def pbf(lat, lon, **tags):
    """An extract of one node, as osmium would write it."""
    texts = [b"", *(part.encode() for pair in tags.items() for part in pair)]
    keys = b"".join(varint(n) for n in range(1, len(texts), 2))
    values = b"".join(varint(n) for n in range(2, len(texts), 2))
    node = message(
        (1, 1 << 1), (2, keys), (3, values), (8, round(lat * 1e7) << 1), (9, round(lon * 1e7) << 1)
    )
    table = message(*((1, text) for text in texts))
    header = message((4, b"OsmSchema-V0.6"), (4, b"DenseNodes"))
    out = b""
    for kind, block in (
        (b"OSMHeader", header), (b"OSMData", message((1, table), (2, message((1, node)))))
    ):  # fmt: skip
        blob = message((1, block))
        head = message((1, kind), (3, len(blob)))
        out += len(head).to_bytes(4, "big") + head + blob
    return out


def test_objects_of_an_extract():
    found = {one.id: one for one in objects(ContentFile(EXTRACT.encode()), "osm")}
    assert set(found) == {"node/1", "way/9", "node/5", "node/7"}
    assert found["node/1"].tags["name:en"] == 'Tam Thanh "Cave"'
    assert (found["way/9"].lon, found["way/9"].lat) == pytest.approx((106.7603, 21.8605), abs=1e-3)


def test_objects_of_a_packed_extract():
    raw = pbf(21.85, 106.75, name="Động Tam Thanh", phone="0205")
    (one,) = objects(ContentFile(raw), "pbf")
    assert (one.id, one.name, one.tags["phone"]) == ("node/1", "Động Tam Thanh", "0205")
    assert (one.lon, one.lat) == (106.75, 21.85)


@pytest.mark.parametrize(
    ("one", "other", "are"),
    [
        ("Chợ Đông Kinh", "Cho Dong Kinh", True),
        ("Động Tam Thanh", "Danh thắng Động Tam Thanh", True),
        ("Chùa Tiên", "Chùa Thành", False),
        ("Chùa", "Chùa Thành", False),
        ("", "", False),
    ],
)
def test_names_are_alike(one, other, are):
    assert alike(one, other) is are


@pytest.fixture
def compared(curator, category, make_place):
    """Tam Thanh, published with another telephone, beside the extract."""
    category.osm_tags = ["natural=cave_entrance"]
    category.save()
    place = make_place("tam-thanh", phone="0205 999 999", own_fields=["phone"])
    publishing.publish(SystemActor("t"), registry.get("places"), [place.uuid])
    file = ContentFile(EXTRACT.encode(), "extract.osm")
    found = comparing.upload(curator, "places", file, "extract.osm")
    comparing.run(found.pk)
    found.refresh_from_db()
    return found


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def of(comparison, field):
    return comparison.differences.get(field=field)


def test_differences_are_found_and_nothing_is_written(compared):
    assert (compared.state, compared.objects_seen, compared.matched) == ("ready", 3, 1)
    found = {(one.field, one.ours, comparing.told(one)) for one in compared.differences.all()}
    assert found == {
        ("osm_id", "", "node/1"),
        ("phone", "0205 999 999", "0205 111 222"),
        ("name_en", "", 'Tam Thanh "Cave"'),
        ("opening_hours", "", "whenever"),
        ("", "", ""),  # Hang Gió, that we lack
    }
    assert Place.objects.get().phone == "0205 999 999"


def test_difference_when_accepted_is_an_edit_that_waits(compared, curator):
    comparing.accept(curator, of(compared, "phone"))
    place = Place.objects.get()
    assert (place.phone, place.pending) == ("0205 111 222", True)
    assert of(compared, "phone").state == Decided.ACCEPTED
    with pytest.raises(Problem):
        comparing.accept(curator, of(compared, "phone"))


def test_difference_when_ours_changed_meanwhile_is_refused(compared, curator):
    Place.objects.update(phone="0205 555 555")
    with pytest.raises(Problem) as refused:
        comparing.accept(curator, of(compared, "phone"))
    assert refused.value.code == "changed-meanwhile"
    assert Place.objects.get().phone == "0205 555 555"


def test_place_that_we_lack_becomes_a_draft_with_its_licence(compared, curator, category):
    comparing.accept(curator, of(compared, ""))
    place = Place.objects.get(osm_id="way/9")
    assert (place.name_vi, place.category, place.status) == ("Hang Gió", category, "draft")
    assert (place.licence, place.sources) == ("ODbL-1.0", ["https://www.openstreetmap.org/way/9"])


def test_comparison_by_its_page(compared, curator, django_assert_max_num_queries):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(curator)
    address = reverse("admin:exchange_comparison_change", args=[compared.pk])
    with django_assert_max_num_queries(30):
        html = browser.get(address).content.decode()
    assert "0205 111 222" in html
    browser.post(address, {"decide": f"leave-{of(compared, 'phone').pk}"})
    assert of(compared, "phone").state == Decided.LEFT
    told = browser.post(
        address, {"decide": f"accept-{of(compared, 'opening_hours').pk}"}, follow=True
    )
    assert of(compared, "opening_hours").state == Decided.OPEN  # our rules refuse it
    assert "whenever" in told.content.decode()
    browser.post(f"{address}?action=lacks", {"decide": f"accept-{of(compared, '').pk}"})
    assert Place.objects.count() == 2
    assert browser.get(reverse("admin:exchange_comparison_changelist")).status_code == 200


def test_comparison_when_it_is_waited_for_is_followed_and_started_again_when_silent(
    curator,
    category,
    monkeypatch,
    django_assert_max_num_queries,
    django_capture_on_commit_callbacks,
):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(curator)
    file = ContentFile(EXTRACT.encode(), "extract.osm")
    waiting = comparing.upload(curator, "places", file, "extract.osm")
    address = reverse("admin:exchange_comparison_change", args=[waiting.pk])
    asked = reverse("admin:exchange_comparison_progress", args=[waiting.pk])
    with django_assert_max_num_queries(30):
        assert f'data-exchange-progress="{asked}"' in browser.get(address).content.decode()
    told = browser.get(asked).json()
    assert (told["busy"], told["silent"], told["done"]) == (True, False, 0)
    refused = browser.post(address, {"step": "again"}, follow=True)
    assert "It is being worked on." in refused.content.decode()

    monkeypatch.setattr("geo.exchange.comparing.TOLD_EVERY", 1)
    comparing.run(waiting.pk)
    told = browser.get(asked).json()
    assert (told["busy"], told["text"]) == (False, "3 named objects so far")
    waiting.refresh_from_db()
    assert waiting.state == "ready"

    Comparison.objects.update(state="reading")
    monkeypatch.setattr("geo.exchange.services.SILENT_S", -1)
    assert browser.get(asked).json()["silent"]
    with django_capture_on_commit_callbacks() as queued:
        browser.post(address, {"step": "again"})
    assert len(queued) == 1


def test_file_that_is_no_extract_is_refused(curator, category):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(curator)
    file = SimpleUploadedFile("a.osm", b"name,x,y\n")
    answer = browser.post(
        reverse("admin:exchange_comparison_add"), {"collection": "places", "file": file}
    )
    assert "no OpenStreetMap extract" in answer.content.decode()
    assert not Comparison.objects.exists()


def test_kinds_of_the_seed_are_the_most_particular_or_else_the_general(db):
    def make(slug, parent, *tags):
        return Category.objects.create(
            slug=slug, name_vi=slug, icon="cave", colour="#336699", parent=parent,
            osm_tags=list(tags),
        )  # fmt: skip

    food = make("food", None, "amenity=restaurant", "amenity=*")
    make("restaurant", food, "amenity=restaurant")
    spiritual = make("spiritual", None, "amenity=place_of_worship")
    for slug in ("pagoda", "temple"):
        make(slug, spiritual, "amenity=place_of_worship")
    found = {tag: values["category"] for tag, values in kinds_of_osm().items()}
    assert found == {
        "amenity=restaurant": "restaurant",
        "amenity=*": "food",
        "amenity=place_of_worship": "spiritual",
    }
