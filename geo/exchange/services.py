"""The steps of an import: upload, assign, check, take over, undo. Each is asked for here.

What takes long is done by ``work`` in a task (``tasks.py``); asking for it sets the state and
queues the task when the transaction commits. A step is one transaction that holds the import's
row: a killed worker leaves the state as it was asked for and nothing written, and the step can be
started again. Records are written by ``publishing.services``, whose rules are these steps' too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from geo.exchange import mapping, progress
from geo.exchange.formats import FileRefused, Format, recognised
from geo.exchange.importable import Importable, importables
from geo.exchange.models import BUSY, Import, State
from geo.exchange.systems import offered
from geo.exchange.vietnamese import ENCODINGS
from tourism_backend.accounts.models import User
from tourism_backend.common.actors import require
from tourism_backend.common.problems import FieldError, Problem
from tourism_backend.common.text import clean

EXTRACTS = (Format.OSM, Format.PBF)
# A step from which nothing was heard for this long may be started again: seconds.
SILENT_S = 60
OPTIONS = ("clear_empty", "override_own", "skip_bad", "publish")


def importable_of(actor: User, collection: str) -> Importable:
    """The declaration of a collection the actor may import into. Raises Forbidden, Problem 404."""
    if collection not in importables:
        raise Problem(404, "not-found", _("Nothing can be imported into this collection."))
    found = importables.get(collection)
    require(actor, "import.add")
    require(actor, f"{found.model._meta.model_name}.change")
    return found


@transaction.atomic
def upload(actor: User, collection: str, file: File[bytes], name: str) -> Import:
    """Keep a file and have it read. Raises Forbidden; Problem 422 for a file that is not taken."""
    importable_of(actor, collection)
    try:
        format = recognised(file, file.size or 0)
        if format in EXTRACTS:
            raise FileRefused(_("An OpenStreetMap extract is compared, not imported."))
    except FileRefused as refused:
        raise _refused("file", str(refused)) from None
    job = Import(
        collection=collection,
        name=clean(name)[-255:] or str(format.label),
        format=format,
        uploaded_by=actor,
        provider="import",
    )
    job.file.save(name, file, save=False)
    job.save()
    _queue(job)
    return job


@transaction.atomic
def assign(actor: User, job: Import, chosen: Mapping[str, Any]) -> Import:
    """Say which header fills which column, and how the file is to be read; then have it checked.

    ``chosen`` holds ``mapping``, ``layer``, ``encoding``, ``system``, ``provider``, ``source``,
    ``licence`` and the options. Raises Problem 422 naming what is wrong, 409 in a wrong state.
    """
    importable = importable_of(actor, job.collection)
    job = _held(job, State.MAPPING, State.CHECKED)
    tables = {table["name"]: table for table in job.tables}
    layer = chosen.get("layer") or job.layer
    table = tables.get(layer)
    if table is None:
        raise _refused("layer", _("The file has no such sheet or layer."))
    encoding, system = chosen.get("encoding", ""), chosen.get("system")
    if encoding and encoding not in ENCODINGS:
        raise _refused("encoding", _("This encoding is not known."))
    if system is not None and system not in dict(offered()):
        raise _refused("system", _("These coordinates are not known."))
    job.mapping = {header: column for header, column in chosen["mapping"].items() if column}
    reread = (encoding and encoding != job.encoding) or layer != job.layer
    job.layer, job.encoding, job.system = layer, encoding or job.encoding, system
    if reread:  # other headers: they are to be seen before anything is assigned to them
        job.state, job.mapping = State.READING, {}
        job.save()
        _queue(job)
        return job
    mapping.check(importable, table["headers"], job.mapping)
    if table["undeclared"] and system is None:
        raise _refused("system", _("Choose the coordinates: what the file declares is not known."))
    for name in ("provider", "source", "licence"):
        setattr(job, name, clean(str(chosen.get(name, ""))))
    if "external_id" in job.mapping.values() and not job.provider:
        raise _refused("provider", _("Say whose ids these are."))
    for name in OPTIONS:
        setattr(job, name, bool(chosen.get(name)))
    _require_publish(actor, importable, job)
    job.clean_fields(exclude=["file", "applied_at", "undone_at", "undone_by"])
    mapping.remember(job, table["headers"])
    job.state, job.problem = State.CHECKING, ""
    job.save()
    _queue(job)
    return job


@transaction.atomic
def take_over(actor: User, job: Import, *, good_rows: bool = False) -> Import:
    """Write what was checked; with ``good_rows`` though rows were refused. Raises Problem 409."""
    importable = importable_of(actor, job.collection)
    _require_publish(actor, importable, job)
    job = _held(job, State.CHECKED)
    job.skip_bad = job.skip_bad or good_rows
    if job.refused and not job.skip_bad:
        raise Problem(
            409, "rows-refused", _("Rows were refused: put the file right, or take the good rows.")
        )
    if not job.new + job.changed:
        raise Problem(409, "nothing-to-do", _("There is nothing to take over."))
    return _begin(job, State.APPLYING)


@transaction.atomic
def undo(actor: User, job: Import) -> Import:
    """Put everything back as it was before the import. Raises Problem 409 in a wrong state."""
    importable_of(actor, job.collection)
    job = _held(job, State.APPLIED)
    job.undone_by = actor
    return _begin(job, State.UNDOING)


@transaction.atomic
def correct(actor: User, job: Import) -> Import:
    """Go back from the check to the columns. Raises Problem 409 in a wrong state."""
    importable_of(actor, job.collection)
    job = _held(job, State.CHECKED)
    job.state = State.MAPPING
    job.save(update_fields=["state"])
    return job


@transaction.atomic
def start_again(actor: User, job: Import) -> Import:
    """Queue a step again from which nothing is heard. Raises Problem 409 while it works."""
    importable_of(actor, job.collection)
    job = _held(job, *BUSY)
    if not progress.silent(job, SILENT_S):
        raise Problem(409, "busy", _("It is being worked on."))
    _queue(job)
    return job


@transaction.atomic
def discard(actor: User, job: Import) -> None:
    """Remove an import that wrote nothing, with its file. Raises Problem 409 for the others."""
    importable_of(actor, job.collection)
    job = _held(job, State.MAPPING, State.CHECKED, State.REFUSED)
    storage, name = job.file.storage, str(job.file.name)
    job.delete()
    transaction.on_commit(lambda: storage.delete(name))


def _require_publish(actor: User, importable: Importable, job: Import) -> None:
    """What one brings in oneself, somebody else approves, unless one may override that."""
    for action in importable.publishes if job.publish else ():
        require(actor, action)


def _held(job: Import, *states: State | str) -> Import:
    """The import, locked, in one of these states."""
    held = Import.objects.select_for_update().get(pk=job.pk)
    if held.state not in states:
        raise Problem(409, "wrong-state", _("The import has gone on meanwhile."))
    return held


def _begin(job: Import, state: State) -> Import:
    job.state, job.problem = state, ""
    job.save(update_fields=["state", "problem", "skip_bad", "undone_by"])
    _queue(job)
    return job


def _queue(job: Import) -> None:
    """Have a worker do what the state asks for, once this is committed."""
    from geo.exchange.tasks import work

    key, language = job.pk, get_language()
    progress.begin(job)
    transaction.on_commit(lambda: work.delay(key, language))


def _refused(field: str, reason: Any) -> Problem:
    return Problem(
        422, "invalid-import", _("Some fields are not right."), [FieldError(field, reason)]
    )
