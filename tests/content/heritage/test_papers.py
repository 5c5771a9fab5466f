"""Documents and photographs: taken by their bytes, given to curators only, laid side by side."""

import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from content.heritage.models import Decision, Document, Intervention, Photograph, Viewpoint

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(form="JPEG", size=(80, 64)):
    made = io.BytesIO()
    Image.new("RGB", size, "#345").save(made, form)
    return made.getvalue()


def upload(body, name="scan.pdf"):
    return SimpleUploadedFile(name, body)


@pytest.fixture
def ranked(monument):
    return monument(decisions=[{"rank": "national", "number": "1/QĐ"}])


def scan(ranked, body=PDF, **fields):
    values = {"kind": "scan", "title": "Quyết định", "decision": ranked.decisions.first()}
    return Document(monument=ranked, file=upload(body), **values | fields)


@pytest.mark.parametrize(
    ("body", "ending"),
    [
        (PDF, "pdf"),
        (picture(), "jpg"),
        (picture("PNG"), "png"),
        (picture("WEBP"), "webp"),
    ],
    ids=["pdf", "jpg", "png", "webp"],
)
def test_document_when_its_bytes_are_known_is_kept_by_what_they_are(ranked, body, ending):
    made = scan(ranked, body)
    made.full_clean()
    made.save()
    assert made.file.name.startswith("heritage/")
    assert made.file.name.endswith(f".{ending}")
    assert "scan" not in made.file.name
    with made.file.open() as kept:
        assert kept.read() == body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.7 cut short",
        b"<svg onload=alert(1)></svg>",
        b"PK\x03\x04zip",
        picture()[:300],
        picture("GIF"),
        b"MZ\x90",
        picture("PNG", (8000, 7000)),
    ],
    ids=["empty", "cut pdf", "svg", "archive", "cut picture", "gif", "program", "56 megapixels"],
)
def test_document_when_its_bytes_are_not_is_refused(ranked, body):
    with pytest.raises(ValidationError) as refused:
        scan(ranked, body).full_clean()
    assert list(refused.value.message_dict) == ["file"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (picture() + b"PK\x05\x06", "two-in-one"),
        (picture("PNG", (80, 20)), "too-small"),
        (b"<svg onload=alert(1)></svg>", "svg"),
        (picture("GIF"), "kind"),
    ],
)
def test_document_when_refused_says_why_as_for_any_picture(ranked, body, code):
    with pytest.raises(ValidationError) as refused:
        scan(ranked, body).full_clean()
    assert [each.code for each in refused.value.error_dict["file"]] == [code]


def test_photograph_when_it_is_a_document_is_refused(ranked):
    point = Viewpoint.objects.create(monument=ranked, name="Cổng")
    made = Photograph(monument=ranked, viewpoint=point, taken_on=date(2026, 1, 1), file=upload(PDF))
    with pytest.raises(ValidationError) as refused:
        made.full_clean()
    assert list(refused.value.message_dict) == ["file"]


def test_scan_when_no_decision_is_named_is_refused_by_the_database(ranked):
    with pytest.raises(IntegrityError), transaction.atomic():
        scan(ranked, decision=None).save()


def test_document_when_it_names_what_is_another_monuments_is_refused(ranked, monument):
    other = monument("khac")
    decision = Decision.objects.create(monument=other, rank="national")
    works = Intervention.objects.create(monument=other, plan="Lợp ngói")
    for fields in ({"decision": decision}, {"kind": "before", "intervention": works}):
        with pytest.raises(ValidationError):
            scan(ranked, **fields).full_clean()


def test_file_when_asked_for_is_given_to_curators_only(client, curator, ranked):
    made = scan(ranked)
    made.save()
    address = made.file.url
    assert client.get(address).status_code == 302  # to the door
    assert client.get(f"/media/{made.file.name}").status_code == 404
    client.force_login(curator)
    answer = client.get(address)
    assert b"".join(answer) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    missing = reverse("admin:heritage_file", args=[f"{'0' * 36}.pdf"])
    assert client.get(missing).status_code == 404


def test_file_when_the_person_has_no_role_is_refused(client, django_user_model, ranked):
    made = scan(ranked)
    made.save()
    client.force_login(django_user_model.objects.create_user("nobody", is_staff=True))
    assert client.get(made.file.url).status_code in (302, 403, 404)


def test_two_days_from_one_viewpoint_are_laid_side_by_side(client, curator, ranked):
    point = Viewpoint.objects.create(monument=ranked, name="Từ cổng")
    for year in (2020, 2023, 2026):
        Photograph.objects.create(
            monument=ranked, viewpoint=point, taken_on=date(year, 5, 1), file=upload(picture())
        )
    client.force_login(curator)
    address = reverse("admin:heritage_compare", args=[ranked.pk]) + f"?viewpoint={point.pk}"
    form = client.get(reverse("admin:heritage_monument_change", args=[ranked.pk]))
    assert address.replace("&", "&amp;") in form.content.decode()
    whole = client.get(address)
    first, last = whole.context["before"], whole.context["after"]
    assert (first.key, last.key) == ("2020-05-01", "2026-05-01")
    assert all(one.url in whole.content.decode() for one in (first, last))
    chosen = client.get(address + "&before=2023-05-01").context["before"]
    assert chosen.key == "2023-05-01"
    assert client.get(address[:-1] + "999999").status_code == 404


def test_works_when_before_and_after_are_filed_are_laid_side_by_side(client, curator, ranked):
    works = Intervention.objects.create(monument=ranked, plan="Lợp ngói")
    client.force_login(curator)
    form = reverse("admin:heritage_monument_change", args=[ranked.pk])
    address = reverse("admin:heritage_works", args=[works.pk])
    scan(ranked, picture(), kind="before", title="Mái dột", intervention=works).save()
    assert address not in client.get(form).content.decode()  # nothing to lay beside it
    assert client.get(address).status_code == 404
    for title in ("Nghiệm thu", "Nghiệm thu lần hai"):
        scan(ranked, PDF, kind="after", title=title, intervention=works).save()
    assert address in client.get(form).content.decode()
    page = client.get(address)
    before, after = page.context["before"], page.context["after"]
    assert (before.label, before.is_pdf) == ("Mái dột", False)
    assert (after.label, after.is_pdf) == ("Nghiệm thu lần hai", True)
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    other = client.get(address, {"after": page.context["afters"][0].key}).context["after"]
    assert other.label == "Nghiệm thu"
    shown = client.get(f"{after.url}?shown=")
    assert b"".join(shown) == PDF
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
    client.logout()
    assert client.get(address).status_code == 302
