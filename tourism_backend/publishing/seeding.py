"""What the rooms load from files: each registers a loader, and all run as one load.

A room's ``AppConfig.ready()`` says which files it reads, where the ones shipped with it lie, and
what must be loaded before::

    seeds.register(
        Loader(name="places", files=("places.json",), folder=SEED, load=load, after=("areas",))
    )
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

from django.db import transaction

from tourism_backend.common.actors import Actor
from tourism_backend.publishing.records import Report

FORMS = {".json": "a list of objects", ".geojson": "a GeoJSON FeatureCollection"}


class SeedError(Exception):
    """A loader was declared wrongly."""


@dataclass(frozen=True)
class Load:
    """One load: who loads, whose records they are, the files found, what became of them.

    ``files`` holds the content of every file found, of all rooms, by name: a list of records, or
    a GeoJSON collection.
    """

    actor: Actor
    provider: str
    files: Mapping[str, Any]
    report: Report
    skip_bad: bool = False

    def records(self, file: str) -> Sequence[Any]:
        """The records of a file; none where it was not found."""
        found = self.files.get(file, [])
        records: Sequence[Any] = found["features"] if isinstance(found, dict) else found
        return records


@dataclass(frozen=True, kw_only=True)
class Loader:
    """How a room loads its files: ``.json`` lists of records, or ``.geojson`` collections.

    ``load`` runs in every load, in the load's transaction, with whichever files were found; it
    notes what it did in the report, and raises LoadRefused (``records.close``) when a record is
    bad and none may be skipped. ``after`` names the loaders whose records it refers to.
    """

    name: str
    files: tuple[str, ...]
    folder: Path
    load: Callable[[Load], None]
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse files that nobody could read."""
        for file in self.files:
            if Path(file).suffix not in FORMS:
                raise SeedError(f"loader {self.name}: {file} is none of {', '.join(FORMS)}")


class Seeds:
    """The loaders of this installation, by name."""

    def __init__(self) -> None:
        self._loaders: dict[str, Loader] = {}

    def register(self, loader: Loader) -> Loader:
        """Add a loader. Raises SeedError when its name or one of its files is taken."""
        for other in self._loaders.values():
            if other.name == loader.name:
                raise SeedError(f"loader {loader.name!r} is registered twice")
            shared = set(other.files) & set(loader.files)
            if shared:
                raise SeedError(f"{shared.pop()} is loaded by {other.name} and by {loader.name}")
        self._loaders[loader.name] = loader
        return loader

    def __iter__(self) -> Iterator[Loader]:
        """The loaders in the order they run: as registered, but what is needed goes first.

        Raises SeedError when one waits for an unknown one, or for itself.
        """
        order: TopologicalSorter[str] = TopologicalSorter()
        for loader in self._loaders.values():
            unknown = set(loader.after) - self._loaders.keys()
            if unknown:
                raise SeedError(f"loader {loader.name} waits for {unknown.pop()!r}: there is none")
            order.add(loader.name, *loader.after)
        try:
            names = list(order.static_order())
        except CycleError as error:
            raise SeedError(f"loaders wait for each other: {' → '.join(error.args[1])}") from None
        return iter([self._loaders[name] for name in names])

    @property
    def files(self) -> tuple[str, ...]:
        """The names of all files, in the order they are loaded."""
        return tuple(file for loader in self for file in loader.files)

    def find(self, folder: Path | None = None) -> dict[str, Any]:
        """The content of the files in ``folder``, by name; of those shipped with the rooms if None.

        Raises FileNotFoundError if there is none, ValueError naming a file that is no such file.
        """
        paths = {f: (folder or loader.folder) / f for loader in self for f in loader.files}
        found = {file: path for file, path in paths.items() if path.exists()}
        if not found:
            where = folder or "the rooms of this installation"
            raise FileNotFoundError(f"none of {', '.join(paths)} in {where}")
        return {file: _read(path) for file, path in found.items()}


seeds = Seeds()


def load(
    actor: Actor,
    provider: str,
    folder: Path | None = None,
    *,
    skip_bad: bool = False,
    dry_run: bool = False,
) -> Report:
    """Load the files of a folder (default: those shipped) in one transaction: all, or nothing.

    Raises LoadRefused when a record is bad and ``skip_bad`` is not set, and what ``Seeds.find``
    raises. With ``dry_run`` all is done and undone again.
    """
    asked = Load(actor, provider, seeds.find(folder), Report(), skip_bad)
    with transaction.atomic():
        for loader in seeds:
            loader.load(asked)
        if dry_run:
            transaction.set_rollback(True)
    return asked.report


def _read(path: Path) -> Any:
    """A file's records. Raises ValueError naming the file that holds something else."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{path.name} is no JSON: {error}") from None
    records = content.get("features") if isinstance(content, dict) else content
    if not isinstance(records, list) or isinstance(content, dict) != (path.suffix == ".geojson"):
        raise ValueError(f"{path.name} is not {FORMS[path.suffix]}")
    return content
