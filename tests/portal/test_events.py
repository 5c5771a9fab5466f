"""The pages of festivals and events: a month, the weekend, an event, one of its dates."""

import json
import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from content.events import lunar
from content.events.models import APPEARANCE, DateChange, Event
from content.events.services import publish_events, withdraw_events
from geo.places.models import Place
from tests.portal.conftest import LANGUAGES, ROBOT, read
from tourism_backend.portal import event_words, lunar_words, month

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(seeded, db):
    """A published festival of the test's own, at a temple of the seed."""

    def make(slug="hoi-thu", **fields):
        values = {
            "slug": slug, "name_vi": "Hội thử", "name_en": "Trial festival", "rule": "lunar",
            "start_month": 1, "start_day": 22, "end_month": 1, "end_day": 27,
            "description_vi": "Một hội.", "sources": ["a page"],
        } | fields  # fmt: skip
        record = Event(**values)
        record.full_clean()
        record.save()
        record.places.set([Place.objects.get(slug="den-ky-cung")])
        publish_events(ROBOT, [record.uuid])
        return record

    return make


def once(**fields):
    blank = dict.fromkeys(("start_month", "start_day", "end_month", "end_day"))
    return {"rule": "once", **blank} | fields


def facts_of(page, kind):
    """The nodes of a type in the page's JSON-LD."""
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    graph = json.loads(block)
    return [node for node in graph.get("@graph", [graph]) if node["@type"] == kind]


def coming_tet():
    today = timezone.localdate()
    return next(d for y in (today.year, today.year + 1) if (d := lunar.new_year(y)) >= today)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    [
        "events/",
        "events/weekend/",
        "events/ky-cung-ta-phu/",
        "events/long-tong/",
        "events/phai-lua/",
    ],
)
def test_page_in_each_language_is_whole(seeded, get, language, path):
    answer = get(f"/{language}/{path}")
    assert answer.status_code == 200
    outline = read(answer)
    assert outline.mistakes == []
    assert len(outline.all("h1")) == 1
    assert "Set-Cookie" not in answer
    assert get(f"/{language}/{path}", **{"if-none-match": answer["ETag"]}).status_code == 304


@pytest.mark.parametrize("language", LANGUAGES)
def test_month_of_the_coming_tet_has_solar_and_lunar_days(seeded, get, language):
    tet = coming_tet()
    page = get(f"/{language}/events/{tet:%Y-%m}/")
    outline = read(page)
    assert outline.mistakes == []
    times = {time["datetime"] for time in outline.all("time")}
    assert tet.isoformat() in times
    assert "1/1" in outline.text
    words = {"vi": "Mồng 1 Tết", "en": "Tết, first day", "zh-hans": "春节（初一）"}
    assert words[language] in outline.text
    with override(language):
        assert lunar_words.year(tet.year) in outline.text


def test_months_follow_each_other_and_end_somewhere(seeded, get):
    page = read(get("/en/events/2027-02/"))
    assert page.one("a", rel="next")["href"] == "/en/events/2027-03/"
    assert page.one("a", rel="prev")["href"] == "/en/events/2027-01/"
    for path in ("1990-01", "2999-01", "2027-13", "2027-2"):
        assert get(f"/en/events/{path}/").status_code == 404, path


def test_month_filtered_by_kind_shows_that_kind(event, get):
    day = timezone.localdate()
    event(**once(first_on=day, last_on=day), kind="sport")
    event(slug="hoi-khac", name_en="Another", **once(first_on=day, last_on=day), kind="market")
    page = get("/en/events/?kind=sport").content.decode()
    assert "Trial festival" in page
    assert "Another" not in page
    assert 'href="/en/events.ics?kind=sport"' in page
    assert get("/en/events/?kind=<script>").status_code == 200


def test_festival_says_its_dates_in_both_calendars(event, get):
    record = event()
    first = record.occurrences.order_by("on").first()
    texts = {
        "vi": f"ngày 22 – 27 tháng Giêng năm {lunar.year_name(first.on.year)}",
        "en": f"22nd – 27th of the 1st lunar month, {first.on.year}",
        "zh-hans": f"{lunar.year_name_han(first.on.year)}年正月廿二至廿七",
    }
    for language, text in texts.items():
        page = read(get(f"/{language}/events/hoi-thu/"))
        assert page.mistakes == []
        assert text in page.text
        assert page.all("a", href=f"/{language}/events/hoi-thu.ics")
        assert page.all("a", href=f"/{language}/places/den-ky-cung/")
    assert read(get("/en/events/hoi-thu/")).all("tr")


def test_festival_is_told_to_machines(event, get):
    record = event()
    first = record.occurrences.order_by("on").first()
    found = facts_of(get("/en/events/hoi-thu/").content.decode(), "Festival")
    assert len(found) == 3
    assert found[0]["startDate"] == first.first_on.isoformat()
    assert found[0]["endDate"] == first.last_on.isoformat()
    assert found[0]["eventStatus"] == "https://schema.org/EventScheduled"
    assert found[0]["url"] == f"http://testserver/en/occurrences/{first.slug}/"
    assert found[0]["location"][0]["name"] == "Ky Cung Temple"


def test_cancelled_date_says_so_to_people_and_machines(event, get):
    record = event()
    first = record.occurrences.order_by("on").first()
    DateChange.objects.create(
        event=record, on=first.on, cancelled=True, reason_vi="Lũ", reason_en="Floods"
    )
    publish_events(ROBOT, [record.uuid])
    page = get(f"/en/occurrences/{first.slug}/")
    assert "Cancelled" in read(page).text
    assert "Floods" in read(page).text
    (told,) = facts_of(page.content.decode(), "Festival")
    assert told["eventStatus"] == "https://schema.org/EventCancelled"


def test_moved_date_names_the_day_it_was_to_be(event, get):
    record = event()
    first = record.occurrences.order_by("on").first()
    later = first.on + timedelta(days=9)
    DateChange.objects.create(event=record, on=first.on, first_on=later, last_on=later)
    publish_events(ROBOT, [record.uuid])
    page = get(f"/en/occurrences/{first.slug}/").content.decode()
    (told,) = facts_of(page, "Festival")
    assert told["eventStatus"] == "https://schema.org/EventRescheduled"
    assert (told["previousStartDate"], told["startDate"]) == (
        first.on.isoformat(), later.isoformat(),
    )  # fmt: skip


def test_approximate_date_is_said_and_is_no_fact(event, get):
    event(start_day=None, end_day=None, date_is_approximate=True, date_note_en="Ask first")
    page = get("/en/events/hoi-thu/")
    assert "Date not certain" in read(page).text
    assert "Ask first" in read(page).text
    assert all("startDate" not in told for told in facts_of(page.content.decode(), "Festival"))


def test_seed_festivals_without_a_sure_date_say_so_on_their_pages(seeded, get):
    vague = Event.objects.filter(date_is_approximate=True).values_list("slug", flat=True)
    assert len(vague) == 6
    for slug in vague:
        assert "Date not certain" in read(get(f"/en/events/{slug}/")).text, slug


def test_weekend_shows_what_is_held_then(event, get):
    today = timezone.localdate()
    saturday = today + timedelta(days=max(0, 5 - today.weekday()))  # a Sunday is in it too
    event(**once(first_on=saturday, last_on=saturday + timedelta(days=1)))
    event(slug="sau", name_en="Later", **once(first_on=today + timedelta(days=40),
          last_on=today + timedelta(days=40)))  # fmt: skip
    text = read(get("/en/events/weekend/")).text
    assert "Trial festival" in text
    assert text.index("Trial festival") < text.index("Coming up") < text.index("Later")


@pytest.mark.parametrize("path", ["events/hoi-thu/", "occurrences/{date}/"])
def test_withdrawn_event_is_gone(event, get, path):
    record = event()
    path = path.format(date=record.occurrences.first().slug)
    withdraw_events(ROBOT, [record.uuid])
    assert get(f"/en/{path}").status_code == 410


def test_renamed_event_leads_to_its_new_address(event, get):
    record = event()
    record.slug = "hoi-moi"
    record.save()
    publish_events(ROBOT, [record.uuid])
    answer = get("/en/events/hoi-thu/")
    assert (answer.status_code, answer["Location"]) == (301, "/en/events/hoi-moi/")


def test_hostile_texts_stay_text(event, get):
    hostile = "<script>alert(1)</script>\"'{{ x }}"
    event(name_vi=hostile, name_en=hostile, programme_vi=hostile, organiser_vi=hostile)
    day = coming_tet()
    paths = ["events/hoi-thu/", f"events/{day:%Y-%m}/", "events/weekend/", "events/hoi-thu.ics"]
    for path in paths:
        assert "<script>alert" not in get(f"/vi/{path}").content.decode().replace(
            "SUMMARY;LANGUAGE=vi:<script>alert", ""
        ).replace("NAME:<script>alert", "")


def test_colours_of_the_style_sheet_are_those_of_the_data():
    from django.conf import settings

    css = (settings.BASE_DIR / "frontend/css/events.css").read_text()
    for kind, (_icon, colour) in APPEARANCE.items():
        assert f'[data-c="event-{kind}"] {{\n  --c: {colour};\n}}' in css


# --- words


@pytest.mark.parametrize(
    ("language", "first", "last", "text"),
    [
        ("vi", (2027, 1, 4), (2027, 1, 4), "mồng 4 tháng Giêng năm Đinh Mùi"),
        ("vi", (2026, 12, 23), (2027, 1, 7),
         "ngày 23 tháng Chạp năm Bính Ngọ – mồng 7 tháng Giêng năm Đinh Mùi"),
        ("en", (2026, 12, 23), (2027, 1, 7),
         "23rd of the 12th lunar month, 2026 – 7th of the 1st lunar month, 2027"),
        ("zh-hans", (2026, 12, 23), (2027, 1, 7), "丙午年腊月廿三至丁未年正月初七"),
        ("zh-hans", (2027, 1, 20), (2027, 1, 30), "丁未年正月二十至三十"),
        ("zh-hans", (2027, 4, 10), (2027, 4, 11), "丁未年四月初十至十一"),
    ],
)  # fmt: skip
def test_lunar_days_in_words(language, first, last, text):
    def told(day):
        return dict(zip(("year", "month", "day"), day, strict=True)) | {"leap": False}

    with override(language):
        assert lunar_words.span(told(first), told(last)) == text


def test_leap_month_in_words():
    day = {"year": 2025, "month": 6, "day": 15, "leap": True}
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = lunar_words.span(day, day)
    assert said == {
        "vi": "ngày 15 tháng Sáu nhuận năm Ất Tỵ",
        "en": "15th of the leap 6th lunar month, 2025",
        "zh-hans": "乙巳年闰六月十五",
    }


def rule(kind, **fields):
    members = ("start_month", "start_day", "end_month", "end_day", "rrule", "every_years")
    return dict.fromkeys(members) | {"rule": kind, "every_years": 1, "rrule": ""} | fields


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (rule("lunar", start_month=1, start_day=22, end_month=1, end_day=27),
         "Every year, 22nd – 27th of the 1st lunar month"),
        (rule("lunar", start_month=1, end_month=1), "Every year, some time in the 1st lunar month"),
        (rule("lunar", start_month=4, start_day=4, end_month=4, end_day=4, every_years=3),
         "Every 3 years, 4th of the 4th lunar month"),
        (rule("solar", start_month=8, start_day=17, end_month=8, end_day=17),
         "Every year, 17 August"),
        (rule("solar", start_month=1, end_month=2), "Every year, January – February"),
        (rule("rrule", rrule="FREQ=WEEKLY;BYDAY=SA,SU"), "Every week: Saturday, Sunday"),
        (rule("rrule", rrule="FREQ=DAILY"), "Every day"),
        (rule("rrule", rrule="FREQ=MONTHLY;BYDAY=1MO"), "Repeated; see the dates"),
        (rule("once"), ""),
    ],
)  # fmt: skip
def test_rule_in_words(told, text):
    with override("en"):
        assert event_words.rule(told) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("vi", "27/2 – 4/3/2027"),
        ("en", "27 February – 4 March 2027"),
        ("zh-hans", "2027年2月27日至3月4日"),
    ],
)
def test_solar_days_say_their_year_once(language, text):
    with override(language):
        assert event_words.days(date(2027, 2, 27), date(2027, 3, 4)) == text


def test_sheet_of_a_month_is_made_of_whole_weeks():
    sheet = month.of(date(2027, 2, 1), [], date(2027, 2, 6))
    assert all(len(week) == 7 for week in sheet.weeks)
    days = [day for week in sheet.weeks for day in week]
    assert sum(day.today for day in days) == 1
    assert sheet.lunar_years == [2026, 2027]
    assert [day.moon for day in days[:7]] == ["25/12", "26", "27", "28", "29", "1/1", "2"]
