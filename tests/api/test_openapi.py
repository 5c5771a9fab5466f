"""The whole API against its OpenAPI: schemathesis with all checks on, over real HTTP."""

import inspect
import os
import subprocess
import sys
import typing
from pathlib import Path

import pytest
from ninja import Schema

from tourism_backend.api import api

ROOT = Path(__file__).resolve().parents[2]


# What visitors have no part in: they are told so. Those who have are in test_signed_in.
CLOSED = "curation|exchange|picture-uploads|enclosure-uploads"
# In parts, so that every core has one; what no part names is the last one's. With each, how many
# examples of an operation are tried.
PARTS = {
    "places": 25,
    "areas|categories|disruptions": 25,
    "events|occurrences": 25,
    "tours|specialities": 25,
    CLOSED: 4,
    "": 25,
}


def paths(part):
    """Which operations are of a part, as schemathesis is told it."""
    named = f"^/api/v1/({part or '|'.join(filter(None, PARTS))})(/|$)"
    return [f"--{'include' if part else 'exclude'}-path-regex", named]


@pytest.mark.slow
@pytest.mark.parametrize(("part", "examples"), PARTS.items())
def test_api_when_fuzzed_keeps_its_openapi(site, part, examples):
    command = [
        Path(sys.executable).parent / "st",
        "run",
        f"{site}/api/v1/openapi.json",
        *paths(part),
        "--checks=all",
        f"--max-examples={examples}",
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


def test_names_of_schemas_when_the_api_is_put_together_are_each_of_one_schema():
    """Of two with one name the document would tell one, and show it for both."""
    found = {}
    for _prefix, router in api._routers:
        for view in router.path_operations.values():
            for operation in view.operations:
                for model in _models(operation):
                    found.setdefault(model.__name__, set()).add(model)
    assert {"RecordChangeIn", "ChangeIn"} <= found.keys()
    assert {name: told for name, told in found.items() if len(told) > 1} == {}


def _models(operation):
    """The schemas an operation takes and gives, and those within them."""
    waiting = [model for model in operation.models if model.__name__.endswith("Params")]
    waiting += [model for model in operation.response_models.values() if inspect.isclass(model)]
    seen = set()
    while waiting:
        for field in waiting.pop().model_fields.values():
            for kind in (field.annotation, *typing.get_args(field.annotation)):
                if inspect.isclass(kind) and issubclass(kind, Schema) and kind not in seen:
                    seen.add(kind)
                    waiting.append(kind)
    return seen
