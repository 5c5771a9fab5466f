"""Records of other collections on a place's, a commune's and the home page; the navigation."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import Point

from tests.portal.conftest import ROBOT, read
from tests.publishing.scratch.collection import SHOWINGS
from tests.publishing.scratch.models import Showing
from tourism_backend.portal import related, sections, weekly, wording
from tourism_backend.publishing import services
from tourism_backend.publishing.query import SOON as SOON_NAMED

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# In two weeks, so that it is not this weekend.
SOON = datetime.combine(weekly.today() + timedelta(days=14), time(9), ZONE)


@pytest.fixture
def showing():
    def make(slug="buoi-dien", **fields):
        values = {
            "slug": slug,
            "name_vi": "Buổi diễn <b>then</b>",
            "text_vi": "Nhà văn hóa",
            "point": Point(106.76, 21.85, srid=4326),
            "places": ["dong-tam-thanh"],
            "areas": ["phuong-tam-thanh"],
            "starts_at": SOON,
            "ends_at": SOON + timedelta(hours=8, minutes=30),
        }
        record = Showing.objects.create(**values | fields)
        services.publish(ROBOT, SHOWINGS, [record.uuid])
        return record

    return make


def rows(page):
    """The links of the rows of showings."""
    return [a["href"] for a in page.all("a") if "/showings/" in a.get("href", "")]


@pytest.fixture
def only_showings(monkeypatch):
    """The home page features no other collection."""
    monkeypatch.setattr(related, "featured", lambda: iter([SHOWINGS]))


@pytest.mark.parametrize(
    "path", ["places/dong-tam-thanh/", "communes/phuong-tam-thanh/"], ids=["place", "commune"]
)
def test_page_when_a_record_names_it_shows_name_time_hint_and_link(get, showing, path):
    showing()
    page = read(get(f"/vi/{path}"))
    assert page.mistakes == []
    assert rows(page) == ["/vi/showings/buoi-dien/"]
    assert page.one("h2", id="here-showings")
    for words in ("Showings", "Buổi diễn <b>then</b>", "09:00–17:30", "Nhà văn hóa"):
        assert words in page.text, words


def test_page_when_nothing_names_it_has_no_section(get, showing):
    showing(places=["dong-nhi-thanh"], areas=[])
    assert rows(read(get("/vi/places/dong-tam-thanh/"))) == []
    assert rows(read(get("/vi/communes/phuong-tam-thanh/"))) == []


def test_place_shows_what_is_not_over_soonest_first(get, showing):
    showing("sau", starts_at=SOON + timedelta(days=30), ends_at=None)
    showing("truoc")
    showing("qua", starts_at=SOON - timedelta(days=60), ends_at=SOON - timedelta(days=59))
    showing("xa", starts_at=SOON + timedelta(days=400), ends_at=None)
    page = read(get("/vi/places/dong-tam-thanh/"))
    assert rows(page) == ["/vi/showings/truoc/", "/vi/showings/sau/"]


def test_place_when_the_record_is_withdrawn_shows_it_no_more(get, showing):
    record = showing()
    services.withdraw(ROBOT, SHOWINGS, [record.uuid])
    assert rows(read(get("/vi/places/dong-tam-thanh/"))) == []


def test_name_that_is_not_translated_says_its_language(get, showing):
    showing()
    link = read(get("/en/places/dong-tam-thanh/")).one("a", href="/en/showings/buoi-dien/")
    assert link["lang"] == "vi"


@pytest.mark.usefixtures("only_showings")
def test_home_shows_this_weekend_else_what_comes_next(get, showing):
    showing()
    assert "Coming up" in read(get("/en/")).text
    first, _monday = SOON_NAMED["weekend"](weekly.today())
    start = datetime.combine(first, time(9), ZONE)
    showing("cuoi-tuan", starts_at=start, ends_at=start + timedelta(hours=2))
    page = read(get("/en/"))
    assert "This weekend" in page.text
    assert page.one("a", href="/en/showings/cuoi-tuan/")
    assert not page.all("a", href="/en/showings/buoi-dien/")


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ((2027, 2, 7, 9), (2027, 2, 7, 17), "7 February 2027, 09:00–17:00"),
        ((2027, 2, 7), (2027, 2, 8), "7 February 2027"),
        ((2027, 2, 7), (2027, 2, 10), "7 February 2027 – 9 February 2027"),
        ((2027, 2, 7, 9), (2027, 2, 7, 9), "7 February 2027, 09:00"),
        ((2027, 2, 7, 20), (2027, 2, 8, 2), "7 February 2027 – 8 February 2027"),
        ((2027, 2, 7), None, "from 7 February 2027"),
    ],
)
def test_when_tells_days_or_hours(english, start, end, says):
    ends = datetime(*end, tzinfo=ZONE) if end else None
    assert wording.when(datetime(*start, tzinfo=ZONE), ends) == says


def test_navigation_leads_to_pages_that_are_there(get):
    for language in ("vi", "en", "zh-hans"):
        for path in sections.addresses(language):
            assert get(path).status_code == 200, path


def test_navigation_when_a_room_has_no_page_leaves_it_out(get, monkeypatch):
    nowhere = sections.Section("portal:nowhere", "Nowhere", "pin", ())
    monkeypatch.setattr(sections, "SECTIONS", (*sections.SECTIONS, nowhere))
    sections._there.cache_clear()
    page = read(get("/en/"))
    sections._there.cache_clear()
    assert "Nowhere" not in page.text
    assert page.all("a", href="/en/categories/")


def test_navigation_says_where_one_is(get):
    page = read(get("/en/places/dong-tam-thanh/"))
    current = [a for a in page.all("a", href="/en/categories/") if "aria-current" in a]
    assert len(current) == 1


def test_sitemap_holds_the_pages_of_every_collection_that_has_some(get, showing):
    showing()
    listed = get("/sitemap.xml").content.decode()
    assert "/sitemap-showings-1.xml" in listed
    assert "/en/showings/buoi-dien/" in get("/sitemap-showings-1.xml").content.decode()
    assert "/en/map/" in get("/sitemap-pages-1.xml").content.decode()
