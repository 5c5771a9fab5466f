"""Files that no public address leads to: the one storage for them, and the one field.

On a disk they lie under ``<DATA_DIR>/private``, in a bucket under a prefix of their own
(``STORAGES["private"]``). Whoever gives one out asks first who wants it.
"""

from __future__ import annotations

from typing import Any

from django.core.files.storage import FileSystemStorage, Storage, storages
from django.db import models


class PrivateDisk(FileSystemStorage):
    """A folder without addresses: asked for one, it raises ValueError."""

    base_url = None  # type: ignore[assignment]  # else Django takes MEDIA_URL


def private_storage() -> Storage:
    """Where files lie that no address leads to."""
    return storages["private"]


class PrivateFileField(models.FileField):
    """A file in the private storage, whatever that is where the migrations are read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"storage": private_storage})

    def deconstruct(self) -> Any:
        """Without the storage, which is not for a declaration to choose."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("storage", None)
        return name, path, args, kwargs
