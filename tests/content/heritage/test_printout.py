"""The printout: a sheet and a table, for curators only, with what is not public."""

import io
from datetime import date

import pypdfium2
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from content.heritage import printout
from content.heritage.models import Decision, Intervention, Monument, Survey

pytestmark = pytest.mark.django_db
ACTION = {"print_table": "spreadsheetml", "print_records": "pdf", "print_table_pdf": "pdf"}


@pytest.fixture
def listed(monument):
    made = monument(
        "hang-pac", name_vi="=1+1", decisions=[{"rank": "national", "number": "700/QĐ"}]
    )
    monument("khac", name_vi="Khác")
    Survey.objects.create(
        monument=made, surveyed_on=date(2026, 1, 5), surveyor="Bế Văn", grade="poor"
    )
    return made


def ask(client, action):
    keys = list(Monument.objects.values_list("pk", flat=True))
    given = {"action": action, "_selected_action": keys}
    return client.post(reverse("admin:heritage_monument_changelist"), given)


def test_table_when_asked_by_a_curator_is_a_workbook_by_rank(client, curator, listed):
    client.force_login(curator)
    answer = ask(client, "print_table")
    assert ACTION["print_table"] in answer["Content-Type"]
    book = load_workbook(io.BytesIO(answer.content))
    sheet, numbers = book.worksheets
    assert [cell.value for cell in numbers[numbers.max_row]][1:] == [0, 1, 0, 1, 2]
    rows = list(sheet.iter_rows(min_row=2))
    assert [row[1].value for row in rows] == ["=1+1", "Khác"]
    assert rows[0][1].data_type == "s"
    assert rows[0][5].value == "700/QĐ"
    assert rows[0][8].value


def test_sheets_when_asked_by_a_curator_are_a_page_each(client, curator, listed):
    client.force_login(curator)
    answer = ask(client, "print_records")
    pages = pypdfium2.PdfDocument(answer.content)
    assert len(pages) == 2
    text = pages[0].get_textpage().get_text_range()
    assert "700/QĐ" in text
    assert "Bế Văn" in text


def test_sheet_tells_works_as_an_office_writes_them_and_marks_what_waits(client, curator, monument):
    made = monument("chi-lang", decisions=[{"rank": "national", "dated": "1962-04-28"}])
    Decision.objects.create(monument=made, rank="special_national", dated="2019-12")
    Intervention.objects.create(
        monument=made, plan="Lợp ngói", budget_vnd=1250000000, starts_on=date(2025, 3, 1)
    )
    client.force_login(curator)
    pages = pypdfium2.PdfDocument(ask(client, "print_records").content)
    text = " ".join(pages[0].get_textpage().get_text_range().split())
    assert "1.250.000.000" in text
    assert "28-04-1962" in text
    assert "12/2019 –" in text
    assert text.count("chờ duyệt") == 1
    assert text.index("Di tích quốc gia ") < text.index("chờ duyệt")
    assert "Thủ trưởng đơn vị" in text


def test_table_sorts_as_an_office_does(monument):
    for number, name in enumerate(("Đền", "Chùa", "Đình", "Ải", "Hang")):
        monument(f"m-{number}", name_vi=name)
    held = printout.gathered(Monument.objects.all())
    assert [one.name for one, _rank in held] == ["Ải", "Chùa", "Đền", "Đình", "Hang"]


def test_table_when_printed_counts_by_commune_and_rank_and_lists_each(client, curator, listed):
    client.force_login(curator)
    pages = pypdfium2.PdfDocument(ask(client, "print_table_pdf").content)
    text = "".join(page.get_textpage().get_text_range() for page in pages)
    assert "=1+1" in text
    assert "700/QĐ" in text


@pytest.mark.parametrize("action", ACTION)
def test_printout_when_asked_by_a_stranger_is_refused(client, listed, action):
    answer = ask(client, action)
    assert answer.status_code in (302, 403)
    assert ACTION[action] not in answer["Content-Type"]


@pytest.mark.parametrize(
    "model", ["monument", "intangible", "protectionzone", "artefact", "typename"]
)
def test_admin_pages_when_opened_by_a_curator_are_there(client, curator, listed, model):
    client.force_login(curator)
    for page in ("changelist", "add"):
        assert client.get(reverse(f"admin:heritage_{model}_{page}")).status_code == 200


def test_monument_page_of_the_admin_shows_its_decisions(client, curator, listed):
    client.force_login(curator)
    page = client.get(reverse("admin:heritage_monument_change", args=[listed.pk]))
    assert page.status_code == 200
    assert "700/QĐ" in page.content.decode()
