"""Papers filed by program: by whom, on what, and what is refused."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from content.heritage.models import Decision, Document
from tests.publishing.test_curation import URL, Browser, errors
from tests.publishing.test_moves import person
from tests.walk import SCAN
from tourism_backend.accounts.models import Scope

pytestmark = pytest.mark.django_db
ACT = {"rank": "provincial", "number": "7/QĐ"}


@pytest.fixture
def file(settings, tmp_path, monument):
    """File a paper on a monument with a decision."""
    settings.PRIVATE_ROOT = settings.MEDIA_ROOT = tmp_path
    record = monument(decisions=[ACT])

    def send(who, body=SCAN, uuid=None, **told):
        browser = who if isinstance(who, Browser) else Browser(person(who, who))
        scan = SimpleUploadedFile("x.pdf", body)
        values = {"kind": "other", "title": "Tờ trình", "file": scan} | told
        return browser.client.post(f"{URL}/monuments/{uuid or record.uuid}/documents", values)

    send.monument = record
    return send


def test_paper_when_filed_by_a_contributor_stays_with_who_filed_it(file):
    decision = file.monument.decisions.get().pk
    answer = file("contributor", kind="scan", decision=decision)
    assert (answer.status_code, answer.json()["decision"]) == (201, decision)
    document = Document.objects.get()
    with document.file.open() as kept:
        assert (document.title, kept.read()) == ("Tờ trình", SCAN)


@pytest.mark.parametrize(
    ("who", "kind", "status"),
    [
        ("operator", "other", 403), ("contributor", "plan", 403), ("curator", "plan", 201),
        ("contributor", "minute", 201),
    ],
)  # fmt: skip
def test_paper_when_the_role_has_no_right_to_its_kind_is_refused(file, who, kind, status):
    assert file(who, kind=kind).status_code == status
    assert Document.objects.count() == (status == 201)


def test_paper_when_the_monument_is_outside_ones_limits_or_gone_is_refused(file):
    staff = Browser(person("staff", "contributor"))
    assert file(staff, uuid="00000000-0000-4000-8000-000000000000").status_code == 404
    Scope.objects.create(user=staff.user, facet="collection", value="places")
    assert file(staff).status_code == 403
    assert file(staff, body=b"x").status_code == 403


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"body": b"<svg onload=x>"}, "file"), ({"title": ""}, "title"), ({"kind": "x"}, "kind"),
        ({"decision": 0}, "decision"), ({"decision": 2**70}, "decision"),
        ({"kind": "before"}, "(record)"),
    ],
)  # fmt: skip
def test_paper_when_something_is_wrong_with_it_is_refused_by_name(file, told, field):
    answer = file("curator", **told)
    assert answer.status_code in (400, 422), answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"]
    if field != "(record)":
        assert field in errors(answer, answer.status_code)
    assert not Document.objects.exists()


def test_scan_when_it_is_of_another_monuments_decision_is_refused(file, monument):
    other = monument("khac", decisions=[ACT])
    decision = Decision.objects.get(monument=other).pk
    assert "decision" in errors(file("curator", kind="scan", decision=decision))
