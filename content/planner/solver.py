"""Team orienteering with time windows, by column generation.

1. Each day's good routes come from a beam search (``days.py``).
2. A linear program (OR-Tools' GLOP) mixes them; its duals say what each place is worth elsewhere.
3. At those prices each day looks again, until no day finds a better route.
4. Diving into the linear program gives one route a day, no place twice; CP-SAT starts from that
   and looks for a better choice among the routes that the duals leave worth while.
5. Each day in turn is looked over once more with the places the others leave.

Deterministic: no clock, one thread, fixed seed. Runs in a process of its own (``process.py``):
OR-Tools is imported here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from content.planner.days import Day
from content.planner.problem import Problem, value

ALONE = 3000  # the beam's width where there is one day
WIDTH = 1200  # and, shared among the days, where there are several
NARROWEST = 240
FIRST, LATER = 120, 40  # routes a day brings into the master problem
ROUNDS = 12
SWEEPS = 2
PROMISING = 400  # routes CP-SAT chooses among
EFFORT = 0.5  # CP-SAT's deterministic seconds
_SAT = f"num_workers:1 random_seed:1 max_deterministic_time:{EFFORT}"


@dataclass(frozen=True)
class Column:
    """One day's route in the master problem."""

    day: int
    stops: tuple[int, ...]
    value: int


def solve(problem: Problem) -> list[tuple[int, ...]]:
    """A route for each day (node numbers in order, possibly none)."""
    days = [Day(problem, day) for day in range(len(problem.days))]
    nodes = len(problem.stay)
    if len(days) == 1:
        found = days[0].best(np.zeros(nodes), width=ALONE, wanted=1)
        return [found[0].stops if found else ()]
    width = max(NARROWEST, WIDTH // len(days))
    columns = _columns(problem, days, width)
    chosen = _picked(columns, len(days), nodes)
    return _swept(problem, days, chosen, width)


def _columns(problem: Problem, days: Sequence[Day], width: int) -> list[Column]:
    known: dict[tuple[int, frozenset[int]], Column] = {}
    nodes = len(problem.stay)
    prices = np.zeros(nodes)
    keep = np.zeros(len(days))  # what a day's best mix is worth already
    for turn in range(ROUNDS):
        fresh = 0
        for number, day in enumerate(days):
            for route in day.best(prices, width=width, wanted=LATER if turn else FIRST):
                key = (number, frozenset(route.stops))
                if key not in known and route.worth > keep[number] + 1e-6:
                    fresh += 1
                    worth = value(problem, number, route.stops)
                    known[key] = Column(number, route.stops, worth)
        if not fresh:
            break
        prices, keep, _shares = _prices(list(known.values()), len(days), nodes)
    return list(known.values())


def _prices(
    columns: list[Column], days: int, nodes: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The linear master problem: duals of the nodes and of the days, share of each route."""
    program = pywraplp.Solver.CreateSolver("GLOP")
    shares, once, one = _master(program, columns, days, nodes, whole=False)
    program.Solve()
    return (
        np.array([0.0, *(max(0.0, row.dual_value()) for row in once[1:])]),
        np.array([max(0.0, row.dual_value()) for row in one]),
        np.array([share.solution_value() for share in shares]),
    )


def _dived(columns: list[Column], days: int, nodes: int) -> list[Column]:
    """One route a day: the one the linear program takes most of, then the next, to the last."""
    left, chosen = columns, []
    while left:
        shares = _prices(left, days, nodes)[2]
        best = left[int(np.argmax(shares))]
        chosen.append(best)
        gone = set(best.stops)
        left = [c for c in left if c.day != best.day and not gone & set(c.stops)]
    return chosen


def _picked(columns: list[Column], days: int, nodes: int) -> list[tuple[int, ...]]:
    """One route a day, no place twice."""
    routes: list[tuple[int, ...]] = [()] * days
    dived = _dived(columns, days, nodes)
    for column in dived:
        routes[column.day] = column.stops
    if len(columns) < 2:
        return routes
    prices, keep, _shares = _prices(columns, days, nodes)
    gain = [c.value - prices[list(c.stops)].sum() - keep[c.day] for c in columns]
    order = np.argsort(-np.array(gain), kind="stable")[:PROMISING]
    likely = [columns[n] for n in order if columns[n] not in dived] + dived
    program = pywraplp.Solver.CreateSolver("SAT")
    program.SetSolverSpecificParametersAsString(_SAT)
    taken = _master(program, likely, days, nodes, whole=True)[0]
    program.SetHint(taken, [float(column in dived) for column in likely])
    if program.Solve() in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
        found = [c for c, take in zip(likely, taken, strict=True) if take.solution_value() > 0.5]
        if sum(c.value for c in found) > sum(c.value for c in dived):
            routes = [()] * days
            for column in found:
                routes[column.day] = column.stops
    return routes


def _master(
    program: pywraplp.Solver, columns: list[Column], days: int, nodes: int, *, whole: bool
) -> tuple[list, list, list]:  # type: ignore[type-arg]
    """The variables, the rows of the nodes and the rows of the days."""
    once = [program.Constraint(0, 1) for _ in range(nodes)]
    one = [program.Constraint(0, 1) for _ in range(days)]
    goal = program.Objective()
    goal.SetMaximization()
    taken = []
    for column in columns:
        take = program.IntVar(0, 1, "") if whole else program.NumVar(0, program.infinity(), "")
        goal.SetCoefficient(take, column.value)
        one[column.day].SetCoefficient(take, 1)
        for node in column.stops:
            once[node].SetCoefficient(take, 1)
        taken.append(take)
    return taken, once, one


def _swept(
    problem: Problem, days: Sequence[Day], routes: list[tuple[int, ...]], width: int
) -> list[tuple[int, ...]]:
    for _ in range(SWEEPS):
        better = False
        for number, day in enumerate(days):
            elsewhere = [n for d, route in enumerate(routes) if d != number for n in route]
            prices = np.zeros(len(problem.stay))
            prices[elsewhere] = 1e12
            found = day.best(prices, width=width, wanted=1)
            now = value(problem, number, routes[number])
            if found and value(problem, number, found[0].stops) > now:
                routes[number], better = found[0].stops, True
        if not better:
            break
    return routes
