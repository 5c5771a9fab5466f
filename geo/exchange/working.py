"""What a worker does for an import: read the file, check its rows, take them over, undo.

Each step is one transaction that holds the import's row to its end; a second worker waits, finds
the step done and does nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import DO_NOTHING, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from geo.exchange import images, mapping, progress, reading, rules
from geo.exchange.evaluation import Decision, Evaluation
from geo.exchange.formats import FileRefused
from geo.exchange.importable import Importable, importables
from geo.exchange.models import Action, Import, ImportRow, State
from geo.exchange.systems import WGS84
from tourism_backend.common.actors import Actor, Forbidden
from tourism_backend.common.problems import Problem, problem_of
from tourism_backend.publishing import bulk
from tourism_backend.publishing import services as publishing
from tourism_backend.publishing.models import OPEN_STATES, Review, Status
from tourism_backend.publishing.trail import written_by

SAMPLES = 5
NAMED = 5  # records named in a refusal


# Why rows were refused as they were written, by their lines: (column, reason).
Broken = dict[int, list[tuple[str, str]]]


class RowsRefused(Exception):
    """Rows were refused as they were written, and all or nothing was asked for."""

    def __init__(self, broken: Broken) -> None:
        super().__init__(f"{len(broken)} rows were refused")
        self.broken = broken


def run(pk: int) -> str:
    """Do what the import's state asks for; the state afterwards."""
    with transaction.atomic():
        job = Import.objects.select_for_update().filter(pk=pk).first()
        if job is None:
            return ""
        step = STEPS.get(job.state)
        if step is None:
            return job.state
        try:
            with transaction.atomic():
                step(job)
        except FileRefused as refused:
            job.state, job.problem = State.REFUSED, str(refused)
        except RowsRefused as refused:
            check(job, refused.broken)
            job.problem = _("Rows were refused as they were written: nothing was taken over.")
        except (Problem, Forbidden, ValidationError) as error:
            job.state, job.problem = BACK[State(job.state)], told(error)
        job.save()
    return job.state


def told(error: Exception) -> str:
    """A refusal as a text."""
    problem = problem_of(error)
    assert problem is not None
    parts = [str(problem.detail), *(f"{e.field}: {e.reason}" for e in problem.errors)]
    return " ".join(filter(None, parts))


# --- reading


def read(job: Import) -> None:
    """Find the file's tables, propose a mapping."""
    importable = importables.get(job.collection)
    with opened(job) as file:
        job.tables = [_described(file, table) for table in file.tables]
        table = file.table(job.layer)
        job.layer, job.encoding = table.name, file.encoding
    job.mapping = mapping.proposed(importable, table.headers)
    job.state = State.MAPPING


def _described(file: reading.Opened, table: reading.Table) -> dict[str, Any]:
    samples = []
    if table.count:
        for row in file.rows(table):
            samples.append([row.cells.get(header, "")[:80] for header in table.headers])
            if len(samples) == SAMPLES:
                break
    return {
        "name": table.name,
        "headers": list(table.headers),
        "count": table.count,
        "system": table.system,
        "undeclared": table.undeclared,
        "samples": samples,
    }


@contextmanager
def opened(job: Import) -> Iterator[reading.Opened]:
    """The import's file."""
    with (
        job.file.open("rb") as kept,
        reading.reading(kept, job.format, job.encoding) as file,
    ):
        yield file


# --- checking and taking over


def check(job: Import, broken: Broken | None = None) -> None:
    """Find out what each row would do; ``broken`` is what the database has refused meanwhile."""
    known = broken or {}

    def keep(decisions: Sequence[Decision]) -> None:
        for decision in decisions:
            for why in known.get(decision.line, ()) if decision.record is not None else ():
                _refuse(decision, why)
        bulk.insert([decision.row(job) for decision in decisions])

    _evaluate(job, keep, lock=False)
    job.state = State.CHECKED


def _refuse(decision: Decision, why: tuple[str, str]) -> None:
    decision.record = None
    decision.refuse(*why)


def apply(job: Import) -> None:
    """Write what the rows say."""
    importable = importables.get(job.collection)
    actor, broken = job.uploaded_by, Broken()

    def write(decisions: Sequence[Decision]) -> None:
        _write(job, importable, actor, decisions)
        broken.update({d.line: d.reasons for d in decisions if d.action == Action.REFUSED})

    _evaluate(job, write, lock=True)
    if job.refused and not job.skip_bad:
        raise RowsRefused(broken)
    if job.publish:
        _publish(job, importable, actor)
    with images.over_all_rows():
        images.keep_after(importable.model, job)
    job.state, job.applied_at = State.APPLIED, timezone.now()


def _evaluate(job: Import, handle: Callable[[Sequence[Decision]], None], *, lock: bool) -> None:
    """Decide on every row; what is handled is counted as it was left."""
    importable = importables.get(job.collection)
    job.rows.all().delete()
    counts: Counter[str] = Counter()
    with opened(job) as file:
        table = file.table(job.layer)
        system = job.system or table.system or WGS84
        evaluation = Evaluation(job, importable, system, lock=lock)
        for decisions in evaluation.chunks(file.rows(table, job.system)):
            handle(decisions)
            counts.update(decision.action for decision in decisions)
            progress.tell(job, counts.total(), table.count)
    for action in Action.values:
        setattr(job, action, counts[action])


def _write(
    job: Import, importable: Importable, actor: Actor, decisions: Sequence[Decision]
) -> None:
    """Keep what the records were, then write them; what the database refuses is refused."""
    writing = {
        decision.record.uuid: decision
        for decision in decisions
        if decision.record is not None and decision.action in (Action.NEW, Action.CHANGED)
    }
    bulk.insert([decision.row(job) for decision in decisions])
    images.keep_before(importable.model, job, [d.line for d in writing.values()])
    columns = {name for decision in writing.values() for name in decision.changes}
    links = {uuid: decision.links for uuid, decision in writing.items() if decision.links}
    records = [decision.record for decision in writing.values() if decision.record is not None]
    why = _("Import of %s") % job.name
    fields = columns - {*importable.links}
    refused = publishing.save_many(actor, importable.declared, records, fields, why, links=links)
    for record, rule in refused:
        decision = writing[record.uuid]
        _refuse(decision, rules.explained(importable.model, rule))
        ImportRow.objects.filter(job=job, line=decision.line).update(
            action=Action.REFUSED, reasons=decision.reasons, record=None, before=None
        )


def _publish(job: Import, importable: Importable, actor: Actor) -> None:
    """Show what is new, and what was changed and had no other edits waiting."""
    rows: Any = job.rows.filter(action__in=(Action.NEW, Action.CHANGED))
    uuids: list[UUID] = [
        uuid
        for uuid, before in rows.values_list("record", "before")
        if before is None or (before["status"], before["pending"]) == (Status.PUBLISHED, "false")
    ]
    publishing.publish(actor, importable.declared, uuids, why=_("Import of %s") % job.name)


# --- undoing


def undo(job: Import) -> None:
    """Put the records back. Raises Problem 409 where somebody has worked on one since."""
    assert job.undone_by is not None
    with images.over_all_rows(), written_by(job.undone_by, _("Import of %s undone") % job.name):
        _undo(job)
    job.state, job.undone_at = State.UNDONE, timezone.now()


def _undo(job: Import) -> None:
    importable = importables.get(job.collection)
    model: Any = importable.model
    written: Any = job.rows.filter(action__in=(Action.NEW, Action.CHANGED))
    uuids: list[UUID] = list(written.values_list("record", flat=True))
    list(
        model._default_manager.filter(uuid__in=uuids).order_by("pk").select_for_update().only("pk")
    )
    names = images.touched(model, job, NAMED)
    if names:
        raise _in_the_way(_("Edited since, or published: %s. Nothing was undone."), names)
    new = model._default_manager.filter(uuid__in=written.filter(action=Action.NEW).values("record"))
    _unused(new)
    reviews = Review.objects.filter(record__in=uuids, state__in=OPEN_STATES)
    under_review = job.rows.filter(record__in=reviews.values("record"))
    if under_review.exists():
        names = [row.title for row in under_review[:NAMED]]
        raise _in_the_way(_("In review: %s. Nothing was undone."), names)
    images.put_back(model, job)
    images.remove_new(model, job)
    if images.differ(model, job):
        raise Problem(409, "not-undone", _("The records could not be put back as they were."))
    publishing.put_back(importable.declared, uuids)
    _require_what_is_named()


def _require_what_is_named() -> None:
    """Refuse while a record that was put back names one that is gone: at once, not at commit."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError:
        detail = _("Something that a record named before is gone by now. Nothing was undone.")
        raise Problem(409, "in-the-way", detail) from None


def _unused(records: QuerySet[Any]) -> None:
    """Refuse while anything hangs on the records that are to go; their own links go with them."""
    model = records.model
    for relation in model._meta.related_objects:
        if relation.on_delete is DO_NOTHING:  # histories stay
            continue
        users: Any = relation.related_model._default_manager
        _none(users.filter(**{f"{relation.field.name}__in": records}))


def _none(users: QuerySet[Any]) -> None:
    names = [str(user) for user in users[:NAMED]]
    if names:
        raise _in_the_way(_("Used by others by now: %s. Nothing was undone."), names)


def _in_the_way(text: str, names: Sequence[str]) -> Problem:
    return Problem(409, "in-the-way", text % ", ".join(names))


STEPS: Mapping[str, Callable[[Import], None]] = {
    State.READING: read,
    State.CHECKING: check,
    State.APPLYING: apply,
    State.UNDOING: undo,
}
# Where a step that was refused leaves the import.
BACK: Mapping[State, State] = {
    State.READING: State.REFUSED,
    State.CHECKING: State.MAPPING,
    State.APPLYING: State.CHECKED,
    State.UNDOING: State.APPLIED,
}
