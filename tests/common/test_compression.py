"""Who asks for gzip gets it, where it is worth it."""

import gzip
import io

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from tourism_backend.common.compression import SMALLEST, CompressionMiddleware

LONG = b"tam thanh " * SMALLEST
JSON = "application/json"


def answered(response, accepts="gzip, br"):
    request = RequestFactory().get("/", headers={"accept-encoding": accepts} if accepts else {})
    return CompressionMiddleware(lambda _: response)(request)


@pytest.mark.parametrize(
    "kind",
    [
        JSON,
        "application/geo+json",
        "text/html; charset=utf-8",
        "application/vnd.mapbox-vector-tile",
    ],
)
def test_long_text_is_compressed_and_can_be_read_again(kind):
    answer = answered(HttpResponse(LONG, content_type=kind, headers={"ETag": '"7"'}))
    assert answer["Content-Encoding"] == "gzip"
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer["ETag"] == 'W/"7"'
    assert gzip.decompress(answer.content) == LONG


@pytest.mark.parametrize("accepts", ["", "br", "gzip;q=0", "br, gzip; q=0.000"])
def test_who_does_not_ask_gets_the_bytes_and_caches_learn_of_the_other_form(accepts):
    answer = answered(HttpResponse(LONG, content_type=JSON), accepts)
    assert answer.content == LONG
    assert answer["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(LONG[: SMALLEST - 1], content_type=JSON),
        HttpResponse(LONG, content_type="image/png"),
        HttpResponse(LONG, content_type=JSON, headers={"Content-Encoding": "br"}),
        HttpResponse(LONG, content_type=JSON, headers={"Vary": "Accept, Cookie"}),
        HttpResponse(LONG, content_type=JSON, status=206),
        FileResponse(io.BytesIO(LONG), content_type=JSON),
        HttpResponse(status=304),
    ],
)
def test_what_is_small_packed_personal_or_in_parts_is_left_alone(response):
    before = dict(response.headers)
    assert dict(answered(response).headers) == before


def test_a_stream_is_compressed_as_it_comes_and_can_be_read_again():
    pieces = iter([LONG, b"", LONG])
    answer = answered(StreamingHttpResponse(pieces, content_type=JSON))
    assert answer["Content-Encoding"] == "gzip"
    assert not answer.has_header("Content-Length")
    assert gzip.decompress(b"".join(answer)) == LONG * 2
