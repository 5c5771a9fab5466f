"""Hostile text in every field is text in the admin, and stays data for its scripts."""

import pytest
from django.db import models
from django.urls import reverse

from geo.places.models import Disruption, Place, PositionProposal
from tests.admin.test_writes import change_url

pytestmark = pytest.mark.django_db

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7*7 }}{% now 'Y' %}",
    "' x-init='alert(1)",
    "</textarea><script>alert(2)</script>",
)


def text_columns(model):
    """The columns that hold free text: what may be anything."""
    fields = (models.CharField, models.TextField)
    return [
        f for f in model._meta.fields
        if isinstance(f, fields) and not f.choices and not f.validators[1:] and f.name != "slug"
        and f.name not in {"colour", "icon"} and not isinstance(f, models.URLField)
    ]  # fmt: skip


@pytest.fixture
def hostile(place, disruption, proposal, request):
    """Records whose every text is a payload, written past all forms."""
    payload = request.param
    for record in (place, disruption, proposal):
        values = {
            f.name: payload[: f.max_length] for f in text_columns(type(record))
            if f.name not in {"provider", "external_id"}
        }  # fmt: skip
        values |= {"provider": payload} if hasattr(record, "provider") else {}
        type(record).objects.filter(pk=record.pk).update(**values)
    Place.objects.update(
        other_names=[payload], sources=[payload, f"https://example.org/{payload}"],
        extra={payload: payload},
    )  # fmt: skip
    return payload


@pytest.mark.parametrize("hostile", PAYLOADS, indirect=True)
@pytest.mark.parametrize("model", [Place, Disruption, PositionProposal])
def test_pages(model, hostile, curator):
    record = model.objects.get()
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    pages = [
        reverse("admin:index"), reverse(f"{name}_changelist"), change_url(record),
        reverse(f"{name}_history", args=[record.pk]),
    ]  # fmt: skip
    for page in pages:
        html = curator.get(page).content.decode()
        if "<" in hostile:
            assert hostile not in html, page
        assert "onerror=alert(1)>" not in html, page
        assert "x-init='alert(1)" not in html.replace("&#x27;", "&apos;"), page


def test_sources_link_only_to_the_web(place, curator):
    Place.objects.update(sources=["javascript:alert(1)", 'https://example.org/a?b="c'])
    html = curator.get(change_url(place)).content.decode()
    assert 'href="javascript:' not in html
    assert 'href="https://example.org/a?b=&quot;c"' in html


def test_the_map_reads_only_json(proposal, curator):
    Place.objects.update(name_vi="</script><script>alert(1)</script>")
    html = curator.get(change_url(proposal)).content.decode()
    assert "<script>alert" not in html
