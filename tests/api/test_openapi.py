"""The whole API against its OpenAPI: schemathesis with all checks on, over real HTTP."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_api_when_fuzzed_keeps_its_openapi(live_server, seed):
    command = [
        Path(sys.executable).parent / "st",
        "run",
        f"{live_server.url}/api/v1/openapi.json",
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
