"""The search keeps every rule, repeats itself, and comes near the optimum."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.planner import process
from content.planner.problem import MOST_NODES, Problem, begin, times, value
from content.planner.solver import solve
from tests.content.planner.exhaustive import optimum
from tests.content.planner.trips import trip
from tourism_backend.common.problems import Problem as Refusal

trips = st.builds(
    trip,
    places=st.integers(0, 14),
    days=st.integers(1, 4),
    seed=st.integers(0, 10**6),
    most=st.integers(1, 7),
    back=st.booleans(),
)


@settings(max_examples=40)
@given(trips)
def test_plan_when_found_keeps_doors_hours_and_limits(problem):
    routes = solve(problem)
    assert len(routes) == len(problem.days)
    stops = [node for route in routes for node in route]
    assert len(set(stops)) == len(stops)
    for day, route in enumerate(routes):
        held = times(problem, day, route)
        assert held is not None
        assert len(route) <= problem.most
        opens, until = problem.days[day]
        clock, here = opens, 0
        for node, (arrive, depart) in zip(route, held, strict=True):
            assert arrive >= clock + problem.minutes[here][node]
            assert depart - arrive == problem.stay[node]
            assert any(a <= arrive and depart <= b for a, b in problem.windows[day][node])
            clock, here = depart, node
        if route:
            assert clock + (problem.minutes[here][0] if problem.back else 0) <= until


@settings(max_examples=15)
@given(trips)
def test_plan_when_asked_twice_is_the_same(problem):
    assert solve(problem) == solve(problem)


def test_search_when_small_enough_to_try_all_is_at_least_nine_tenths_of_the_optimum():
    ratios = []
    for seed in range(30):
        problem = trip(6 if seed % 2 else 7, 1 + seed % 3, seed, most=4, back=bool(seed % 5))
        best = optimum(problem)
        found = sum(value(problem, day, route) for day, route in enumerate(solve(problem)))
        assert found <= best
        ratios.append(1.0 if best == 0 else found / best)
    assert min(ratios) >= 0.9
    assert sum(ratios) / len(ratios) >= 0.98


def test_search_when_a_must_see_fits_takes_it_before_all_else():
    problem = trip(12, 2, 5)
    for node in range(1, 13):
        score = [s + (100_000 if n == node else 0) for n, s in enumerate(problem.score)]
        wanted = Problem(**(problem.as_json() | {"score": score}))
        alone = any(times(wanted, day, [node]) for day in range(2))
        taken = any(node in route for route in solve(wanted))
        assert taken == alone


def test_search_in_its_own_process_says_what_it_says_here():
    problem = trip(20, 2, 7)
    assert process.search(problem) == [list(route) for route in solve(problem)]


def test_search_when_it_hangs_is_stopped_and_refused(settings):
    settings.PLANNER_TIMEOUT_S = 0.01
    with pytest.raises(Refusal) as refused:
        process.search(trip(60, 7, 1))
    assert (refused.value.status, refused.value.code) == (503, "too-slow")
    assert refused.value.headers["Retry-After"]


def test_search_when_all_places_are_taken_waits_then_refuses(monkeypatch):
    monkeypatch.setattr(process, "WAIT_S", 0.05)
    held = 0
    while process._slots.acquire(blocking=False):
        held += 1
    try:
        with pytest.raises(Refusal) as refused:
            process.search(trip(3, 1, 1))
    finally:
        for _ in range(held):
            process._slots.release()
    assert (refused.value.status, refused.value.code) == (503, "busy")


def test_problem_when_too_large_is_refused():
    with pytest.raises(ValueError, match="at most"):
        trip(MOST_NODES + 1, 1, 1)


def test_web_process_when_planning_never_loads_the_solver():
    import subprocess
    import sys

    code = "import content.planner.process, sys; sys.exit('ortools' in sys.modules)"
    setup = "import os, django; os.environ['DJANGO_SETTINGS_MODULE']='tests.settings';"
    done = subprocess.run([sys.executable, "-c", f"{setup} django.setup(); {code}"], check=False)
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("windows", "arrival", "expected"),
    [
        ([(480, 720)], 500, 500),
        ([(480, 720)], 400, 480),
        ([(480, 720)], 661, None),
        ([(480, 720), (780, 1020)], 700, 780),
        ([], 500, None),
    ],
)
def test_visit_begins_when_the_door_is_open_long_enough(windows, arrival, expected):
    assert begin(windows, arrival, 60) == expected
