"""What an answer varies by is told once, as Django tells it."""

import pytest
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

from tourism_backend.common.http import vary_by


@pytest.mark.parametrize(
    "held", ["", "Accept", "Accept, Accept-Language", "accept,ORIGIN", "Cookie ,  origin"]
)
@pytest.mark.parametrize("header", ["origin", "Accept-Encoding", "Accept"])
def test_answer_when_it_varies_by_one_more_header_says_what_django_says(held, header):
    ours, theirs = (HttpResponse(headers={"Vary": held} if held else {}) for _ in range(2))
    vary_by(ours, header)
    patch_vary_headers(theirs, [header])

    def named(answer):
        return [name.strip() for name in answer["Vary"].split(",")]

    assert named(ours) == named(theirs)


def test_answer_that_varies_by_everything_stays_so():
    answer = HttpResponse(headers={"Vary": "*"})
    vary_by(answer, "origin")
    assert answer["Vary"] == "*"
