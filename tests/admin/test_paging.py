"""Pages of long lists: whatever is asked for, there is a page, and the ways on are right."""

import pytest
from django.template.loader import render_to_string

from tourism_backend.publishing.admin import paging


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ({}, 1), ({"page": "3"}, 3), ({"page": "0"}, 1), ({"page": "-2"}, 1), ({"page": "x"}, 1),
        ({"page": "²"}, 1), ({"page": "٣"}, 1), ({"page": "9" * 30}, 1),
        ({"page": "99999999"}, paging.LAST),
    ],
)  # fmt: skip
def test_the_page_asked_for_when_it_is_odd_is_the_first_or_the_last(rf, query, number):
    page = paging.asked(rf.get("/", query), 50)
    assert (page.number, page.offset) == (number, (number - 1) * 50)


@pytest.mark.parametrize(
    ("number", "more", "there"),
    [(1, False, ""), (1, True, "next"), (2, False, "prev"), (2, True, "prev next")],
)
def test_the_ways_on_when_there_are_pages_keep_what_else_was_asked(rf, number, more, there):
    request = rf.get("/", {"kind": "new", "page": number})
    page = paging.Page(number, 50, has_next=more)
    shown = render_to_string("admin/publishing/pages.html", {"page": page}, request)
    ways = {"prev": f"?kind=new&amp;page={number - 1}", "next": f"?kind=new&amp;page={number + 1}"}
    assert [f'rel="{way}" href="{ways[way]}"' in shown for way in ("prev", "next")] == [
        way in there for way in ("prev", "next")
    ]
