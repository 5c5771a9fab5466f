"""Every page of every collection, over the destination's own data."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.admin.test_pages import off_site
from tourism_backend.publishing.admin import RecordAdmin, locking
from tourism_backend.publishing.registry import registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "seeded")]

MOST_QUERIES = 30
UPLOADED = (("add", "picture"), ("add", "enclosure"))


def models():
    """The kinds of records that curators edit."""
    return [c.model for c in registry if isinstance(admin.site._registry.get(c.model), RecordAdmin)]


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def administrator(sign_in):
    return sign_in("administrator")


@pytest.mark.parametrize("model", models(), ids=lambda m: m._meta.model_name)
def test_an_untouched_form_differs_in_nothing(model, administrator, form_of, rf, cast):
    """What is stored and what comes back unchanged mean the same: no conflict with oneself."""
    record = model._default_manager.order_by("-pk").first()
    if record is None:
        pytest.skip("the seed has none")
    sent = form_of(administrator, address(model, "change", record.pk))
    request = rf.post("/", sent)
    request.user = cast["administrator"]
    kind = admin.site._registry[model].get_form(request, record, change=True)
    form = kind(request.POST, instance=record)
    assert form.is_valid(), form.errors
    differs = [
        name
        for name in locking._fields(form)
        if locking._digest(locking._sent(form, name))
        != locking._digest(locking._stored(form, name))
    ]
    assert differs == []


@pytest.mark.parametrize("model", models(), ids=lambda m: m._meta.model_name)
def test_every_page_asks_little_and_nothing_of_another_site(
    model, administrator, django_assert_max_num_queries
):
    record = model._default_manager.order_by("-pk").first()
    for page in ("changelist", "add", *(("change", "history", "review") if record else ())):
        arguments = [record.pk] if page in ("change", "history", "review") else []
        with django_assert_max_num_queries(MOST_QUERIES):
            answer = administrator.get(address(model, page, *arguments))
        # Pictures come by upload, not by a form.
        assert answer.status_code == (403 if (page, model._meta.model_name) in UPLOADED else 200)
        assert off_site(answer.content.decode()) == [], page
