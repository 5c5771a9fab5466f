"""The pages of an import, followed as a curator does, and who may not."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from geo.exchange import working
from geo.exchange.models import Import, State
from geo.places.models import Place
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role

pytestmark = pytest.mark.django_db
ADD = "admin:exchange_import_add"
MOST_QUERIES = 30
TABLE = "Tên,Loại,Kinh độ,Vĩ độ,Khác\n=Hang Gió,hang-dong,106.7,21.8,x\nSai,?,106.7,21.8,\n"


@pytest.fixture
def browser(curator):
    client = Client(headers={"accept-language": "en"})
    client.force_login(curator)
    return client


@pytest.fixture
def sent(browser, category):
    """A file, sent by the form and read."""
    file = SimpleUploadedFile("file.csv", TABLE.encode())
    answer = browser.post(reverse(ADD), {"collection": "places", "file": file})
    job = Import.objects.get()
    assert answer.url == page(job)
    work(job)
    return job


def page(job):
    return reverse("admin:exchange_import_change", args=[job.pk])


def work(job):
    working.run(job.pk)
    job.refresh_from_db()


def press(browser, job, step, **fields):
    answer = browser.post(page(job), {"step": step, **fields})
    job.refresh_from_db()
    return answer


def columns(browser, job):
    form = browser.get(page(job)).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


@pytest.mark.parametrize("comparison", [False, True])
def test_upload_when_nobody_said_what_it_holds_is_refused_and_nothing_is_proposed(
    browser, category, comparison
):
    add = "admin:exchange_comparison_add" if comparison else ADD
    shown = browser.get(reverse(add)).context["form"]
    assert shown["collection"].value() is None
    assert shown.fields["collection"].choices[0] == ("", "choose…")
    file = SimpleUploadedFile("file.csv", TABLE.encode())
    answer = browser.post(reverse(add), {"collection": "", "file": file})
    assert answer.context["form"].errors == {"collection": ["Choose what the file holds."]}
    assert not Import.objects.exists()


def test_import_by_the_pages_from_file_to_undo(browser, sent):
    given = columns(browser, sent)
    assert [given[f"column-{n}"] for n in range(5)] == ["name_vi", "category", "x", "y", ""]
    press(browser, sent, "assign", **{k: v for k, v in given.items() if v not in (False, None)})
    assert b"data-exchange-progress" in browser.get(page(sent)).content
    work(sent)
    shown = browser.get(page(sent)).content.decode()
    assert "There is no category “?”." in shown
    assert "data-map-widget" in shown
    press(browser, sent, "take_over")
    assert sent.state == State.CHECKED  # a row was refused
    press(browser, sent, "good_rows")
    work(sent)
    assert (sent.state, Place.objects.count()) == (State.APPLIED, 1)
    press(browser, sent, "undo")
    work(sent)
    assert (sent.state, Place.objects.count()) == (State.UNDONE, 0)
    assert browser.get(reverse("admin:exchange_import_changelist")).status_code == 200


def test_pages_of_an_import_in_every_state_ask_little(browser, sent, django_assert_max_num_queries):
    def look(address):
        with django_assert_max_num_queries(MOST_QUERIES):
            assert browser.get(address).status_code == 200, address

    for name in ("import_add", "import_changelist", "comparison_add", "comparison_changelist"):
        look(reverse(f"admin:exchange_{name}"))
    look(page(sent))
    given = columns(browser, sent)
    press(browser, sent, "assign", **{k: v for k, v in given.items() if v not in (False, None)})
    look(page(sent))
    look(reverse("admin:exchange_import_progress", args=[sent.pk]))
    work(sent)
    look(f"{page(sent)}?action=refused")
    press(browser, sent, "good_rows")
    look(page(sent))
    work(sent)
    look(page(sent))


def test_refused_rows_as_csv_name_line_field_and_reason(browser, sent):
    given = columns(browser, sent)
    press(browser, sent, "assign", **{k: v for k, v in given.items() if v not in (False, None)})
    work(sent)
    told = browser.get(reverse("admin:exchange_import_refused", args=[sent.pk]))
    assert told.content.decode().splitlines()[1] == "3,Sai,category,There is no category “?”."


def test_assignment_when_wrong_says_so_beside_the_column(browser, sent):
    given = columns(browser, sent) | {"column-3": "", "column-4": "name_vi"}
    answer = press(browser, sent, "assign", **{k: v for k, v in given.items() if v})
    form = answer.context["form"]
    assert form.errors["column-0"] == ["Two columns of the file fill it."]
    assert form.errors["column-2"] == ["A position needs both of its columns."]
    assert sent.state == State.MAPPING


def test_file_when_refused_says_why(browser, category):
    file = SimpleUploadedFile("file.csv", b"%PDF-1.7")
    answer = browser.post(reverse(ADD), {"collection": "places", "file": file})
    assert "none of the formats" in answer.content.decode()
    assert not Import.objects.exists()


def test_encoding_when_changed_reads_the_file_again(browser, category):
    file = SimpleUploadedFile("file.csv", "name,Lo¹i\nLạng Sơn,x\n".encode())
    browser.post(reverse(ADD), {"collection": "places", "file": file})
    job = Import.objects.get()
    work(job)
    press(browser, job, "assign", encoding="tcvn3")
    work(job)
    assert (job.state, job.tables[0]["headers"][0]) == (State.MAPPING, "name")


def test_import_when_discarded_is_gone_with_its_file(
    browser, sent, django_capture_on_commit_callbacks
):
    storage, name = sent.file.storage, sent.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(page(sent), {"step": "discard"})
    assert not Import.objects.exists()
    assert not storage.exists(name)


def test_step_when_silent_can_be_started_again(browser, sent, curator, monkeypatch):
    Import.objects.update(state=State.CHECKING)
    press(browser, sent, "again")
    assert "It is being worked on." in browser.get(page(sent)).content.decode()
    monkeypatch.setattr("geo.exchange.services.SILENT_S", -1)
    told = browser.get(reverse("admin:exchange_import_progress", args=[sent.pk])).json()
    assert (told["busy"], told["silent"]) == (True, True)
    assert press(browser, sent, "again").status_code == 302


@pytest.mark.parametrize("role", [Role.NONE, Role.OPERATOR])
def test_pages_when_without_the_right_are_refused(sent, role):
    client = Client()
    client.force_login(User.objects.create(username="other", role=role))
    for address in (
        reverse(ADD),
        page(sent),
        reverse("admin:exchange_import_progress", args=[sent.pk]),
        reverse("admin:exchange_import_refused", args=[sent.pk]),
    ):
        assert client.get(address).status_code in (302, 403), address
    client.post(page(sent), {"step": "discard"})
    assert Import.objects.exists()


@pytest.mark.parametrize("language", ["vi", "zh-hans"])
def test_pages_in_other_languages(browser, sent, language):
    answer = browser.get(page(sent), headers={"accept-language": language})
    assert f'<html lang="{language}"' in answer.content.decode()
