"""The collections of this installation: filled in ``AppConfig.ready()``, frozen by the URLconf."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import UUID

from tourism_backend.publishing.collection import Collection, Part

# A room's own part in a publication, in the same transaction: what it refuses to make public
# (raising ValidationError), and what it makes true when records were published or withdrawn.
Hook = Callable[[Sequence[UUID]], Any]
# The same of a room whose part records of every collection have.
SharedHook = Callable[[Collection, Sequence[UUID]], Any]
# A part for the records of a collection; None: they have none.
Sharing = Callable[[str], Part | None]


class RegistryError(Exception):
    """A collection was registered twice or late, or an unknown one was asked for."""


class Registry:
    """Collections by name. Registering late or twice, and an unknown name, are errors."""

    def __init__(self) -> None:
        self._collections: dict[str, Collection] = {}
        self._origin: dict[str, str] = {}
        self._admit: dict[str, Hook] = {}
        self._settle: dict[str, Hook] = {}
        self._shared: list[Sharing] = []
        self._shared_settle: list[SharedHook] = []
        self._frozen_by: str | None = None

    def register(
        self, collection: Collection, *, admit: Hook | None = None, settle: Hook | None = None
    ) -> Collection:
        """Add a collection.

        ``admit`` is asked before records are published and raises ValidationError for what may
        not be public; ``settle`` follows each publication and withdrawal.
        Raises RegistryError when the name is taken or the registry is frozen, naming both sides.
        """
        caller = inspect.stack()[1]
        origin = f"{caller.filename}:{caller.lineno}"
        if self._frozen_by:
            raise RegistryError(
                f"collection {collection.name!r} ({origin}) is registered too late: the registry "
                f"was frozen by {self._frozen_by}. Register it in AppConfig.ready()."
            )
        if collection.name in self._collections:
            raise RegistryError(
                f"collection {collection.name!r} is registered twice: "
                f"{self._origin[collection.name]} and {origin}"
            )
        self._collections[collection.name] = collection
        for part_of in self._shared:
            collection.receive(part_of(collection.name))
        self._origin[collection.name] = origin
        if admit is not None:
            self._admit[collection.name] = admit
        if settle is not None:
            self._settle[collection.name] = settle
        return collection

    def share(self, *parts: Sharing, settle: SharedHook) -> None:
        """Give every collection, those still to come too, parts that a room keeps for them all.

        ``settle`` follows each publication and withdrawal, of any collection. Raises RegistryError
        when the registry is frozen.
        """
        if self._frozen_by:
            raise RegistryError(
                f"parts are shared too late: the registry was frozen by {self._frozen_by}. "
                "Share them in AppConfig.ready()."
            )
        self._shared += parts
        self._shared_settle.append(settle)
        for collection in self:
            for part_of in parts:
                collection.receive(part_of(collection.name))

    def admit(self, collection: Collection, uuids: Sequence[UUID]) -> None:
        """Let the room refuse what may not be public. Raises ValidationError."""
        if collection.name in self._admit:
            self._admit[collection.name](uuids)

    def settle(self, collection: Collection, uuids: Sequence[UUID]) -> None:
        """Let the room make true what follows from a publication or a withdrawal."""
        if collection.name in self._settle:
            self._settle[collection.name](uuids)
        for settle in self._shared_settle:
            settle(collection, uuids)

    def freeze(self, by: str) -> None:
        """Take no more collections from here on; ``by`` is named in later errors."""
        self._frozen_by = self._frozen_by or by

    def get(self, name: str) -> Collection:
        """The collection of that name. Raises RegistryError naming the valid ones."""
        try:
            return self._collections[name]
        except KeyError:
            valid = ", ".join(sorted(self._collections))
            raise RegistryError(f"no collection {name!r}; there are: {valid}") from None

    def __contains__(self, name: object) -> bool:
        return name in self._collections

    def __iter__(self) -> Iterator[Collection]:
        return iter(self._collections.values())

    def of_model(self, model: type) -> Collection | None:
        """The collection whose working records are of this model."""
        return next((c for c in self if c.model is model), None)


registry = Registry()
