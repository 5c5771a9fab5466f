"""Plans over the destination's own data: what is in them, and why what is not is not."""

from datetime import date, datetime, timedelta
from datetime import time as clock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from content.planner import festivals, opening, places, services
from content.planner.asking import PlanRequest
from content.planner.layout import Visit
from content.planner.models import StayTime
from content.planner.plans import Plan
from geo.places.models import Disruption, Place
from geo.places.services import publish_places
from tourism_backend.common.actors import SystemActor
from tourism_backend.common.problems import Problem
from tourism_backend.publishing import reads
from tourism_backend.publishing import services as publishing
from tourism_backend.publishing.registry import registry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("seeded")]
ROBOT = SystemActor("test")
MUSEUM, CAVE, SUMMIT = "bao-tang-tinh-lang-son", "dong-tam-thanh", "khu-du-lich-mau-son"
FAR_VAGUE = "cua-khau-chi-ma"


def stops(plan):
    return [stop for day in plan.days for stop in day.stops]


def republished(slug, **fields):
    """A place with other facts, approved."""
    Place.objects.filter(slug=slug).update(**fields)
    publish_places(ROBOT, [Place.objects.get(slug=slug).uuid])


def holds(plan, asked):
    """No plan may break these, whatever was asked."""
    opens, closes = asked.hours
    known = places.stays()
    spots = {s.slug: s for s in places.required(asked, plan.places(), known)}
    assert len(spots) == len(plan.places())
    for number, day in enumerate(plan.days):
        clock_now = opens
        assert len(day.stops) <= asked.tempo.most
        for stop in day.stops:
            assert stop.warnings == ()
            assert stop.why
            assert stop.arrive >= clock_now + stop.leg.minutes
            windows = opening.opening(spots[stop.place], asked.dates[number]).windows
            assert any(a <= stop.arrive and stop.depart <= b for a, b in windows), stop
            clock_now = stop.depart
        assert day.end <= closes
        assert day.warnings == ()
    there = set(plan.places())
    reasons = {out.place for out in plan.left_out}
    assert set(asked.must_see) <= there | reasons
    assert not there & reasons
    assert not there & set(asked.avoid)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    days=st.integers(1, 3),
    pace=st.sampled_from(["relaxed", "normal", "intense"]),
    mode=st.sampled_from(["driving", "walking"]),
    opens=st.integers(6, 10),
    length=st.integers(2, 12),
    must=st.sets(st.sampled_from([MUSEUM, CAVE, SUMMIT, FAR_VAGUE, "chua-thanh"]), max_size=3),
    avoid=st.sets(st.sampled_from(["doan-thanh", "den-ky-cung"]), max_size=2),
    back=st.booleans(),
)
def test_plan_whatever_is_asked_holds(  # noqa: PLR0917
    trip, days, pace, mode, opens, length, must, avoid, back
):
    asked = trip(
        days=days, pace=pace, mode=mode, opens=clock(opens), closes=clock(opens + length),
        must_see=tuple(sorted(must)), avoid=tuple(sorted(avoid)), back=back,
    )  # fmt: skip
    plan = services.plan(asked)
    holds(plan, asked)
    assert Plan.of(plan.as_json()) == plan


def test_plan_when_asked_twice_is_the_same(trip):
    asked = trip(days=2, interests=("nature",), must_see=(MUSEUM,))
    assert services.plan(asked) == services.plan(asked)


def test_plan_of_a_week_from_the_most_candidates_fills_every_day(trip):
    asked = trip(days=7)
    assert len(places.candidates(asked, places.start_of(asked), places.stays())) == places.MOST
    plan = services.plan(asked)
    holds(plan, asked)
    assert [bool(day.stops) for day in plan.days] == [True] * 7


def test_must_see_is_in_the_plan_and_says_so(trip):
    plan = services.plan(trip(days=2, must_see=(MUSEUM, SUMMIT)))
    why = {stop.place: [reason.code for reason in stop.why] for stop in stops(plan)}
    assert why[MUSEUM][0] == why[SUMMIT][0] == "must_see"
    assert plan.left_out == ()


def test_museum_on_a_weekday_is_visited_within_its_hours(trip):
    (stop,) = [s for s in stops(services.plan(trip(must_see=(MUSEUM,)))) if s.place == MUSEUM]
    assert (stop.arrive >= 450 and stop.depart <= 690) or (
        stop.arrive >= 810 and stop.depart <= 1020
    )
    assert "ask_first" not in stop.notes
    assert "hours_assumed" not in stop.notes


def test_museum_at_tet_is_to_be_asked_first(monkeypatch, trip):
    tet = date(2027, 2, 6)  # the first day of the lunar year
    assert opening.is_holiday(tet)
    plan = services.plan(PlanRequest(first=tet, must_see=(MUSEUM,)))
    (stop,) = [s for s in stops(plan) if s.place == MUSEUM]
    assert "ask_first" in stop.notes
    assert plan.days[0].holiday


def test_must_see_when_closed_that_weekday_is_left_out_with_the_reason(trip):
    republished(MUSEUM, opening_hours="Tu-Su 08:00-17:00")
    plan = services.plan(trip(must_see=(MUSEUM,)))
    assert [(out.place, out.reason) for out in plan.left_out] == [(MUSEUM, "closed")]
    plan = services.plan(trip(days=2, must_see=(MUSEUM,)))
    assert MUSEUM in [stop.place for stop in plan.days[1].stops]


def test_must_see_under_a_closure_is_left_out_naming_it(trip, monday):
    begins = datetime.combine(monday, clock(0), tzinfo=opening.zone())
    flood = Disruption.objects.create(
        slug="lu-lut", name_vi="Lũ", kind="flood", severity=3, closes=True,
        starts_at=begins, ends_at=begins + timedelta(days=1),
    )  # fmt: skip
    flood.places.add(Place.objects.get(slug=CAVE))
    publishing.publish(ROBOT, registry.get("disruptions"), [flood.uuid])
    plan = services.plan(trip(must_see=(CAVE,)))
    assert [(o.place, o.reason, o.record) for o in plan.left_out] == [(CAVE, "closed", "lu-lut")]
    assert CAVE in services.plan(trip(days=2, must_see=(CAVE,))).places()


@pytest.mark.parametrize(
    ("members", "place", "reason"),
    [
        ({"closes": clock(10)}, SUMMIT, "too_far"),
        ({"mode": "walking"}, SUMMIT, "too_far"),
        ({"mode": "walking"}, FAR_VAGUE, "position"),
    ],
)
def test_must_see_out_of_reach_is_left_out_with_the_reason(trip, members, place, reason):
    plan = services.plan(trip(must_see=(place,), **members))
    assert [(out.place, out.reason) for out in plan.left_out] == [(place, reason)]


def test_must_sees_when_more_than_fit_say_there_was_no_time(trip):
    best = [s.slug for s in places.candidates(trip(), places.centre(), places.stays())]
    plan = services.plan(trip(must_see=tuple(best[:20]), pace="relaxed"))
    assert {out.reason for out in plan.left_out} >= {"no_time"}
    assert len(plan.left_out) + len(plan.places()) >= 20


def test_wheelchair_leaves_out_what_is_not_accessible(trip):
    republished(MUSEUM, wheelchair="yes")
    republished(CAVE, wheelchair="no")
    plan = services.plan(trip(wheelchair=True, must_see=(CAVE, "chua-thanh")))
    assert [(out.place, out.reason) for out in plan.left_out] == [(CAVE, "not_accessible")]
    notes = {stop.place: stop.notes for stop in stops(plan)}
    assert set(notes) == {MUSEUM, "chua-thanh"}
    assert "access_unknown" in notes["chua-thanh"]


def test_vague_place_is_not_proposed_but_kept_when_it_must_be_seen(trip):
    candidates = places.candidates(trip(), places.centre(), places.stays())
    assert all(spot.accuracy_m < places.VAGUE_M["driving"] for spot in candidates)
    plan = services.plan(trip(must_see=(FAR_VAGUE,)))
    (stop,) = [s for s in stops(plan) if s.place == FAR_VAGUE]
    assert "vague" in stop.notes


def test_kinds_nobody_visits_are_not_proposed_unless_asked_for(trip):
    kinds = {s.category for s in places.candidates(trip(), places.centre(), places.stays())}
    assert not kinds & {"hotel", "hospital", "railway_station", "homestay"}
    asked = trip(interests=("food-drink",))
    kinds = {s.category for s in places.candidates(asked, places.centre(), places.stays())}
    assert "restaurant" in kinds


def test_stay_time_of_a_place_counts_before_its_categorys(trip):
    StayTime.objects.create(place=Place.objects.get(slug=MUSEUM), minutes=120)
    (stop,) = [s for s in stops(services.plan(trip(must_see=(MUSEUM,)))) if s.place == MUSEUM]
    assert stop.stay == 120


def test_interest_brings_what_was_asked_for(trip):
    plain = services.plan(trip())
    nature = services.plan(trip(interests=("nature",)))

    def share(plan):
        asked = trip(interests=("nature",))
        spots = places.required(asked, plan.places(), places.stays())
        return sum("nature" in spot.path for spot in spots) / max(1, len(spots))

    assert share(nature) > share(plain)
    assert any(reason.code == "interest" for stop in stops(nature) for reason in stop.why)


def test_festival_at_a_place_on_the_day_is_a_reason(trip):
    rows = registry.get(festivals.COLLECTION)
    assert rows.facet("place")
    ((place, begins),) = reads.fetch(
        "SELECT substr(f, 7), lower(r.period) FROM publishing_row_occurrences r,"
        " LATERAL unnest(r.facets) f JOIN publishing_row_places p ON p.slug = substr(f, 7)"
        " WHERE f LIKE 'place:%' AND r.period && tstzrange(now() + interval '9 days', NULL)"
        " AND upper(r.period) - lower(r.period) < interval '20 days'"
        " ORDER BY lower(r.period), r.slug LIMIT 1"
    )
    day = max(begins.astimezone(opening.zone()).date(), date.today() + timedelta(days=9))
    plan = services.plan(PlanRequest(first=day, must_see=(place,)))
    (stop,) = [s for s in stops(plan) if s.place == place]
    assert "festival" in [reason.code for reason in stop.why]


def test_arranged_plan_when_it_does_not_hold_keeps_its_order_and_warns(trip):
    republished(CAVE, opening_hours="Mo-Su 08:00-09:00")
    republished(MUSEUM, opening_hours="Tu-Su 08:00-17:00")
    route = [Visit("chua-thanh", 300), Visit(CAVE), Visit(MUSEUM), Visit(SUMMIT, 240)]
    plan = services.arranged(trip(), [route])
    assert plan.places() == [visit.place for visit in route]
    warned = {stop.place: stop.warnings for stop in stops(plan)}
    assert warned["chua-thanh"] == ()
    assert warned[CAVE] == ("closed_then",)
    assert warned[MUSEUM] == ("closed_that_day",)
    assert "after_hours" in warned[SUMMIT]
    assert plan.days[0].warnings == ("day_too_long",)


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"days": 0}, "days"),
        ({"days": 8}, "days"),
        ({"first": date(2001, 1, 1)}, "date"),
        ({"first": date(2101, 1, 1)}, "date"),
        ({"opens": clock(10), "closes": clock(11)}, "until"),
        ({"must_see": tuple(f"place-{n}" for n in range(10_000))}, "must_see"),
        ({"avoid": tuple(f"place-{n}" for n in range(51))}, "avoid"),
        ({"interests": tuple(f"kind-{n}" for n in range(11))}, "interests"),
        ({"must_see": ("nowhere",)}, "must_see"),
        ({"must_see": ("a\0b",)}, "must_see"),
        ({"interests": ("nothing",)}, "interests"),
        ({"start": "nowhere"}, "start"),
        ({"lon": 2.35, "lat": 48.85}, "start"),
        ({"lon": 106.7}, "start"),
        ({"must_see": (CAVE,), "avoid": (CAVE,)}, "avoid"),
        ({"features": ("helicopter",)}, "features"),
        ({"pace": "frantic"}, "pace"),
    ],
)
def test_request_when_not_right_is_refused_by_name(trip, members, field):
    with pytest.raises(Problem) as refused:
        services.plan(trip(**members))
    assert refused.value.status == 400
    assert field in [error.field for error in refused.value.errors]


def test_withdrawn_place_is_no_candidate(trip):
    from geo.places.services import withdraw_places

    withdraw_places(ROBOT, [Place.objects.get(slug=CAVE).uuid])
    assert CAVE not in services.plan(trip(days=3)).places()
    with pytest.raises(Problem):
        services.plan(trip(must_see=(CAVE,)))


def test_plan_of_three_days_reads_with_as_many_statements_as_one_of_one(trip, monkeypatch):
    asked = []
    real = reads.fetch

    def counted(statement, *args, **kwargs):
        asked.append(statement)
        return real(statement, *args, **kwargs)

    monkeypatch.setattr(reads, "fetch", counted)
    counts = []
    for days in (1, 3):
        asked.clear()
        services.plan(trip(days=days, must_see=(MUSEUM,), start=CAVE))
        counts.append(len(asked))
    assert counts == [6, 6]
