"""Recordings and documents are what their bytes are; their public copies tell of nobody."""

import io

import numpy as np
import pikepdf
import pytest
from django.utils.translation import override
from pikepdf import PdfImage
from PIL import Image

from content.media.judging import MEDIA_TYPES, REASONS, judge
from tests.content.media.recordings import SECRET, corpus, document, heard, sound
from tourism_backend.common import embedded
from tourism_backend.common.intake import Refused

CORPUS = list(corpus())


def judged(folder, body):
    (folder / "innocent.jpg").write_bytes(body)
    return judge(folder / "innocent.jpg", folder)


@pytest.mark.parametrize(("what", "body", "expected"), CORPUS, ids=[c[0] for c in CORPUS])
def test_judge_an_odd_file_gives_the_stated_answer(tmp_path, what, body, expected):
    try:
        answer = judged(tmp_path, body).suffix
    except Refused as refused:
        answer = refused.code
    assert answer == expected


def test_corpus_holds_every_refusal():
    assert {expected for _w, _b, expected in CORPUS} == {*REASONS} | {*MEDIA_TYPES}


def test_reasons_are_told_in_the_readers_language():
    for code, reason in REASONS.items():
        with override("en"):
            english = str(reason)
        for language in ("vi", "zh-hans"):
            with override(language):
                assert str(reason) != english, (code, language)


@pytest.mark.parametrize("form", ["mp3", "m4a", "ogg", "vorbis", "wav"])
def test_copy_of_a_recording_sounds_the_same_and_tells_of_nobody(tmp_path, form):
    body = sound(form, 3.0)
    assert SECRET.encode() in body
    found = judged(tmp_path, body)
    copy = found.made[0].read_bytes()
    assert SECRET.encode() not in copy
    assert abs(found.seconds - 3) < 0.15
    assert np.array_equal(heard(copy), heard(body))


def unpacked(body):
    """All that a document holds, streams that are no pictures unpacked."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(body)) as pdf:
        pdf.save(
            out,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return out.getvalue()


def test_copy_of_a_document_has_its_pages_and_tells_of_nobody(tmp_path):
    body = document(3)
    assert unpacked(body).count(SECRET.encode()) >= 15
    found = judged(tmp_path, body)
    copy, preview = (path.read_bytes() for path in found.made)
    with pikepdf.open(io.BytesIO(copy)) as pdf:
        assert found.pages == len(pdf.pages) == 3
        (note,) = pdf.pages[0].Annots
        assert note.Subtype == "/Link"
        photographs = pdf.pages[0].Resources.XObject
        assert {PdfImage(photo).as_pil_image().size for photo in photographs.values()} == {
            (400, 300)
        }
        assert len(photographs) == 5
    assert SECRET.encode() not in copy + unpacked(copy)
    with Image.open(io.BytesIO(preview)) as image:
        assert image.size == (640, 906)
        assert image.convert("RGB").getpixel((110, 400))[1] < 60  # the red frame


def test_jpeg_within_a_document_when_made_bare_keeps_colours_and_pixels():
    image, out = Image.effect_noise((90, 80), 60).convert("CMYK"), io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = SECRET
    image.save(out, "JPEG", exif=exif, icc_profile=b"p" * 300, comment=SECRET)
    bare = embedded.jpeg(out.getvalue())
    assert SECRET.encode() not in bare
    with Image.open(io.BytesIO(out.getvalue())) as before, Image.open(io.BytesIO(bare)) as after:
        assert before.tobytes() == after.tobytes()
        assert after.info["icc_profile"] == b"p" * 300
