"""How long a plan takes and how good it is: ``python -m benchmarks.planner``. Needs no database.

Random trips of 60 places: seconds by the clock in the search's own process, and here. Small ones:
the share of the optimum, found by trying every plan. Large ones have no known optimum: the
figure beside is what OR-Tools' routing library finds in five seconds with guided local search.
"""

from __future__ import annotations

import os
import time
from itertools import pairwise
from statistics import mean, median

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tourism_backend.settings")
django.setup()

from ortools.constraint_solver import pywrapcp, routing_enums_pb2  # noqa: E402

from content.planner.problem import MINUTE, Problem, value  # noqa: E402
from content.planner.process import search  # noqa: E402
from content.planner.solver import solve  # noqa: E402
from tests.content.planner.exhaustive import optimum  # noqa: E402
from tests.content.planner.trips import trip  # noqa: E402

CANDIDATES, DAYS, SEEDS = 60, (1, 2, 4, 7), range(3)
SMALL = range(60)
DAY_MIN = 24 * 60


def worth(problem: Problem, routes: list) -> int:
    """What a plan is worth."""
    return sum(value(problem, day, route) for day, route in enumerate(routes))


def routed(problem: Problem, seconds: int = 5) -> int:
    """What the routing library finds: days as vehicles on one axis of time."""
    nodes, days = len(problem.stay), len(problem.days)
    manager = pywrapcp.RoutingIndexManager(nodes, days, 0)
    model = pywrapcp.RoutingModel(manager)
    most = 400  # the largest bonus: costs must not be negative
    for day in range(days):
        rows = [
            [
                MINUTE * problem.minutes[a][b] + (most - problem.bonus[day][b] if b else 0)
                for b in range(nodes)
            ]
            for a in range(nodes)
        ]
        model.SetArcCostEvaluatorOfVehicle(model.RegisterTransitMatrix(rows), day)
    way = [[problem.minutes[a][b] + problem.stay[a] for b in range(nodes)] for a in range(nodes)]
    horizon = days * DAY_MIN
    model.AddDimension(model.RegisterTransitMatrix(way), horizon, horizon, False, "time")
    clock = model.GetDimensionOrDie("time")
    model.AddConstantDimension(1, problem.most + 1, True, "stops")
    for day, (opens, closes) in enumerate(problem.days):
        for end in (model.Start(day), model.End(day)):
            clock.CumulVar(end).SetRange(day * DAY_MIN + opens, day * DAY_MIN + closes)
    for node in range(1, nodes):
        index = manager.NodeToIndex(node)
        starts = sorted(
            (day * DAY_MIN + a, day * DAY_MIN + b - problem.stay[node])
            for day in range(days)
            for a, b in problem.windows[day][node]
            if b - a >= problem.stay[node]
        )
        model.AddDisjunction([index], problem.score[node] + most)
        if not starts:
            model.solver().Add(model.ActiveVar(index) == 0)
            continue
        moment = clock.CumulVar(index)
        moment.SetRange(starts[0][0], starts[-1][1])
        for (_a, b), (a, _b) in pairwise(starts):
            if a - b > 1:
                moment.RemoveInterval(b + 1, a - 1)
    wanted = pywrapcp.DefaultRoutingSearchParameters()
    wanted.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.ALL_UNPERFORMED
    wanted.local_search_metaheuristic = (
        routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    )
    wanted.time_limit.seconds = seconds
    found = model.SolveWithParameters(wanted)
    routes = []
    for day in range(days):
        index, route = model.Start(day), []
        while not model.IsEnd(index):
            index = found.Value(model.NextVar(index))
            if not model.IsEnd(index):
                route.append(manager.IndexToNode(index))
        routes.append(route)
    return worth(problem, routes)


def main() -> None:
    """Print the figures."""
    print(f"{CANDIDATES} candidates    own process  search alone  against the routing library, 5 s")
    for days in DAYS:
        whole, alone, against = [], [], []
        for seed in SEEDS:
            problem = trip(CANDIDATES, days, seed, most=10)
            began = time.perf_counter()
            search(problem)
            whole.append(time.perf_counter() - began)
            began = time.perf_counter()
            found = worth(problem, solve(problem))
            alone.append(time.perf_counter() - began)
            against.append(found / routed(problem))
        print(f"{days} days {median(whole):17.2f} s {median(alone):11.2f} s {mean(against):14.3f}")
    ratios = []
    for seed in SMALL:
        problem = trip(6 + seed % 2, 1 + seed % 3, seed, most=4)
        best = optimum(problem)
        ratios.append(worth(problem, solve(problem)) / best if best else 1.0)
    share = sum(ratio > 0.9999 for ratio in ratios) / len(ratios)
    print(f"small trips: {min(ratios):.3f} of the optimum at worst, {mean(ratios):.3f} on average,")
    print(f"the optimum itself in {share:.0%} of {len(ratios)}")


if __name__ == "__main__":
    main()
