"""Two people edit one record: the second to save is shown both, and nothing is lost."""

import threading

import pytest
from django.db import connection
from django.test import Client

from content.events.models import DateChange, Event
from geo.places.models import Place
from tests.admin.conftest import person
from tests.admin.test_writes import change_url
from tourism_backend.accounts.roles import Role
from tourism_backend.publishing.admin import presence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def other(cast):
    """A second curator's browser."""
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(person("other", Role.CURATOR))
    return browser


@pytest.fixture
def two(place, curator, other, form_of):
    """Both open the place; the other saves; the curator saves after them."""

    def _two(theirs, mine, record=place):
        opened = form_of(curator, change_url(record))
        saved = other.post(change_url(record), form_of(other, change_url(record)) | theirs)
        assert saved.status_code == 302, saved.context["errors"]
        return curator.post(change_url(record), opened | mine | {"_save": "1"})

    return _two


@pytest.fixture
def choose(curator):
    """Send the page that shows both again, with choices."""

    def _choose(page, record, **sides):
        assert page.status_code == 409
        sent = {}
        for name, value in page.context["sent"]:
            sent.setdefault(name, []).append(value)
        sent["version"] = page.context["version"]
        for item in page.context["differences"]:
            sent[f"choose-{item.name}"] = sides.get(item.name, item.suggested)
        return curator.post(change_url(record), sent)

    return _choose


def differences(page):
    return {d.name: (d.theirs, d.mine, d.suggested) for d in page.context["differences"]}


def test_one_field_changed_by_both_is_shown_twice(two, place):
    page = two({"name_en": "First"}, {"name_en": "Second"})
    assert page.status_code == 409
    assert differences(page) == {"name_en": ("First", "Second", "")}
    place.refresh_from_db()
    assert place.name_en == "First"


def test_different_fields_are_both_kept(two, place, choose):
    page = two({"name_en": "First"}, {"teaser_vi": "Một dòng", "features": ["guide"]})
    assert differences(page)["name_en"] == ("First", "–", "theirs")
    assert differences(page)["teaser_vi"] == ("–", "Một dòng", "mine")
    assert choose(page, place).status_code == 302
    place.refresh_from_db()
    assert (place.name_en, place.teaser_vi, place.features) == ("First", "Một dòng", ["guide"])
    assert place.own_fields == ["features", "name_en", "teaser_vi"]


@pytest.mark.parametrize("version", ["", "{}", "[]", "7", "{", None])
def test_a_form_that_does_not_say_what_was_seen_is_refused(version, place, curator, form_of):
    sent = form_of(curator, change_url(place)) | {"name_en": "Blind", "version": version}
    answer = curator.post(change_url(place), {n: v for n, v in sent.items() if v is not None})
    assert answer.status_code == 200
    assert "does not say which version" in str(answer.context["errors"])
    place.refresh_from_db()
    assert not place.name_en


def test_what_a_form_does_not_say_was_seen_is_shown_beside_what_there_is(place, curator, form_of):
    sent = form_of(curator, change_url(place)) | {"name_en": "Blind", "version": '{"slug": "x"}'}
    page = curator.post(change_url(place), sent)
    assert differences(page) == {"name_en": ("–", "Blind", "")}


@pytest.mark.parametrize(("side", "kept"), [("mine", "Second"), ("theirs", "First")])
def test_what_was_chosen_is_saved(side, kept, two, place, choose):
    page = two({"name_en": "First"}, {"name_en": "Second"})
    assert choose(page, place, name_en=side).status_code == 302
    place.refresh_from_db()
    assert place.name_en == kept


def test_a_moved_point_is_shown_on_a_map(two, place, choose):
    moves = [f'{{"type": "Point", "coordinates": [106.75{n}, 21.85]}}' for n in (1, 2)]
    page = two({"point": moves[0]}, {"point": moves[1]})
    (difference,) = page.context["differences"]
    assert "106.751" in difference.theirs_shape
    assert "106.752" in difference.mine_shape
    assert "data-compare-map" in page.content.decode()
    choose(page, place, point="mine")
    place.refresh_from_db()
    assert place.point.x == pytest.approx(106.752)


def test_relations_are_told_by_name(two, disruption, make_place, choose):
    first, second = make_place("Chùa Tiên"), make_place("Đền Kỳ Cùng")
    page = two({"places": [first.pk]}, {"places": [second.pk]}, disruption)
    assert differences(page) == {"places": ("Chùa Tiên", "Đền Kỳ Cùng", "")}
    choose(page, disruption, places="theirs")
    assert list(disruption.places.all()) == [first]


@pytest.fixture
def event(area):
    return Event.objects.create(
        slug="hoi", name_vi="Hội", kind="festival", rule="solar", start_month=3, start_day=1,
        end_month=3, end_day=1, area=area,
    )  # fmt: skip


@pytest.mark.parametrize(("side", "kept"), [("mine", "2027-03-03"), ("theirs", "2027-03-02")])
def test_rows_below_the_form_are_compared_too(side, kept, two, event, choose):
    DateChange.objects.create(event=event, on="2027-03-01", cancelled=True)

    def held_on(day):
        return {
            f"changes-0-{name}": value
            for name, value in {"cancelled": "", "first_on": day, "last_on": day}.items()
        }

    page = two(held_on("2027-03-02"), held_on("2027-03-03"), event)
    (difference,) = page.context["differences"]
    assert (difference.name, difference.suggested) == ("changes", "")
    assert choose(page, event, changes=side).status_code == 302
    assert str(event.changes.get().first_on) == kept


def test_a_direct_write_is_not_overwritten_either(place, curator, form_of):
    opened = form_of(curator, change_url(place))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_place SET phone = '0205 123' WHERE id = %s", [place.pk])
    page = curator.post(change_url(place), opened | {"phone": "0205 456"})
    assert differences(page) == {"phone": ("0205 123", "0205 456", "")}


def test_the_same_change_twice_is_no_conflict(two, place):
    assert two({"name_en": "Cave"}, {"name_en": " Cave "}).status_code == 302


def test_a_third_save_in_between_is_shown_again(two, place, other, form_of, choose):
    page = two({"name_en": "First"}, {"name_en": "Second"})
    other.post(change_url(place), form_of(other, change_url(place)) | {"name_en": "Third"})
    again = choose(page, place, name_en="mine")
    assert differences(again) == {"name_en": ("Third", "Second", "")}


# --- at one instant


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_one_instant_one_is_told(cast, place, form_of):
    browsers = [Client(), Client()]
    browsers[0].force_login(cast["curator"])
    browsers[1].force_login(person("other", Role.CURATOR))
    for _ in range(3):
        forms = [form_of(browser, change_url(place)) for browser in browsers]
        start, answers = threading.Barrier(2), {}

        def save(n, forms=forms, start=start, answers=answers):
            start.wait()
            sent = forms[n] | {"name_en": f"{start}{n}", "_save": "1"}
            answers[n] = browsers[n].post(change_url(place), sent).status_code
            connection.close()

        threads = [threading.Thread(target=save, args=[n]) for n in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(answers.values()) == [302, 409]
        kept = min(answers, key=answers.get)
        assert Place.objects.get().name_en == f"{start}{kept}"


# --- who else is here


def test_who_else_has_the_form_open(place, curator, other, cast):
    address = change_url(place).replace("/change/", "/presence/")
    assert curator.post(address).json()["others"] == []
    assert other.post(address).json()["others"] == ["curator"]
    assert curator.post(address).json()["others"] == ["other"]
    other.post(address, {"left": "1"})
    assert curator.post(address).json()["others"] == []


def test_who_is_not_heard_of_has_left(place, curator, other, monkeypatch):
    address = change_url(place).replace("/change/", "/presence/")
    other.post(address)
    monkeypatch.setattr(presence, "GONE_S", 0)
    assert curator.post(address).json()["others"] == []


@pytest.mark.parametrize("who", ["tourist", "operator"])
def test_who_may_not_edit_learns_nothing_of_who_does(who, place, sign_in):
    address = change_url(place).replace("/change/", "/presence/")
    assert sign_in(who).post(address).status_code in (302, 403)


def test_a_saved_form_says_so_to_the_script(place, curator, form_of, cast):
    answer = curator.post(change_url(place), form_of(curator, change_url(place)))
    said = answer.cookies["saved-form"].value
    assert said == f"{cast['curator'].pk}%3A{change_url(place).replace('/', '%2F')}"
