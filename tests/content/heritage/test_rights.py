"""Who sees and changes what hangs on a record: surveys, works, budgets, papers, bearers."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from content.heritage import rights
from content.heritage.models import (
    Bearer,
    Document,
    Incident,
    Intervention,
    Photograph,
    Survey,
    Viewpoint,
)
from tests.admin.conftest import cast, form_of, sign_in  # noqa: F401 - fixtures
from tests.content.heritage.test_papers import PDF, picture
from tourism_backend.accounts.roles import may

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 5)
# docs/reference/heritage.md has this table in words.
RIGHTS = {
    "decision": {"contributor": "view add change delete", "curator": "*"},
    "survey": {"contributor": "view add own", "curator": "*"},
    "incident": {"contributor": "view add own", "curator": "*"},
    "photograph": {"contributor": "view add own", "curator": "*"},
    "document": {"contributor": "view add", "curator": "*"},
    "intervention": {"contributor": "view", "curator": "*"},
    "budget": {"curator": "*"},
    "worksdocument": {"curator": "*"},
    "inscription": {"curator": "*"},
    "recognition": {"curator": "*"},
    "bearer": {"curator": "*"},
}
VERBS = ("view", "add", "change", "delete", "own")


@pytest.mark.parametrize("role", ["", "operator", "contributor", "curator", "chief_curator",
                                  "administrator"])  # fmt: skip
# The test collection of publishing has a "viewpoint" too.
@pytest.mark.parametrize("part", sorted(set(rights.CURATED) - {"viewpoint"}))
def test_right_to_a_part_is_as_the_table_has_it(part, role):
    allowed = RIGHTS[part].get("curator" if role in ("chief_curator",) else role, "")
    allowed = "*" if role == "administrator" else allowed
    for verb in VERBS:
        assert may(role, f"{part}.{verb}") == (allowed == "*" or verb in allowed.split()), verb


@pytest.fixture
def cared_for(monument, settings, tmp_path, cast):  # noqa: F811
    """A monument with everything that hangs on one, a survey of each person among it."""
    settings.MEDIA_ROOT = tmp_path
    made = monument(decisions=[{"rank": "national", "number": "1/QĐ"}])
    works = Intervention.objects.create(
        monument=made, plan="Lợp lại ngói", budget_vnd=987654321, budget_source="Ngân sách tỉnh"
    )
    for who in ("contributor", "curator"):
        Survey.objects.create(
            monument=made, surveyed_on=DAY, surveyor=who, grade="poor", made_by=cast[who]
        )
    Incident.objects.create(monument=made, happened_on=DAY, what="Sạt lở", made_by=cast["curator"])
    for kind, title in (("plan", "Hồ sơ dự toán"), ("minute", "Biên bản khoanh vùng")):
        Document.objects.create(
            monument=made, kind=kind, title=title, intervention=works,
            file=SimpleUploadedFile("a.pdf", PDF),
        )  # fmt: skip
    point = Viewpoint.objects.create(monument=made, name="Từ cổng")
    Photograph.objects.create(
        monument=made, viewpoint=point, taken_on=DAY,
        file=SimpleUploadedFile("a.jpg", picture()),
    )  # fmt: skip
    return made


def form_address(record):
    return reverse(f"admin:heritage_{record._meta.model_name}_change", args=[record.pk])


@pytest.mark.parametrize(
    ("who", "sees"), [("contributor", False), ("curator", True), ("administrator", True)]
)
def test_budgets_and_papers_of_works_are_shown_to_curators_only(cared_for, sign_in, who, sees):  # noqa: F811
    page = sign_in(who).get(form_address(cared_for)).content.decode()
    assert "Lợp lại ngói" in page
    assert "Biên bản khoanh vùng" in page
    for secret in ("987654321", "987.654.321", "Ngân sách tỉnh", "Hồ sơ dự toán"):
        assert (secret in page) <= sees
    assert ("987654321" in page) is sees


@pytest.mark.parametrize(("who", "status"), [("contributor", 404), ("curator", 200)])
def test_plan_of_works_when_asked_for_by_its_address_is_given_to_curators_only(
    cared_for,
    sign_in,  # noqa: F811
    who,
    status,
):
    browser = sign_in(who)
    plan, minute = (Document.objects.get(kind=kind) for kind in ("plan", "minute"))
    given = {plan: status, minute: 200, Photograph.objects.get(): 200}
    for one, expected in given.items():
        answer = browser.get(one.file.url)
        b"".join(answer)
        assert answer.status_code == expected


def formset(browser, record, prefix):
    page = browser.get(form_address(record))
    sets = (one.formset for one in page.context["inline_admin_formsets"])
    return next((one for one in sets if one.prefix == prefix), None)


def test_contributor_changes_the_survey_they_made_and_no_other(cared_for, sign_in, form_of):  # noqa: F811
    browser, address = sign_in("contributor"), form_address(cared_for)
    lines = {one.instance.surveyor: one.prefix for one in formset(browser, cared_for, "surveys")}
    sent = form_of(browser, address)
    for who in ("contributor", "curator"):
        sent |= {f"{lines[who]}-findings": "Sửa", f"{lines[who]}-DELETE": ""}
    assert browser.post(address, sent).status_code == 302
    assert dict(Survey.objects.values_list("surveyor", "findings")) == {
        "contributor": "Sửa", "curator": "",
    }  # fmt: skip
    sent = form_of(browser, address) | {f"{prefix}-DELETE": "on" for prefix in lines.values()}
    assert browser.post(address, sent).status_code == 302
    assert list(Survey.objects.values_list("surveyor", flat=True)) == ["curator"]


def test_survey_when_a_contributor_enters_one_is_theirs(cared_for, sign_in, form_of, cast):  # noqa: F811
    browser, address = sign_in("contributor"), form_address(cared_for)
    prefix = "surveys-2"
    new = {"surveyed_on": "2026-02-01", "surveyor": "Vi Thị", "grade": "good"}
    sent = form_of(browser, address) | {f"{prefix}-{name}": value for name, value in new.items()}
    answer = browser.post(address, sent | {"surveys-TOTAL_FORMS": "3"})
    assert answer.status_code == 302
    assert Survey.objects.get(surveyor="Vi Thị").made_by == cast["contributor"]


def test_works_when_a_contributor_sends_some_are_left_alone(cared_for, sign_in, form_of):  # noqa: F811
    browser, address = sign_in("contributor"), form_address(cared_for)
    works = Intervention.objects.get()
    sent = form_of(browser, address) | {
        "interventions-TOTAL_FORMS": "2",
        "interventions-INITIAL_FORMS": "1",
        "interventions-0-id": works.pk,
        "interventions-0-plan": "Khác",
        "interventions-0-budget_vnd": "1",
        "interventions-1-plan": "Mới",
    }
    browser.post(address, sent)
    assert list(Intervention.objects.values_list("plan", "budget_vnd")) == [
        ("Lợp lại ngói", 987654321)
    ]


@pytest.mark.parametrize("action", ["print_records", "print_table", "print_table_pdf"])
def test_printout_when_a_contributor_asks_is_not_offered_and_not_made(cared_for, sign_in, action):  # noqa: F811
    address = reverse("admin:heritage_monument_changelist")
    given = {"action": action, "_selected_action": [cared_for.pk]}
    browser = sign_in("contributor")
    assert action not in browser.get(address).content.decode()
    answer = browser.post(address, given)
    assert answer["Content-Type"].startswith("text/html")
    assert not sign_in("curator").post(address, given)["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("who", "sees"), [("contributor", False), ("curator", True)])
def test_bearers_are_shown_to_curators_only(intangible, sign_in, who, sees):  # noqa: F811
    song = intangible()
    Bearer.objects.create(intangible=song, name="Mông Thị Sấm", contact="0987", consent_on=DAY)
    answer = sign_in(who).get(form_address(song))
    assert (b"M\xc3\xb4ng Th\xe1\xbb\x8b S\xe1\xba\xa5m" in answer.content) is sees


def test_comparison_of_photographs_when_the_person_has_no_right_is_not_there(cared_for, sign_in):  # noqa: F811
    point = Viewpoint.objects.get()
    address = reverse("admin:heritage_compare", args=[cared_for.pk]) + f"?viewpoint={point.pk}"
    assert sign_in("contributor").get(address).status_code == 200
    assert sign_in("operator").get(address).status_code != 200
