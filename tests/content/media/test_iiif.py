"""The IIIF door: the official validator's tests, a manifest others read, no way to drafts."""

import io
import subprocess
import urllib.request
from urllib.error import HTTPError

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from iiif_validator import validator
from PIL import Image, ImageDraw

from content.media import files, pyramid
from content.media.collection import PICTURES
from content.media.iiif import asking
from tests.content.media.conftest import SECRET, photo
from tests.content.media.corpus import saved, scene
from tests.content.specialities.conftest import commune, orchard  # noqa: F401  fixtures
from tests.geo.places.conftest import ROBOT
from tourism_backend.common.problems import Problem
from tourism_backend.publishing import services as publishing

pytestmark = pytest.mark.django_db
INFO = validator.ValidationInfo()
# Prints what the schema of the IIIF Presentation API 3 has against a manifest.
PRESENTATION_3 = """
import { readFileSync } from "node:fs";
import { Validator } from "@hyperion-framework/validator";
const schema = new Validator();
const good = schema.validateManifest(JSON.parse(readFileSync(0, "utf8")));
if (!good) console.log(JSON.stringify(schema.validators.manifest.errors, null, 1));
"""


def squares():
    """The picture that the official validator expects: 100 squares of known colours."""
    image = Image.new("RGB", (1000, 1000))
    draw = ImageDraw.Draw(image)
    for x, column in enumerate(INFO.colorInfo):
        for y, colour in enumerate(column):
            draw.rectangle((x * 100, y * 100, x * 100 + 99, y * 100 + 99), fill=colour)
    return saved(image, "PNG")


@pytest.fixture
def address(published):
    """Of a picture in the Image API; ``address(body)``."""

    def make(body=None):
        return f"/iiif/3/{published(body).uuid}"

    return make


# --- the official validator


@pytest.fixture
def _through_client(client, monkeypatch):
    """What the validator asks for goes to the application without a socket."""

    def urlopen(asked, timeout=None):
        request = asked if isinstance(asked, str) else asked.full_url
        headers = {} if isinstance(asked, str) else dict(asked.header_items())
        answer = client.get(request.removeprefix("http://testserver"), headers=headers)
        if 300 <= answer.status_code < 400:
            return urlopen(f"http://testserver{answer['Location']}")
        reply = urllib.request.addinfourl(
            io.BytesIO(answer.content), dict(answer.headers), request, answer.status_code
        )
        reply.headers = {name.lower(): value for name, value in answer.headers.items()}
        if answer.status_code >= 400:
            raise HTTPError(request, answer.status_code, "", reply.headers, reply)
        return reply

    for module in (validator, *vars(validator.tests).values()):
        if hasattr(module, "urlopen"):
            monkeypatch.setattr(module, "urlopen", urlopen)


@pytest.mark.usefixtures("_through_client")
def test_official_validator_when_level_2_of_version_3_finds_nothing(address):
    prefix, identifier = address(squares()).strip("/").rsplit("/", 1)
    suite = validator.TestSuite(INFO)
    wrong, passed = {}, 0
    for name, about in suite.list_tests("3.0").items():
        if about["level"] > 2:
            continue
        result = validator.ImageAPI(identifier, "testserver", prefix, version="3.0", debug=False)
        suite.run_test(name, result)
        passed += result.exception is None
        if result.exception:
            wrong[name] = str(result.exception)
    assert wrong == {}
    assert passed >= 25


# --- what an address asks for

sides = st.integers(1, 20_000)
numbers = st.integers(0, 30_000)
percents = st.decimals(0, 120, places=2).map(str)
regions = (
    st.sampled_from(["full", "square"])
    | st.tuples(numbers, numbers, numbers, numbers).map(lambda n: ",".join(map(str, n)))
    | st.tuples(percents, percents, percents, percents).map(lambda n: f"pct:{','.join(n)}")
)
sizes = (
    st.just("max")
    | percents.map("pct:{}".format)
    | st.tuples(st.sampled_from(["", "!"]), numbers, numbers).map(lambda n: f"{n[0]}{n[1]},{n[2]}")
    | numbers.map("{},".format)
    | numbers.map(",{}".format)
)
rotations = st.tuples(st.sampled_from(["", "!"]), st.decimals(0, 360, places=1)).map(
    lambda n: f"{n[0]}{n[1]}"
)


@given(whole=st.tuples(sides, sides), region=regions, size=sizes, rotation=rotations)
def test_what_is_asked_for_lies_in_the_picture_and_its_canonical_address_asks_the_same(
    whole, region, size, rotation
):
    try:
        asked = asking.parse(f"{region}/{size}/{rotation}/color.png", whole)
    except Problem:
        return
    left, top, width, height = asked.region
    assert width >= 1 <= height
    assert left + width <= whole[0] >= 1
    assert top + height <= whole[1]
    assert 1 <= asked.size[0] <= min(width, asking.MOST_SIDE)
    assert 1 <= asked.size[1] <= min(height, asking.MOST_SIDE)
    assert asking.parse(asked.canonical, whole) == asked


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("0,0,0,5/max/0/default.jpg", "region"),
        ("9999,0,5,5/max/0/default.jpg", "region"),
        ("1,2,3/max/0/default.jpg", "region"),
        ("full/full/0/default.jpg", "size"),
        ("full/9999,/0/default.jpg", "size"),
        ("full/^max/0/default.jpg", "size"),
        ("full/0,/0/default.jpg", "size"),
        ("full/!5,/0/default.jpg", "size"),
        ("full/max/361/default.jpg", "rotation"),
        ("full/max/-1/default.jpg", "rotation"),
        ("full/max/0/native.jpg", "quality"),
        ("full/max/0/default.tif", "format"),
    ],
)
def test_address_when_it_asks_for_what_is_not_offered_names_the_part(client, address, path, part):
    answer = client.get(f"{address()}/{path}")
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [part]


def drawn(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return Image.open(io.BytesIO(answer.content))


@pytest.mark.parametrize("factor", [1, 3, 8])
def test_region_from_any_level_shows_what_the_picture_shows_there(tmp_path, factor):
    whole = scene((3000, 2000))
    pyramid.write(whole, tmp_path / "p.tif")
    box, size = (300, 480, 2000, 1200), (2000 // factor, 1200 // factor)
    part = pyramid.read(tmp_path / "p.tif", box, size)
    expected = whole.crop((300, 480, 2300, 1680)).resize(size, Image.Resampling.BOX)
    got = Image.frombytes("RGB", size, part.write_to_memory())
    for x in range(5, size[0], size[0] // 7):
        for y in range(5, size[1], size[1] // 5):
            near = expected.crop((x - 3, y - 3, x + 4, y + 4)).getextrema()
            assert all(
                low - 12 <= value <= high + 12
                for value, (low, high) in zip(got.getpixel((x, y)), near, strict=True)
            )


def test_picture_is_mirrored_first_and_then_turned_clockwise(client, address):
    image = Image.new("RGB", (400, 200), "white")
    image.paste("red", (0, 0, 100, 100))
    turned = drawn(client, f"{address(saved(image, 'PNG'))}/full/200,/!90/default.png")
    assert turned.size == (100, 200)
    # Mirrored, the red corner is on the right at the top; turned, on the right at the bottom.
    red, green, _blue = turned.convert("RGB").getpixel((80, 180))
    assert (red > 200, green < 60) == (True, True)


def test_answers_can_be_kept_and_read_by_any_page(client, address):
    at = address()
    answer = client.get(f"{at}/0,0,350,250/pct:50/0/color.webp")
    canonical = f"http://testserver{at}/0,0,350,250/175,125/0/default.webp"
    assert f'<{canonical}>;rel="canonical"' in answer["Link"]
    assert answer["Access-Control-Allow-Origin"] == "*"
    held = client.get(canonical, headers={"if-none-match": answer["ETag"]})
    assert held.status_code == 304
    linked = client.get(f"{at}/info.json", headers={"accept": "application/ld+json"})
    assert linked["Content-Type"].startswith("application/ld+json;profile=")
    assert client.get(at).status_code == 303
    asked = {"origin": "https://x.org", "access-control-request-method": "GET"}
    assert client.options(f"{at}/info.json", headers=asked)["Access-Control-Allow-Origin"] == "*"


def test_too_many_parts_in_a_minute_are_refused(client, address, settings):
    settings.API_RATE_PER_MINUTE, settings.IIIF_RATE_PER_MINUTE = 600, 2
    at = address()
    answers = [client.get(f"{at}/full/{side},/0/default.jpg").status_code for side in (5, 6, 7)]
    assert answers == [200, 200, 429]


# --- what is public


def test_draft_and_withdrawn_pictures_are_not_there(client, taken, published):
    draft, public = taken(photo(seed=1)), published()
    for path in ("", "/info.json", "/full/max/0/default.jpg"):
        assert client.get(f"/iiif/3/{public.uuid}{path}").status_code in (200, 303)
        if path:
            assert client.get(f"/iiif/3/{draft.uuid}{path}").status_code == 404
    publishing.withdraw(ROBOT, PICTURES, [public.uuid])
    for path in ("/info.json", "/full/max/0/default.jpg"):
        assert client.get(f"/iiif/3/{public.uuid}{path}").status_code == 404


def test_nothing_of_the_camera_is_in_what_is_drawn(client, published):
    picture = published()
    kept = files.pyramid(picture.sha256).read_bytes()
    answers = [
        client.get(f"/iiif/3/{picture.uuid}/full/max/0/default.{form}").content
        for form in asking.FORMATS
    ]
    for body in [kept, *answers]:
        assert SECRET.encode() not in body
        assert b"Exif" not in body


def test_manifest_of_a_record_holds_its_pictures_as_the_presentation_schema_says(
    client,
    published,
    orchard,  # noqa: F811
):
    record = orchard(name_en="Lang Son at dawn")
    shown = [("places", record.uuid)]
    first = published(photo(seed=7), of=shown)
    second = published(photo(seed=6), of=shown, caption_en="Morning")
    path = f"/iiif/places/{record.uuid}/manifest.json"
    answer = client.get(path)
    check = subprocess.run(
        ["node", "--input-type=module", "--eval", PRESENTATION_3],
        input=answer.content, cwd=settings.BASE_DIR, capture_output=True, check=False,
    )  # fmt: skip
    assert (check.stdout, check.returncode) == (b"", 0), check.stderr
    manifest = answer.json()
    assert manifest["id"] == f"http://testserver{path}"
    assert manifest["label"]["en"] == ["Lang Son at dawn"]
    canvases = manifest["items"]
    bodies = [canvas["items"][0]["items"][0]["body"] for canvas in canvases]
    expected = [f"http://testserver/iiif/3/{picture.uuid}" for picture in (first, second)]
    assert [body["service"][0]["id"] for body in bodies] == expected
    assert canvases[1]["summary"]["en"] == ["Morning"]
    assert canvases[0]["rights"] == "http://creativecommons.org/licenses/by/4.0/"
    assert canvases[0]["requiredStatement"]["value"]["none"] == ["Nguyễn An · CC-BY-4.0"]
    for canvas in canvases:
        assert client.get(canvas["thumbnail"][0]["id"]).status_code == 200
    publishing.withdraw(ROBOT, PICTURES, [first.uuid])
    assert len(client.get(path).json()["items"]) == 1
    assert client.get(f"/iiif/pictures/{first.uuid}/manifest.json").status_code == 404
    assert client.get(f"/iiif/nothing/{record.uuid}/manifest.json").status_code == 404
