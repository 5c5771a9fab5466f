"""Acts wait for their record's publication; then they stay, and are corrected by others."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction
from django.urls import reverse

from content.heritage.collection import ARTEFACTS, INTANGIBLE, MONUMENTS
from content.heritage.models import Decision, Document, Inscription, Recognition
from tests.admin.conftest import form_of  # noqa: F401 - fixture
from tests.content.heritage.test_papers import PDF
from tests.geo.places.conftest import ROBOT
from tests.publishing.test_curation import Browser, errors
from tests.publishing.test_moves import person
from tourism_backend.publishing import history, reviews, services, snapshots
from tourism_backend.publishing.models import RowChange

pytestmark = pytest.mark.django_db
FIRST = {"number": "41/2002/QĐ-UB", "dated": "2002-10-02"}
NEXT = {"number": "1992/QĐ-BVHTTDL", "dated": "2021-06-29"}
# collection, model of its acts, the field that leads to the record, values, the list of acts
KINDS = {
    "decision": (MONUMENTS, Decision, "monument", {"rank": "provincial"}, "decisions"),
    "inscription": (
        INTANGIBLE, Inscription, "intangible", {"register": "national"}, "inscriptions",
    ),
    "recognition": (
        ARTEFACTS, Recognition, "artefact", {"rank": "national_treasure"}, "recognitions",
    ),
}  # fmt: skip


class Case:
    """A published record with one approved act; and another that somebody adds."""

    def __init__(self, make, kind):
        self.collection, self.model, self.owner, self.values, self.acts = KINDS[kind]
        self.make = make
        self.record = make("mot", **{self.acts: [FIRST | self.values]})
        self.address = f"/api/v1/{self.collection.name}/mot"
        self.path = f"/{self.collection.name}/{self.record.uuid}"
        self.first = self.model.objects.get()

    def add(self, actor=ROBOT, **values):
        services.save(actor, self.record, [self.acts])
        given = {self.owner: self.record} | NEXT | self.values | values
        return self.model.objects.create(**given)

    def told(self, client):
        return [act["number"] for act in client.get(self.address).json()[self.acts]]

    def publish(self):
        services.publish(ROBOT, self.collection, [self.record.uuid])

    def pending(self):
        return [one.name for one in reviews.pending_changes(self.collection, self.record)]


@pytest.fixture(params=KINDS)
def case(request, monument, intangible, artefact):
    makers = {"decision": monument, "inscription": intangible, "recognition": artefact}
    return Case(makers[request.param], request.param)


@pytest.fixture
def ranked(monument):
    return Case(monument, "decision")


@pytest.fixture
def chief(db):
    return person("chief", "chief_curator")


def test_act_when_it_is_not_approved_is_not_public_whatever_is_projected_anew(case, client):
    case.add()
    services.reproject(case.collection)
    assert case.told(client) == [FIRST["number"]]
    assert NEXT["number"] not in client.get(f"/en/{case.collection.name}/mot/").content.decode()
    found = client.get("/api/v1/search", {"q": NEXT["number"]}).json()["items"]
    assert "mot" not in [item["slug"] for item in found]


def test_act_when_written_past_the_workflow_is_not_public_either(case, client):
    case.model.objects.create(**{case.owner: case.record}, **NEXT, **case.values)
    services.reproject(case.collection)
    assert case.told(client) == [FIRST["number"]]


def test_correction_when_it_waits_leaves_what_it_corrects_public(case, client):
    case.add(corrects=case.first)
    services.reproject(case.collection)
    assert case.told(client) == [FIRST["number"]]
    case.publish()
    assert case.told(client) == [NEXT["number"]]


def test_rank_when_a_decision_waits_is_what_was_approved(ranked):
    ranked.add(rank="national")
    assert ranked.record.rank_on(date(2025, 1, 1)).rank == "provincial"
    ranked.publish()
    assert ranked.record.rank_on(date(2025, 1, 1)).rank == "national"


def test_act_when_it_waits_is_seen_in_the_comparison(case):
    case.add()
    assert case.pending() == [case.acts]
    (found,) = reviews.pending_changes(case.collection, case.record)
    assert [len(found.before), len(found.after)] == [1, 2]


def test_act_when_edits_are_discarded_is_taken_back_and_what_was_approved_stays(case, chief):
    case.add(chief)
    reviews.discard(chief, case.collection, case.record.uuid, "Nhầm")
    assert list(case.model.objects.all()) == [case.first]
    assert case.pending() == []
    kinds = RowChange.objects.filter(table=case.model._meta.db_table).order_by("id")
    assert [*kinds.values_list("kind", flat=True)][-2:] == ["insert", "delete"]


@pytest.mark.parametrize("change", ["update", "delete"])
def test_act_when_it_waits_may_be_changed_and_is_closed_by_its_approval(case, change):
    added = case.add()
    rows = case.model.objects.filter(pk=added.pk)
    assert rows.update(signatory="Bế Văn") == 1
    case.publish()
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic():
        rows.update(number="1") if change == "update" else rows.delete()
    assert rows.get().approved_at is not None


def test_earlier_version_when_restored_keeps_acts_that_were_approved_since(case, chief, client):
    before = snapshots.now(case.collection, case.record)
    case.add()
    case.publish()
    waiting = case.add(number="7/QĐ")
    reviews.restore(chief, case.collection, case.record.uuid, before)
    assert not case.model.objects.filter(pk=waiting.pk).exists()
    case.publish()
    assert case.told(client) == [FIRST["number"], NEXT["number"]]


@pytest.mark.django_db(transaction=True)
def test_version_with_an_act_that_was_taken_back_when_restored_has_it_wait_again(ranked, chief):
    with transaction.atomic():
        ranked.add(chief)
    then = history.versions(MONUMENTS, ranked.record)[0].at
    reviews.discard(chief, MONUMENTS, ranked.record.uuid, "Nhầm")
    assert not Decision.objects.filter(number=NEXT["number"]).exists()
    assert history.restore(chief, MONUMENTS, ranked.record, then) == ["decisions"]
    again = Decision.objects.get(number=NEXT["number"])
    assert again.approved_at is None


@pytest.fixture
def scanned(settings, tmp_path):
    """The scan of a decision."""
    settings.MEDIA_ROOT = tmp_path

    def make(decision):
        return Document.objects.create(
            monument=decision.monument, kind="scan", title="Bản quét", decision=decision,
            file=SimpleUploadedFile("a.pdf", PDF),
        )  # fmt: skip

    return make


def test_scan_when_its_decision_is_taken_back_stays_among_the_papers(ranked, chief, scanned):
    scan = scanned(ranked.add(chief))
    reviews.discard(chief, MONUMENTS, ranked.record.uuid, "Nhầm")
    scan.refresh_from_db()
    assert (scan.kind, scan.decision) == ("other", None)


# --- corrections


def test_correction_of_another_records_act_is_refused(case):
    other = case.make("hai", **{case.acts: [NEXT | case.values]})
    foreign = getattr(other, case.acts).get()
    wrong = case.model(**{case.owner: case.record}, **case.values, corrects=foreign)
    with pytest.raises(ValidationError) as refused:
        wrong.full_clean()
    assert list(refused.value.message_dict) == ["corrects"]
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        wrong.save()
    assert broken.value.__cause__.diag.constraint_name.endswith("_corrects")


def test_correction_of_what_waits_is_refused(case):
    waiting = case.add()
    wrong = case.model(**{case.owner: case.record}, **case.values, corrects=waiting)
    with pytest.raises(ValidationError, match="corrects"):
        wrong.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


def test_correction_when_there_is_one_already_is_refused(case):
    case.add(corrects=case.first)
    with pytest.raises(ValidationError) as refused:
        case.model(**{case.owner: case.record}, **case.values, corrects=case.first).full_clean()
    assert "corrects" in refused.value.message_dict


@pytest.mark.parametrize("dated", ["196", "1962-1"])
def test_act_when_its_date_cannot_be_is_refused_by_the_database(case, dated):
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        case.add(dated=dated)
    name = broken.value.__cause__.diag.constraint_name
    assert name == f"{case.model._meta.db_table}_dated"


# --- by program


def test_approved_act_when_changed_by_program_is_refused_with_its_field(case, client):
    curator = Browser(person("curator", "curator"))
    (held,) = curator.get(case.path).json()["members"][case.acts]
    changed = curator.change(case.path, **{case.acts: [held | {"number": "1/QĐ"}]})
    assert case.acts in errors(changed)
    fresh = NEXT | case.values
    assert curator.change(case.path, **{case.acts: [fresh]}).status_code == 200
    assert case.model.objects.count() == 2  # the approved one was not named, and stays
    assert case.told(client) == [FIRST["number"]]
    difference = curator.get(f"{case.path}/difference").json()
    assert [one["member"] for one in difference] == [case.acts]


def test_waiting_act_when_changed_by_program_keeps_its_scan(ranked, scanned):
    curator = Browser(person("curator", "curator"))
    scan = scanned(ranked.add())
    rows = curator.get(ranked.path).json()["members"]["decisions"]
    rows[1] |= {"signatory": "Bế Văn"}
    assert curator.change(ranked.path, decisions=rows).status_code == 200
    scan.refresh_from_db()
    assert scan.kind == "scan"
    assert scan.decision.signatory == "Bế Văn"


def test_acts_when_read_by_program_tell_when_they_were_approved(case):
    curator = Browser(person("curator", "curator"))
    waiting = case.add()
    first, second = curator.get(case.path).json()["members"][case.acts]
    assert datetime.fromisoformat(first["approved_at"]) == case.first.approved_at
    assert (second["id"], second["approved_at"]) == (waiting.pk, None)
    told = {case.acts: [first, second | {"number": "9/QĐ"}]}
    assert curator.change(case.path, **told).status_code == 200
    for row in (
        second | {"approved_at": first["approved_at"]},
        first | {"approved_at": None},
        NEXT | case.values | {"approved_at": first["approved_at"]},
    ):
        refused = curator.change(case.path, **{case.acts: [row]})
        assert (refused.status_code, case.acts in errors(refused)) == (422, True)
    waiting.refresh_from_db()
    assert (waiting.approved_at, waiting.number) == (None, "9/QĐ")


# --- in the admin


def acts_of(page, prefix):
    """The formset of a page's acts."""
    formsets = (one.formset for one in page.context["inline_admin_formsets"])
    return next(one for one in formsets if one.prefix == prefix)


def test_admin_offers_only_the_records_own_approved_acts_to_be_corrected(client, curator, case):
    case.make("hai", **{case.acts: [NEXT | case.values]})
    case.add(number="8/QĐ")
    client.force_login(curator)
    name = case.collection.model._meta.model_name
    page = client.get(reverse(f"admin:heritage_{name}_change", args=[case.record.pk]))
    acts = acts_of(page, case.acts)
    offered = acts.empty_form.fields["corrects"].queryset
    assert list(offered) == [case.first]
    shown = [[f.field.disabled for f in one if not f.is_hidden] for one in acts.forms]
    assert all(shown[0])
    assert not any(shown[1])


def test_admin_when_an_approved_act_is_sent_changed_leaves_it(
    client,
    curator,
    ranked,
    form_of,  # noqa: F811
):
    waiting = ranked.add()
    client.force_login(curator)
    address = reverse("admin:heritage_monument_change", args=[ranked.record.pk])
    lines = {one.instance.pk: one.prefix for one in acts_of(client.get(address), "decisions").forms}
    sent = {
        f"{lines[ranked.first.pk]}-number": "1/QĐ",
        f"{lines[ranked.first.pk]}-DELETE": "on",
        f"{lines[waiting.pk]}-number": "2/QĐ",
    }
    assert client.post(address, form_of(client, address) | sent).status_code == 302
    kept = dict(Decision.objects.values_list("pk", "number"))
    assert kept == {ranked.first.pk: FIRST["number"], waiting.pk: "2/QĐ"}
    taken_back = {f"{lines[waiting.pk]}-DELETE": "on"}
    assert client.post(address, form_of(client, address) | taken_back).status_code == 302
    assert list(Decision.objects.all()) == [ranked.first]


def test_comparison_in_the_admin_says_that_a_waiting_decision_withdraws_the_rank(
    client, curator, ranked
):
    ranked.add(rank="")
    client.force_login(curator)
    address = reverse("admin:heritage_monument_review", args=[ranked.record.pk])
    page = client.get(address, headers={"accept-language": "en"}).content.decode()
    assert NEXT["number"] in page
    assert "Rank withdrawn" in page


def test_new_decision_when_nobody_chose_a_rank_is_not_taken_for_a_withdrawal(
    client,
    curator,
    ranked,
    form_of,  # noqa: F811
):
    client.force_login(curator)
    address = reverse("admin:heritage_monument_change", args=[ranked.record.pk])
    sent = form_of(client, address)
    fresh = acts_of(client.get(address), "decisions").empty_form
    number = int(sent["decisions-TOTAL_FORMS"])
    line = {"number": NEXT["number"], "dated": NEXT["dated"], "rank": fresh["rank"].value()}
    sent |= {f"decisions-{number}-{name}": value for name, value in line.items()}
    sent["decisions-TOTAL_FORMS"] = number + 1
    page = client.post(address, sent, headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "Say what it decides" in page.content.decode()
    assert client.post(address, sent | {f"decisions-{number}-rank": ""}).status_code == 302
    assert list(Decision.objects.order_by("pk").values_list("rank", flat=True)) == [
        "provincial", "",
    ]  # fmt: skip
