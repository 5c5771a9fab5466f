"""Every page of the admin renders, in every language, with few queries and nothing off-site."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

pytestmark = pytest.mark.django_db

# What the seed has none of; all else is looked at over the seed (test_seeded.py).
UNSEEDED = ("disruption", "positionproposal", "user")
MOST_QUERIES = 30


def models():
    return [m for m in admin.site._registry if m._meta.model_name in UNSEEDED]


def url(model, kind, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


@pytest.fixture
def records(cast, disruption, proposal):
    """One record of each model, by model."""
    return {model: model._default_manager.first() for model in models()}


@pytest.mark.parametrize("model", models(), ids=lambda m: m._meta.model_name)
@pytest.mark.parametrize("kind", ["changelist", "add", "change", "history"])
def test_page(model, kind, records, sign_in, django_assert_max_num_queries):
    browser = sign_in("administrator")
    address = url(model, kind, *([records[model].pk] if kind in ("change", "history") else []))
    with django_assert_max_num_queries(MOST_QUERIES):
        answer = browser.get(address)
    refused = kind == "add" and model._meta.model_name == "positionproposal"
    assert answer.status_code == (403 if refused else 200)
    assert off_site(answer.content.decode()) == []


@pytest.mark.parametrize("language", ["vi", "en", "zh-hans"])
@pytest.mark.parametrize("address", ["admin:index", "admin:login", "admin:places_place_changelist"])
def test_language(language, address, sign_in, client, place):
    browser = client if address == "admin:login" else sign_in("curator", language)
    answer = browser.get(reverse(address), headers={"accept-language": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
    assert off_site(answer.content.decode()) == []


def off_site(html):
    """What a browser would load from, or send to, another site without being asked."""
    loads = re.findall(r"<(?:script|link|img|iframe|form|source|video|audio|use)\b[^>]*?>", html)
    addresses = [
        a for tag in loads for a in re.findall(r'(?:src|href|action|srcset)="([^"]*)"', tag)
    ]
    return [a for a in addresses if re.match(r"(?:[a-z]+:)?//", a)]


def test_list_queries_do_not_grow(sign_in, make_place, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = sign_in("curator")
    address = reverse("admin:places_place_changelist")
    make_place()
    browser.get(address)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            browser.get(address)
        counts.append(len(captured))
        for _ in range(20):
            make_place()
    assert counts[0] == counts[1]
    assert counts[0] <= MOST_QUERIES


def test_lists_leave_geometries_in_the_database(sign_in, place):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = sign_in("curator")
    with CaptureQueriesContext(connection) as captured:
        browser.get(reverse("admin:places_place_changelist"))
    sql = "".join(query["sql"] for query in captured)
    assert '"places_place"."point"' not in sql
    assert '"places_place"."footprint"' not in sql


def test_policy(sign_in, client):
    policy = sign_in("curator").get(reverse("admin:index"))["Content-Security-Policy"]
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["script-src"] == "'self' 'unsafe-eval'"
    assert parts["default-src"] == "'none'"
    assert "http" not in policy
    elsewhere = client.get("/vi/")["Content-Security-Policy"]
    assert "unsafe" not in elsewhere


def test_the_overview_counts(curator, make_place):
    for n in range(3):
        make_place(f"p{n}", status="published", pending=not n, verified=n == 1)
    make_place("draft")
    page = curator.get(reverse("admin:index")).context["overview"]
    (places,) = [c for c in page["counts"] if c.title == "Places"]
    assert (places.total, places.published, places.draft) == (4, 3, 1)
    assert (places.pending, places.unverified) == (1, 2)
    assert [line.title for line in page["pending"]] == ["p0"]
    marks = {mark["label"] for mark in page["points"]["marks"]}
    assert marks == {"p0 (± 30 m)", "p2 (± 30 m)"}


def test_the_overview_asks_little(curator, make_place, django_assert_max_num_queries):
    for n in range(40):
        make_place(f"p{n}", status="published", pending=True)
    with django_assert_max_num_queries(10):
        curator.get(reverse("admin:index"))


def test_search_folds_accents(curator, make_place):
    make_place("Động Tam Thanh")
    make_place("Đền Kỳ Cùng", slug="den-ky-cung")
    page = curator.get(reverse("admin:places_place_changelist"), {"q": "DONG tam"})
    found = [record.name_vi for record in page.context["cl"].result_list]
    assert found == ["Động Tam Thanh"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("untranslated=en", {"a", "b"}),
        ("untranslated=zh-hans", {"a", "b", "c"}),
        ("accuracy=25", {"a"}),
        ("accuracy=more", {"c"}),
        ("verified__exact=1", {"b"}),
        ("status__exact=draft", {"a", "b", "c"}),
        ("pending=yes", set()),
    ],
)
def test_filters(query, expected, curator, make_place):
    make_place("a", accuracy_m=25)
    make_place("b", accuracy_m=250, verified=True)
    make_place("c", accuracy_m=5000, name_en="C")
    page = curator.get(f"{reverse('admin:places_place_changelist')}?{query}")
    assert {record.name_vi for record in page.context["cl"].result_list} == expected
