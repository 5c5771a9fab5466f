"""Uploads are what their bytes are: a corpus of odd and hostile files gets the stated answers."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.utils.translation import override
from PIL import Image

from content.media import pixels
from tests.content.media.corpus import corpus, png_of, saved, scene
from tourism_backend.common import intake
from tourism_backend.common.intake import FORMATS, REASONS, Refused, look
from tourism_backend.common.paper import pdf

CORPUS = list(corpus())


def answer(path):
    try:
        return look(path).format
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize(("what", "body", "expected"), CORPUS, ids=[c[0] for c in CORPUS])
def test_look_at_an_odd_file_gives_the_stated_answer(tmp_path, what, body, expected):
    path = tmp_path / "innocent.jpg"
    path.write_bytes(body)
    assert answer(path) == expected
    if expected in FORMATS:
        upright = pixels.upright(path, expected)
        assert (upright.mode, upright.info) == ("RGB", {})


def test_look_at_a_cut_file_after_a_page_was_printed_refuses_it(tmp_path):
    pdf("<p>Printed before</p>")
    path = tmp_path / "cut.jpg"
    whole = saved(scene((200, 100)), "JPEG")
    path.write_bytes(whole[: len(whole) // 2])
    assert answer(path) == "broken"


def test_corpus_holds_every_refusal():
    assert {expected for _w, _b, expected in CORPUS} >= {*REASONS} | {*FORMATS}
    assert len(CORPUS) >= 40


def test_reasons_are_told_in_the_readers_language():
    for code, reason in REASONS.items():
        with override("en"):
            english = str(reason)
        for language in ("vi", "zh-hans"):
            with override(language):
                assert str(reason) != english, (code, language)


def test_look_at_a_turned_picture_gives_its_size_as_seen(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    (tmp_path / "a").write_bytes(saved(exif=exif))
    seen = look(tmp_path / "a")
    assert (seen.width, seen.height) == (300, 400)
    assert pixels.upright(tmp_path / "a", "JPEG").size == (300, 400)


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_upright_of_16_bits_keeps_its_greys(tmp_path, form):
    (tmp_path / "a").write_bytes(saved(Image.new("I;16", (100, 100), 32_896), form))
    assert pixels.upright(tmp_path / "a", form).getpixel((5, 5)) == (128, 128, 128)


def test_upright_of_transparency_is_white(tmp_path):
    (tmp_path / "a").write_bytes(saved(Image.new("RGBA", (100, 100), (200, 0, 0, 0)), "PNG"))
    assert pixels.upright(tmp_path / "a", "PNG").getpixel((5, 5)) == (255, 255, 255)


def test_upright_of_cmyk_has_the_colours_of_the_scene(tmp_path):
    (tmp_path / "a").write_bytes(saved(scene(mode="CMYK"), quality=95))
    seen = pixels.upright(tmp_path / "a", "JPEG").getpixel((5, 5))
    assert all(abs(a - b) < 12 for a, b in zip(seen, (0x7F, 0xB2, 0xD6), strict=True))


MEASURE = """
import resource, sys
from pathlib import Path
import django; django.setup()
from tourism_backend.common.intake import Refused, look

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for path in Path(sys.argv[1]).iterdir():
    try:
        look(path)
    except Refused:
        pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.slow
def test_look_at_the_whole_corpus_costs_bounded_memory(tmp_path):
    for number, (_what, body, _expected) in enumerate(CORPUS):
        (tmp_path / str(number)).write_bytes(body)
    (tmp_path / "largest").write_bytes(
        png_of(7_000, 7_000, 8, 2, (b"\0" + b"\x40" * 21_000) * 7_000)
    )
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", MEASURE, str(tmp_path)],
        cwd=Path(__file__).resolve().parents[3],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    used_mb = int(run.stdout.splitlines()[-1]) / 1024
    assert used_mb < 4 * intake.MOST_PIXELS / 2**20 + 100
