"""The writing operations against their OpenAPI, asked by people who have signed in."""

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.api.test_openapi import CLOSED, paths
from tests.site import site_of_its_own

ROOT = Path(__file__).resolve().parents[2]
# By person: the phases and examples of an operation, and the least share of the calls meant well
# that is answered as hoped: they do reach what is behind the checks.
ASKED = {
    "contributor": ("fuzzing", 3, 0.3),
    "curator": ("coverage,fuzzing", 6, 0.6),
    "chief_curator": ("fuzzing", 4, 0.6),
}


def fuzzed(who, site, folder):
    """What schemathesis says, and how often each operation answered what."""
    phases, examples, _least = ASKED[who]
    told = folder / f"tally-{who}.json"
    passwords = json.loads((folder / "demo_accounts.json").read_text())
    command = [
        *(
            Path(sys.executable).parent / "st",
            "--config-file",
            ROOT / "tests/api/schemathesis.toml",
        ),
        *("run", f"{site}/api/v1/openapi.json", *paths(CLOSED)),
        *("--checks=all", f"--phases={phases}", f"--max-examples={examples}"),
        *("--no-color", "--seed=1"),
    ]
    asked = {"SITE": site, "WHO": who, "PASSWORD": passwords[who], "TALLY": str(told)}
    environment = {f"FUZZ_{name}": value for name, value in asked.items()}
    environment |= {"SCHEMATHESIS_HOOKS": "tests.api.signed_in", "PYTHONPATH": str(ROOT)}
    run = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return run, json.loads(told.read_text())


@pytest.mark.slow
def test_api_when_fuzzed_by_who_has_signed_in_keeps_its_openapi(
    site_template, tmp_path, worker_name
):
    with site_of_its_own(site_template, tmp_path, worker_name) as (address, folder):
        for who, (_phases, _examples, least) in ASKED.items():
            run, tally = fuzzed(who, address, folder)
            assert run.returncode == 0, f"{who}\n{run.stdout[-8000:]}{run.stderr[-2000:]}"
            meant = Counter()
            for name, statuses in tally.items():
                if name.startswith("good"):
                    for status, count in statuses.items():
                        meant[status[0]] += count
            share = meant["2"] / meant.total()
            assert share >= least, (who, tally)
