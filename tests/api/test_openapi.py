"""The whole API against its OpenAPI: schemathesis with all checks on, over real HTTP."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


# In parts, so that every core has one; what no part names is the last one's.
PARTS = ("places", "areas|categories|disruptions", "events|occurrences", "tours|specialities")


def _paths(part):
    named = f"^/api/v1/({part or '|'.join(PARTS)})(/|$)"
    return [f"--{'include' if part else 'exclude'}-path-regex", named]


@pytest.mark.slow
@pytest.mark.parametrize("part", [*PARTS, ""])
def test_api_when_fuzzed_keeps_its_openapi(site, part):
    command = [
        Path(sys.executable).parent / "st",
        "run",
        f"{site}/api/v1/openapi.json",
        *_paths(part),
        "--checks=all",
        "--max-examples=25",
        "--no-color",
        "--seed=1",
    ]
    run = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "tests.api.hooks", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
