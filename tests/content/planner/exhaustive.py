"""The optimum of a small trip, by trying every way to visit its places: slow, and surely right."""

from functools import cache

from content.planner.problem import MINUTE, begin


def optimum(problem):
    """The best total worth of any plan: every set of places a day, in every order.

    A visit begins as soon as it can: to arrive earlier never hinders what comes later.
    """
    nodes = frozenset(range(1, len(problem.stay)))

    @cache
    def day_best(day, free):
        """What a day can be worth with these places, by the set it uses."""
        clock, until = problem.days[day]
        found = {frozenset(): 0}

        def walk(here, clock, worth, used):
            home = problem.minutes[here][0] if problem.back else 0
            if used and clock + home <= until:
                key = frozenset(used)
                total = worth - MINUTE * home
                found[key] = max(total, found.get(key, total))
            if len(used) == problem.most:
                return
            for node in free - used:
                way = problem.minutes[here][node]
                at = begin(problem.windows[day][node], clock + way, problem.stay[node])
                if at is not None and at + problem.stay[node] <= until:
                    gain = problem.score[node] + problem.bonus[day][node] - MINUTE * way
                    walk(node, at + problem.stay[node], worth + gain, used | {node})

        walk(0, clock, 0, frozenset())
        return found

    def from_day(day, free):
        if day == len(problem.days):
            return 0
        options = day_best(day, free).items()
        return max(worth + from_day(day + 1, free - used) for used, worth in options)

    return from_day(0, nodes)
