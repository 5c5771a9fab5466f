"""What waits for a curator, and the links that records name."""

import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.events.models import Event
from geo.places.models import Disruption, Place
from geo.places.twins import refresh_twins
from tourism_backend.publishing import links, texts
from tourism_backend.publishing.admin.translating import difference
from tourism_backend.publishing.worklist import Entry, Worklist, waiting, worklist

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def found(name, *kinds):
    (waits,) = waiting(kinds or ["places.place"], [worklist.get(name)], limit=50)
    assert waits.count == len(waits.rows)
    return [(row.title, row.note) for row in waits.rows]


def edit(place, **values):
    """A later write: texts are stamped with the transaction's time, and a test is one."""
    Place.objects.filter(pk=place.pk).update(**values)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE publishing_text SET written = ("
            " SELECT jsonb_object_agg(key, value::timestamptz - interval '1 hour')"
            " FROM jsonb_each_text(written))"
        )


def test_a_missing_translation_waits(make_place):
    make_place("Chùa Tiên", name_en="Tien Pagoda", name_zh_hans="仙寺")
    make_place("Đền Kỳ Cùng", teaser_vi="Bên sông", name_en="Ky Cung Temple")
    assert found("translations") == [("Đền Kỳ Cùng", "missing: EN 1, ZH 2")]


def test_a_translation_older_than_its_source_waits_until_it_is_written_again(make_place):
    place = make_place("Chùa Tiên", name_en="Tien Pagoda", name_zh_hans="仙寺")
    assert found("translations") == []
    edit(place, name_vi="Chùa Tiên (Song Tiên tự)")
    assert found("translations") == [
        ("Chùa Tiên (Song Tiên tự)", "older than the source: EN 1, ZH 1")
    ]
    edit(place, name_en="Tien Pagoda (Song Tien tu)")
    assert found("translations") == [("Chùa Tiên (Song Tiên tự)", "older than the source: ZH 1")]
    texts.still_right(place, ["name_zh_hans"])
    assert found("translations") == []


def test_texts_written_together_are_of_one_age(make_place):
    place = make_place("Chùa Tiên", name_en="Tien Pagoda", name_zh_hans="仙寺")
    edit(place, name_vi="a", name_en="b", name_zh_hans="c")
    assert found("translations") == []


def test_the_form_shows_how_the_source_changed(make_place, curator, form_of):
    place = make_place("Chùa Tiên", name_en="Tien Pagoda", name_zh_hans="仙寺")
    address = reverse("admin:places_place_change", args=[place.pk])
    assert "source-change" not in curator.get(address).content.decode()
    edit(place, name_vi="Chùa Tiên cổ <b>", name_zh_hans="仙寺")
    page = curator.get(address).content.decode()
    assert page.count('class="source-change"') == 2
    assert "Chùa Tiên<ins> cổ &lt;b&gt;</ins>" in page
    sent = form_of(curator, address) | {"still_right": ["name_en", "nonsense"]}
    assert curator.post(address, sent).status_code == 302
    page = curator.get(address).content.decode()
    assert page.count('class="source-change"') == 1


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("a b", "a b", "a b"),
        ("", "mới", "<ins>mới</ins>"),
        ("hang động cũ", "hang động mới", "hang động <del>cũ</del><ins>mới</ins>"),
        ("<i>", "<u>", "&lt;<del>i</del><ins>u</ins>&gt;"),
    ],
)
def test_a_difference_is_told_word_by_word(before, after, told):
    assert difference(before, after) == told


@pytest.mark.parametrize(
    ("name", "metres", "together"),
    [("Den Ky Cung", 50, True), ("Đền Kỳ Cùng", 2000, False), ("Nhà nghỉ Hoa Đào", 50, False)],
)
def test_near_and_alike_may_be_one(name, metres, together, make_place):
    make_place("Đền Kỳ Cùng", point=Point(106.75, 21.85, srid=4326))
    make_place(name, point=Point(106.75, 21.85 + metres / 111_195, srid=4326), slug="twin")
    refresh_twins()
    told = [("Đền Kỳ Cùng", f"{metres} m from “{name}” (twin)")] if together else []
    assert found("twins") == told


def test_a_proposal_waits(proposal):
    assert found("proposals", "places.positionproposal") == [("Động Tam Thanh", "1032 m away")]
    assert found("proposals") == []


def test_hours_that_end_wait(make_place):
    year = timezone.now().year
    for name, hours in (("ends", f"{year - 1} Mo-Fr 08:00-17:00"), ("always", "Mo-Fr 08:00-17:00")):
        make_place(name, opening_hours=hours, status="published")
    make_place("old", opening_hours="Su 08:00-12:00", status="published",
               retrieved_on=timezone.now() - timedelta(days=400))  # fmt: skip
    assert {title for title, _note in found("hours")} == {"ends", "old"}


def test_what_is_over_waits(area):
    now = timezone.now()
    for slug, start, end in (("over", 9, 2), ("on", 9, None), ("long", 99, None), ("soon", 1, -3)):
        Disruption.objects.create(
            slug=slug, name_vi=slug, kind="flood", area=area, status="published",
            starts_at=now - timedelta(days=start),
            ends_at=None if end is None else now - timedelta(days=end),
        )  # fmt: skip
    told = dict(found("disruptions", "places.disruption"))
    assert told == {"over": "It is over.", "long": "It has no end: is it still so?"}


def test_an_event_without_a_date_waits(area):
    Event.objects.create(
        slug="hoi", name_vi="Hội", kind="festival", rule="solar", start_month=3, start_day=1,
        end_month=3, end_day=1, area=area, status="published",
    )  # fmt: skip
    assert found("events", "events.event") == [("Hội", "")]


def test_all_of_it_is_one_statement_and_few_queries(curator, make_place):
    for n in range(30):
        make_place(f"Đền số {n}", status="published", website=f"https://example.org/{n}")
    with CaptureQueriesContext(connection) as captured:
        waiting(["places.place"], list(worklist))
    assert len(captured) == 1
    for page in ("admin:worklist", "admin:index"):
        with CaptureQueriesContext(connection) as captured:
            assert curator.get(reverse(page)).status_code == 200
        assert len(captured) <= 10


def test_what_is_left_as_it_is_waits_no_more(curator, make_place):
    make_place("Đền Kỳ Cùng", point=Point(106.75, 21.85, srid=4326))
    make_place("Đền Kỳ Cùng", point=Point(106.75, 21.8501, srid=4326))
    refresh_twins()
    page = curator.get(reverse("admin:worklist_entry", args=["twins"]))
    (line,) = page.context["section"].lines
    sent = {"kind": line.kind, "pk": line.pk, "about": line.about}
    answer = curator.post(reverse("admin:worklist_leave", args=["twins"]), sent, follow=True)
    assert answer.context["section"].count == 0


def test_what_was_left_waits_again_when_it_changes(curator, make_place):
    place = make_place("Chùa Tiên")
    sent = {"kind": "places.place", "pk": place.pk, "about": ""}
    curator.post(reverse("admin:worklist_leave", args=["translations"]), sent)
    assert found("translations") == []
    edit(place, updated_at=timezone.now() + timedelta(minutes=1))
    assert [title for title, _note in found("translations")] == ["Chùa Tiên"]


@pytest.mark.parametrize(
    ("who", "sent", "status"),
    [
        ("operator", {"kind": "places.place", "pk": "1"}, 404),
        ("tourist", {"kind": "places.place", "pk": "1"}, 302),
        ("curator", {"kind": "accounts.user", "pk": "1"}, 404),
        ("curator", {"kind": "places.place", "pk": "x"}, 404),
        ("curator", {}, 404),
    ],
)
def test_nobody_leaves_what_they_may_not_edit(who, sent, status, sign_in):
    address = reverse("admin:worklist_leave", args=["twins"])
    assert sign_in(who).post(address, sent).status_code == status


def test_who_sees_nothing_has_an_empty_worklist(sign_in, make_place):
    make_place("Chùa Tiên")
    page = sign_in("operator").get(reverse("admin:worklist"))
    assert {section.count for section in page.context["sections"]} == {0}


def test_an_entry_has_one_name():
    entries = Worklist()
    entry = Entry(name="x", title="X", help="", sql=str)
    entries.register(entry)
    with pytest.raises(ValueError, match="'x'"):
        entries.register(entry)


# --- links, asked for at a server of our own


class Answers(BaseHTTPRequestHandler):
    """By path: ``/404`` answers 404; ``/nohead`` has no HEAD; ``/away`` leads to another name."""

    def do_GET(self):
        path = self.path.strip("/")
        self.server.asked.append(f"{self.command} {path}")
        status = int(path) if path.isdecimal() else 200
        if path == "nohead" and self.command == "HEAD":
            status = 405
        self.send_response(302 if path == "away" else status)
        if path == "away":
            self.send_header("Location", f"http://localhost:{self.server.server_port}/200")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET

    def log_message(self, *arguments):
        pass


@contextmanager
def serving():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        server.asked = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


@pytest.fixture
def server(settings):
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    with serving() as server:
        yield server


@pytest.fixture
def linked(server, make_place):
    def _linked(*paths):
        for path in paths:
            make_place(path, website=f"http://127.0.0.1:{server.server_port}/{path}")
        return links.check(pause=0)

    return _linked


def later():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE publishing_link SET checked_at = checked_at - interval '2 days'")


def test_links_are_asked_for_and_what_is_broken_waits(linked, server):
    done = linked("200", "404", "503", "403", "nohead")
    assert (done.asked, done.failing) == (5, 2)
    assert "GET nohead" in server.asked
    assert "GET 200" not in server.asked
    assert [title for title, _note in found("links")] == ["404"]
    later()
    server.asked.clear()
    assert links.check(pause=0).asked == 2
    assert {title for title, _note in found("links")} == {"404", "503"}


def test_a_link_that_was_asked_for_lately_is_left_alone(linked, server):
    linked("200", "404")
    server.asked.clear()
    assert links.check(pause=0).asked == 0
    assert server.asked == []


def test_a_link_that_answers_again_waits_no_more(linked, server):
    linked("404")
    Place.objects.update(website=f"http://127.0.0.1:{server.server_port}/200")
    later()
    links.check(pause=0)
    assert found("links") == []


def test_our_own_network_is_not_asked(linked, settings, server):
    settings.OUTBOUND_PRIVATE_HOSTS = []
    assert linked("200").failing == 1
    assert server.asked == []


def test_no_redirect_leads_into_our_own_network(linked, server):
    assert linked("away").failing == 1
    assert server.asked == ["HEAD away"]


def test_without_a_network_nothing_is_held_against_links(make_place):
    make_place("a", website="http://nowhere.invalid/")
    assert links.check(pause=0).offline
    assert found("links") == []
    assert links.check(pause=0).asked == 1


def test_sources_are_links_too(make_place, server):
    make_place("a", sources=["a book", f"http://127.0.0.1:{server.server_port}/404"])
    links.check(pause=0)
    assert [title for title, _note in found("links")] == ["a"]
