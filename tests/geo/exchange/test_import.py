"""The steps of an import: what is taken, what is refused and why, undone to the byte."""

import json

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geo.exchange import services, working
from geo.exchange.models import RememberedMapping, State
from geo.places.models import Category, Place
from tourism_backend.accounts.models import User
from tourism_backend.accounts.roles import Role
from tourism_backend.common.actors import Forbidden, SystemActor
from tourism_backend.common.problems import Problem
from tourism_backend.publishing import reads, records, reviews
from tourism_backend.publishing import services as publishing
from tourism_backend.publishing.models import Approved, Author
from tourism_backend.publishing.registry import registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

TABLE = """Tên,Loại hình,Kinh độ,Vĩ độ,Điện thoại
Động Nhị Thanh,Hang động,106.752,21.851,0205 3 870 111
Chùa Tiên,hang-dong,106.761,21.845,
"""


def whole_table():
    """Every byte of every place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM places_place t ORDER BY id")
        return [row for (row,) in cursor.fetchall()]


def by_line(job):
    return {row.line: row for row in job.rows.all()}


def test_table_when_taken_over_makes_drafts(taken_over, category):
    job = taken_over(TABLE, source="Sở VHTTDL", licence="own")
    assert (job.state, job.new, job.refused) == (State.APPLIED, 2, 0)
    place = Place.objects.get(slug="dong-nhi-thanh")
    assert (place.name_vi, place.category, place.phone) == (
        "Động Nhị Thanh", category, "0205 3 870 111",
    )  # fmt: skip
    assert place.point.coords == (106.752, 21.851)
    assert (place.status, place.sources, place.licence) == ("draft", ["Sở VHTTDL"], "own")


def test_check_writes_nothing(checked, category):
    job = checked(TABLE)
    assert (job.state, job.new) == (State.CHECKED, 2)
    assert not Place.objects.exists()


def test_file_when_imported_again_is_the_same(taken_over, checked, category):
    taken_over(TABLE)
    assert (checked(TABLE).same, Place.objects.count()) == (2, 2)


def test_rows_when_bad_are_named_with_line_field_and_reason(checked, make_place):
    make_place("chua-tien", "Chùa Tiên", point=Point(106.3, 22.3, srid=4326))
    job = checked(
        "slug,name_vi,category,x,y,phone,fee_vnd,opening_hours,rank\n"
        "a,A,cave,106.7,21.8,,,,\n"
        "b,,hang-dong,106.7,21.8,,,,\n"
        "c,C,hang-dong,21.8,106.7,,,,\n"
        "d,D,hang-dong,106.7,21.8,call me,,,\n"
        "e,E,hang-dong,106.7,21.8,,free,,\n"
        "f,F,hang-dong,106.7,21.8,,,whenever,\n"
        "g,G,hang-dong,106.7,21.8,,,,7\n"
        '"h\n",H,hang-dong,106.7,21.8,,,,\n'
        "h,H again,hang-dong,106.7,21.8,,,,\n"
        ",Chùa Tiên,hang-dong,106.7,21.8,,,,\n"
        "i,I,hang-dong,106.7,21.8,,,,,more\n"
    )
    rows = by_line(job)
    found = {line: dict(row.reasons) for line, row in rows.items() if row.action == "refused"}
    assert {line: list(reasons) for line, reasons in found.items()} == {
        2: ["category"], 3: ["name_vi"], 4: ["point"], 5: ["phone"], 6: ["fee_vnd"],
        7: ["opening_hours"], 8: ["rank"], 11: ["slug"], 12: ["name_vi"], 13: [""],
    }  # fmt: skip
    assert found[2]["category"] == "There is no category “cave”."
    assert found[4]["point"] == "longitude and latitude are swapped"
    assert found[6]["fee_vnd"] == "“free” is no number."
    assert found[8]["rank"] == "must be from 0 to 1"
    assert found[11]["slug"] == "comes twice, first in line 9"
    assert (rows[9].action, job.refused, job.new) == ("new", 10, 1)


def test_bad_rows_when_nothing_was_said_stop_the_import(checked, curator, category):
    job = checked(TABLE + "Hang Gió,?,106.7,21.8,\n")
    with pytest.raises(Problem) as refused:
        services.take_over(curator, job)
    assert refused.value.code == "rows-refused"


def test_good_rows_when_asked_for_are_taken(taken_over, category):
    job = taken_over(TABLE + "Hang Gió,?,106.7,21.8,\n", skip_bad=True)
    assert (job.state, job.new, job.refused) == (State.APPLIED, 2, 1)
    assert Place.objects.count() == 2


def test_records_when_changed_since_the_check_are_looked_at_again(checked, curator, make_place):
    job = checked(TABLE)
    make_place("dong-nhi-thanh", "Động Nhị Thanh")
    services.take_over(curator, job)
    working.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.new, job.changed) == (State.APPLIED, 1, 1)


@pytest.mark.parametrize("skip_bad", [False, True])
def test_row_that_only_the_database_refuses_is_named(
    checked, curator, make_place, skip_bad, english
):
    make_place("taken", osm_id="")
    table = (
        "id của sở,name_vi,category,x,y\n1,Một,hang-dong,106.7,21.8\n2,Hai,hang-dong,106.7,21.8\n"
    )
    mapping = {n: n for n in ("name_vi", "category", "x", "y")} | {"id của sở": "external_id"}
    job = checked(table, mapping=mapping, skip_bad=skip_bad, provider="office")
    Place.objects.filter(slug="taken").update(slug="hai-2")
    services.take_over(curator, job)
    working.run(job.pk)
    job.refresh_from_db()
    row = by_line(job)[3]
    if skip_bad:
        assert (row.action, row.reasons) == (
            "refused",
            [["slug", "Another record has it already: Slug"]],
        )
        assert (job.state, Place.objects.count()) == (State.APPLIED, 2)
    else:
        assert (row.action, row.reasons) == (
            "refused",
            [["slug", "Another record has it already: Slug"]],
        )
        assert (job.state, Place.objects.count()) == (State.CHECKED, 1)
        assert (job.new, job.refused) == (1, 1)
        assert "nothing was taken over" in job.problem
        services.take_over(curator, job, good_rows=True)
        working.run(job.pk)
        job.refresh_from_db()
        assert (job.state, job.problem, by_line(job)[3].action) == (State.APPLIED, "", "refused")
        assert Place.objects.count() == 2


def test_write_all_when_some_break_a_rule_names_them_and_writes_the_rest(
    make_place, category, monkeypatch
):
    monkeypatch.setattr(records, "BATCH", 50)

    def place(n, **fields):
        return Place(
            slug=f"p{n}", name_vi=f"P{n}", category=category, accuracy_m=10,
            point=Point(106.7, 21.8, srid=4326), position_method="survey", **fields,
        )  # fmt: skip

    kept = make_place("kept", rank=0.5)
    kept.rank = 3
    written = [place(n, rank=2 if n in (3, 70) else 0.5) for n in range(110)] + [kept]
    broken = publishing.save_many(SystemActor("t"), registry.get("places"), written, ["rank"])
    assert {(record.slug, str(rule)) for record, rule in broken} == {
        (slug, "breaks the rule places_place_rank") for slug in ("p3", "p70", "kept")
    }
    assert Place.objects.count() == 109


def test_changes_of_published_records_wait(taken_over, make_place):
    place = make_place("tam-thanh")
    publishing.publish(SystemActor("t"), registry.get("places"), [place.uuid])
    job = taken_over(f"id,phone\n{place.uuid},0205 111 222\n")
    place.refresh_from_db()
    assert (job.changed, place.phone, place.pending) == (1, "0205 111 222", True)
    row = by_line(job)[2]
    assert row.changes == {"phone": ["", "0205 111 222"]}
    assert "0205 111 222" not in _public(place)


def test_import_and_undo_of_published_records_ask_as_often_for_many_as_for_few(
    taken_over, make_place, curator
):
    def asked(count):
        places = [make_place(f"p{count}-{n}") for n in range(count)]
        publishing.publish(SystemActor("t"), registry.get("places"), [p.uuid for p in places])
        rows = "".join(f"{place.slug},0205 111 222\n" for place in places)
        with CaptureQueriesContext(connection) as queries:
            job = taken_over(f"slug,phone\n{rows}", f"{count}.csv")
            assert (job.changed, Approved.objects.count()) == (count, count)
            services.undo(curator, job)
            working.run(job.pk)
        job.refresh_from_db()
        assert (job.state, Approved.objects.count()) == (State.UNDONE, 0)
        return len(queries)

    asked(1)
    assert asked(20) == asked(2)


def _public(place):
    found = reads.fetch("SELECT detail_vi FROM publishing_detail WHERE id = %s", [place.uuid])
    return str(found)


def test_fields_a_curator_owns_are_kept_unless_said(taken_over, make_place):
    make_place("tam-thanh", phone="0205 999 999", own_fields=["phone"])
    table = "slug,phone,website\ntam-thanh,0205 111 222,https://example.org\n"
    job = taken_over(table)
    place = Place.objects.get(slug="tam-thanh")
    assert (place.phone, place.website) == ("0205 999 999", "https://example.org")
    assert by_line(job)[2].reasons == [["phone", "kept: a curator made it their own"]]
    taken_over(table, override_own=True)
    place.refresh_from_db()
    assert place.phone == "0205 111 222"


def test_cells_when_empty_leave_the_field_or_empty_it(taken_over, checked, make_place):
    make_place("tam-thanh", phone="0205 999 999", fee_vnd=5000)
    table = "slug,name_vi,phone,fee_vnd\ntam-thanh,Động Tam Thanh,,\n"
    assert checked(table).same == 1
    place = Place.objects.get(slug="tam-thanh")
    taken_over(table, clear_empty=True)
    place.refresh_from_db()
    assert (place.phone, place.fee_vnd) == ("", None)


def test_undo_restores_every_byte(taken_over, curator, make_place):
    make_place(
        "tam-thanh", "Động Tam Thanh", other_names=["a, b", 'c"d', "{x}"], extra={"k": [1.10, "é"]},
        point=Point(106.7512345678901, 21.8512345678901, srid=4326), rank=0.1 + 0.2,
        own_fields=["website"], sources=["một", {"url": "https://example.org"}],
    )  # fmt: skip
    shown = make_place("nhi-thanh", "Động Nhị Thanh")
    publishing.publish(SystemActor("t"), registry.get("places"), [shown.uuid])
    before, public = whole_table(), _public(shown)
    job = taken_over(
        "slug,name_vi,category,x,y,rank,other_names,extra\n"
        "tam-thanh,Tam Thanh mới,hang-dong,106.76,21.86,0.9,một; hai,\"{\"\"n\"\": 1}\"\n"
        "nhi-thanh,Nhị Thanh mới,hang-dong,106.77,21.87,0.8,,\n"
        "moi,Điểm mới,hang-dong,106.78,21.88,0.7,,\n"
    )  # fmt: skip
    assert (job.new, job.changed) == (1, 2)
    assert whole_table() != before
    services.undo(curator, job)
    working.run(job.pk)
    job.refresh_from_db()
    assert job.state == State.UNDONE, job.problem
    assert whole_table() == before
    assert _public(shown) == public


def test_undo_when_a_record_was_edited_since_is_refused_and_names_it(taken_over, curator, category):
    job = taken_over(TABLE)
    place = Place.objects.get(slug="chua-tien")
    place.phone = "0205 333 333"
    publishing.save(curator, place, ["phone"])
    services.undo(curator, job)
    working.run(job.pk)
    job.refresh_from_db()
    assert job.state == State.APPLIED
    assert "Chùa Tiên" in job.problem
    assert "Nhị Thanh" not in job.problem
    assert Place.objects.count() == 2


def test_undo_when_a_record_named_something_that_is_gone_is_refused(
    taken_over, curator, make_place, category
):
    place = make_place("tam-thanh", "Động Tam Thanh")
    other = Category.objects.create(slug="khac", name_vi="Khác", icon="x", colour="#123456")
    Place.objects.filter(pk=place.pk).update(category=other)
    job = taken_over(f"slug,category\ntam-thanh,{category.slug}\n")
    other.delete()
    services.undo(curator, job)
    working.run(job.pk)
    job.refresh_from_db()
    assert job.state == State.APPLIED
    assert "is gone by now" in job.problem
    assert Place.objects.get().category == category


def test_undo_when_something_hangs_on_a_new_record_is_refused(taken_over, curator, category):
    job = taken_over(TABLE)
    proposal = Place.objects.get(slug="chua-tien").proposals.create(
        point=Point(106.76, 21.85, srid=4326)
    )
    services.undo(curator, job)
    working.run(job.pk)
    job.refresh_from_db()
    assert (job.state, str(proposal) in job.problem) == (State.APPLIED, True)
    assert Place.objects.count() == 2


def test_steps_when_out_of_order_are_refused(checked, curator, category):
    job = checked(TABLE)
    with pytest.raises(Problem) as refused:
        services.undo(curator, job)
    assert refused.value.status == 409


def test_tourist_may_not_import(upload, curator, db):
    tourist = User.objects.create(username="tourist", role=Role.NONE)
    with pytest.raises(Forbidden):
        services.importable_of(tourist, "places")


def test_mapping_when_used_is_remembered(checked, upload, category):
    checked("Cột lạ,x,y,Loại\nA,106.7,21.8,hang-dong\n", mapping={
        "Cột lạ": "name_vi", "x": "x", "y": "y", "Loại": "category",
    })  # fmt: skip
    assert upload("Loại,Cột lạ,x,y\nhang-dong,B,106.7,21.8\n").mapping["Cột lạ"] == "name_vi"
    assert RememberedMapping.objects.count() == 1


def test_geojson_with_another_collection_goes_the_same_way(taken_over, db):
    line = {"type": "LineString", "coordinates": [[106.7, 21.8], [106.71, 21.81]]}
    feature = {
        "type": "Feature",
        "geometry": line,
        "properties": {"name_vi": "Sửa đường", "kind": "Works", "starts_at": "01/11/2026 07:30"},
    }
    job = taken_over(
        json.dumps({"type": "FeatureCollection", "features": [feature]}),
        "works.geojson",
        collection="disruptions",
    )
    assert job.state == State.APPLIED


def test_import_published_at_once_by_who_may_is_undone_to_the_byte(
    upload, curator, make_place, monkeypatch
):
    shown = make_place("nhi-thanh", "Động Nhị Thanh")
    publishing.publish(SystemActor("t"), registry.get("places"), [shown.uuid])
    before, public = whole_table(), _public(shown)
    table = (
        "slug,name_vi,category,x,y,phone\nnhi-thanh,,,,,0205 777 777\nm,M,hang-dong,106.7,21.8,\n"
    )
    job = upload(table)
    with pytest.raises(Forbidden):
        services.assign(curator, job, {"mapping": job.mapping, "publish": True})
    chief = User.objects.create(username="admin", role=Role.ADMINISTRATOR)
    job.uploaded_by = chief
    job.save()
    services.assign(chief, job, {"mapping": job.mapping, "publish": True})
    working.run(job.pk)
    job.refresh_from_db()
    services.take_over(chief, job)
    working.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.problem) == (State.APPLIED, "")
    assert "0205 777 777" in _public(shown)
    assert set(Place.objects.values_list("status", "pending")) == {("published", False)}
    services.undo(chief, job)
    working.run(job.pk)
    assert whole_table() == before
    assert _public(shown) == public
    live = "SELECT count(*) FROM publishing_row_places WHERE NOT withdrawn"
    assert reads.fetch(live) == [(1,)]


def test_undo_of_edits_that_waited_leaves_nothing_waiting(taken_over, curator, make_place):
    shown = make_place("nhi-thanh", "Động Nhị Thanh")
    publishing.publish(SystemActor("t"), registry.get("places"), [shown.uuid])
    job = taken_over("slug,phone\nnhi-thanh,0205 777 777\n")
    assert Approved.objects.filter(record=shown.uuid).exists()
    assert Author.objects.filter(record=shown.uuid, person=curator).exists()
    services.undo(curator, job)
    working.run(job.pk)
    assert not Approved.objects.exists()
    assert not Author.objects.exists()


def test_undo_when_a_record_is_in_review_is_refused(taken_over, curator, category):
    job = taken_over(TABLE)
    place = Place.objects.get(slug="chua-tien")
    reviews.submit(curator, registry.get("places"), place.uuid)
    services.undo(curator, job)
    working.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.problem) == (
        State.APPLIED, "In review: Chùa Tiên. Nothing was undone.",
    )  # fmt: skip
