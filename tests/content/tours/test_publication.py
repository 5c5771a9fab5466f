"""What is public of a tour: its facts, its public stops, and nothing that waits."""

from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from content.tours.collection import TOURS
from content.tours.models import Tour, TourDay, TourStop, Track
from geo.places.collection import PLACES
from geo.places.services import publish_places, save_place, withdraw_places
from tests.content.tours.conftest import ROBOT, follow, gpx_of, make_tour, publish, wave
from tourism_backend.common.actors import Forbidden
from tourism_backend.publishing import services
from tourism_backend.publishing.tasks import republish_dependents

pytestmark = pytest.mark.django_db


@pytest.fixture
def detail(client):
    def get(tour, **given):
        answer = client.get(f"/api/v1/tours/{tour.slug}", given)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


def stops_of(told):
    return [(stop["number"], stop["name"]) for day in told["itinerary"] for stop in day["stops"]]


def listed(client, **given):
    answer = client.get("/api/v1/tours", given)
    assert answer.status_code == 200, answer.content
    return [item["slug"] for item in answer.json()["items"]]


def send_dependents(places):
    """What the worker does once a place's publication is committed."""
    republish_dependents("tours", "stops__place", [place.pk for place in places])


def test_detail_when_published_tells_days_stops_and_times(detail, published):
    told = detail(published, lang="en")
    assert [day["day"] for day in told["itinerary"]] == [1, 2]
    first = told["itinerary"][0]["stops"][0]
    assert (first["number"], first["name"], first["minutes"]) == (1, "First cave", 45)
    assert first["category_name"] == "Cave"
    assert told["itinerary"][0]["stops"][1]["approximate"]
    assert (told["stops"], told["schematic"], told["length_m"]) == (3, True, None)


def test_detail_when_a_stop_is_not_public_leaves_it_out(client, detail, places, place):
    secret = place("bi-mat", public=False, name_vi="Nơi bí mật")
    tour = make_tour(stops=[places[0], secret, places[2]])
    publish(tour)
    assert stops_of(detail(tour)) == [(1, "Dong Mot"), (2, "Dong Ba")]
    assert detail(tour)["stops"] == 2
    assert listed(client, place="bi-mat") == []
    assert listed(client, q="bi mat") == []
    publish_places(ROBOT, [secret.uuid])
    send_dependents([secret])
    assert stops_of(detail(tour))[1] == (2, "Nơi bí mật")
    withdraw_places(ROBOT, [secret.uuid])
    send_dependents([secret])
    assert stops_of(detail(tour)) == [(1, "Dong Mot"), (2, "Dong Ba")]


def test_detail_when_a_place_is_renamed_says_the_new_name_once_it_is_approved(
    client, detail, published, places
):
    place = places[0]
    place.name_vi = "Tên mới"
    save_place(ROBOT, place, ["name_vi"])
    services.reproject(TOURS)
    assert stops_of(detail(published))[0] == (1, "Dong Mot")
    publish_places(ROBOT, [place.uuid])
    send_dependents([place])
    assert stops_of(detail(published))[0] == (1, "Tên mới")
    assert listed(client, q="ten moi") == [published.slug]


def test_publishing_a_place_sends_on_to_its_tours(
    published, places, django_capture_on_commit_callbacks, monkeypatch
):
    sent = []
    monkeypatch.setattr(
        "celery.current_app.send_task", lambda name, arguments: sent.append(arguments)
    )
    places[0].name_vi = "Khác"
    save_place(ROBOT, places[0])
    with django_capture_on_commit_callbacks(execute=True):
        services.publish(ROBOT, PLACES, [places[0].uuid])
    assert ["tours", "stops__place", [places[0].pk]] in sent


def test_edit_when_it_waits_for_approval_is_not_seen(detail, published, places):
    TourStop.objects.filter(tour=published, place=places[0]).delete()
    published.name_vi = "Đang sửa"
    services.save(ROBOT, published, ["name_vi"])
    services.reproject(TOURS)
    assert detail(published)["name"] == "Hai ngày"
    assert len(stops_of(detail(published))) == 3
    publish(published)
    assert detail(published)["name"] == "Đang sửa"
    assert len(stops_of(detail(published))) == 2


def test_days_when_told_have_titles_and_fall_back_to_the_source_language(detail, published):
    TourDay.objects.create(tour=published, number=2, title_vi="Lên núi", text_en="Up", text_vi="Đi")
    publish(published)
    day = detail(published, lang="en")["itinerary"][1]
    assert (day["title"], day["text"]) == ("Lên núi", "Up")


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"theme": "nature"}, True),
        ({"theme": "food,geology"}, True),
        ({"theme": "food"}, False),
        ({"days": "2"}, True),
        ({"days": "1"}, False),
        ({"difficulty": "hard"}, True),
        ({"month": "7"}, True),
        ({"month": "8"}, False),
        ({"place": "dong-ba"}, True),
        ({"place": "nowhere"}, False),
        ({"suits": "hikers"}, True),
        ({"sample": "true"}, True),
        ({"with_track": "false"}, True),
        ({"with_track": "true"}, False),
    ],
)
def test_list_when_filtered_holds_what_fits(client, places, given, found):
    tour = make_tour(
        stops=places, more_themes=["geology"], difficulty="hard", months=[7], suits=["hikers"],
        sample=True,
    )  # fmt: skip
    publish(tour)
    assert (listed(client, **given) == [tour.slug]) is found


def test_list_by_area_when_a_stop_lies_there_holds_it(client, place):
    from tests.geo.places.conftest import make_area

    make_area("xa-tay", "Tây", "00001", (106.6, 21.8, 106.77, 21.9))
    tour = make_tour(stops=[place("mot"), place("hai", at=(106.9, 21.85))])
    publish(tour)
    assert listed(client, area="xa-tay") == listed(client, area="00001") == [tour.slug]
    assert listed(client, area="xa-dong") == []


def test_track_when_published_gives_length_climb_and_profile(client, detail, tour):
    follow(tour, gpx_of(list(wave(2000))))
    publish(tour)
    told = detail(tour)
    assert not told["schematic"]
    assert told["length_m"] == pytest.approx(Track.objects.get().length_m, abs=1)
    assert told["length_m"] > 20_000
    assert told["ascent_m"] > 300
    assert 220 <= told["lowest_m"] < told["highest_m"] <= 380
    assert len(told["profile"]) == 240
    assert client.get("/api/v1/tours", {"with_track": "true"}).json()["items"][0]["length_m"]


def test_geometry_when_there_is_no_track_joins_the_stops(client, published):
    feature = client.get(f"/api/v1/tours/{published.slug}", {"format": "geojson"}).json()
    assert feature["geometry"]["type"] == "LineString"
    assert len(feature["geometry"]["coordinates"]) == 3


@pytest.mark.parametrize(("stops", "kind"), [(1, "Point"), (0, None)])
def test_geometry_when_stops_are_few_is_what_there_is(client, places, stops, kind):
    tour = make_tour(stops=places[:stops])
    publish(tour)
    feature = client.get(f"/api/v1/tours/{tour.slug}", {"format": "geojson"}).json()
    assert (feature["geometry"] or {}).get("type") == kind


def test_projection_when_tours_double_takes_as_many_statements(
    places,
):
    def made(n, word):
        return [make_tour(f"{word}-{k}", places).uuid for k in range(n)]

    few, many = made(2, "it"), made(20, "nhieu")
    with transaction.atomic(), connection.execute_wrapper(counter := Counter()):
        services.publish(ROBOT, TOURS, few)
    with connection.execute_wrapper(more := Counter()):
        services.publish(ROBOT, TOURS, many)
    assert more.count <= counter.count


class Counter:
    def __init__(self):
        self.count = 0

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        return execute(sql, params, many, context)


# --- rules


def now():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@transaction.atomic
def written(write):
    """Write, and ask the rules that wait for the end of the transaction."""
    write()
    now()


@pytest.mark.parametrize(
    "change",
    [
        {"days": 0}, {"days": 31}, {"theme": "shopping"}, {"difficulty": "x"}, {"months": [13]},
        {"suits": ["x"]}, {"more_themes": ["x"]}, {"rank": 2}, {"days": 1},
    ],
)  # fmt: skip
def test_tour_when_it_breaks_a_rule_is_refused_by_the_database(tour, change):
    with pytest.raises(IntegrityError):
        written(lambda: Tour.objects.filter(pk=tour.pk).update(**change))


@pytest.mark.parametrize("change", [{"day": 0}, {"day": 3}, {"minutes": 0}, {"minutes": 2000}])
def test_stop_when_it_breaks_a_rule_is_refused_by_the_database(tour, change):
    with pytest.raises(IntegrityError):
        written(lambda: TourStop.objects.filter(tour=tour).update(**change))


def test_stops_when_two_have_one_order_are_refused_at_the_end(tour, places):
    with pytest.raises(IntegrityError, match="tours_tourstop_order"):
        written(lambda: TourStop.objects.create(tour=tour, day=1, order=0, place=places[2]))


def test_stops_when_they_change_places_may_meet_for_a_moment(tour):
    first, second = tour.stops.filter(day=1)
    with transaction.atomic():
        TourStop.objects.filter(pk=first.pk).update(order=second.order)
        TourStop.objects.filter(pk=second.pk).update(order=first.order)
        now()


def test_day_when_beyond_the_tour_or_told_twice_is_refused(tour):
    for number in (0, 3):
        with pytest.raises(IntegrityError):
            written(partial(TourDay.objects.create, tour=tour, number=number))
    TourDay.objects.create(tour=tour, number=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        TourDay.objects.create(tour=tour, number=2)


@pytest.mark.parametrize(
    "change", [{"length_m": 0}, {"points": 5}, {"ascent_m": None}, {"has_heights": False}]
)
def test_track_when_it_contradicts_itself_is_refused_by_the_database(tour, change):
    follow(tour, gpx_of(list(wave(50))))
    with pytest.raises(IntegrityError), transaction.atomic():
        Track.objects.update(**change)


def test_track_when_the_actor_has_no_right_is_refused(tour, tourist):
    from content.tours.models import TrackSource
    from content.tours.services import save_track

    with pytest.raises(Forbidden):
        save_track(tourist, tour, None, TrackSource.FILE)


@pytest.fixture
def tourist(db):
    from tourism_backend.accounts.models import User

    return User.objects.create_user("tourist", "t@example.org", "x")
