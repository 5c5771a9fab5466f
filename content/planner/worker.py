"""``python -m content.planner.worker``: a problem on standard input, the routes on output."""

from __future__ import annotations

import json
import resource
import sys

CPU_S = 20
MEMORY = 2 << 30  # bytes of address space


def main() -> None:
    """Solve one problem within the limits."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from content.planner.problem import Problem
    from content.planner.solver import solve

    trip = Problem(**json.load(sys.stdin))
    json.dump(solve(trip), sys.stdout)


if __name__ == "__main__":
    main()
