"""Bringing files in and taking them out by program, as the admin does it.

Mounted under ``/exchange``. Signed-in people only (the admin's session; writes with the CSRF
token), with the rights of their roles. What takes long is done by a worker: the answer is 202, and
``state`` and ``progress`` of the import say how far it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from ninja.security import django_auth

from geo.exchange import mapping, progress, services
from geo.exchange.exporting import Selection, as_file, selected
from geo.exchange.importable import Importable, importables
from geo.exchange.models import BUSY, Action, Import, ImportRow, State
from geo.exchange.vietnamese import ENCODINGS
from geo.exchange.writing import FORMATS, offered
from tourism_backend.accounts.models import User
from tourism_backend.common.actors import require
from tourism_backend.common.moments import Moment
from tourism_backend.common.problems import not_found
from tourism_backend.publishing import access
from tourism_backend.publishing.admin.rights import actor
from tourism_backend.publishing.models import Licence
from tourism_backend.publishing.models import Status as Published
from tourism_backend.publishing.openapi import refusals

PREFIX = "/exchange"
router = Router(tags=["exchange"], auth=django_auth)

MOST_LISTED, MOST_ROWS, MOST_ASKED = 100, 500, 10_000
READS, WRITES = (401, 403, 404, 429, 503), (400, 401, 403, 404, 409, 413, 422, 429, 503)
# What an export may be; GeoJSON is the one that is JSON.
FILES: dict[str, Any] = {
    each.media_type.partition(";")[0]: {
        "schema": {"type": "object"}
        if each.media_type.endswith("json")
        else {"type": "string", "format": "binary"}
    }
    for each in FORMATS.values()
}
Text = Annotated[str, Field(max_length=300, pattern="^[^\\u0000]*$")]
Short = Annotated[str, Field(max_length=60, pattern="^[^\\u0000]*$")]


class ColumnOut(Schema):
    """A column that a header may fill, or that an export has."""

    name: str
    label: str
    required: bool = Field(description="A new record must have it.")


class CollectionOut(Schema):
    """A collection that takes files and gives them."""

    collection: str
    title: str
    columns: list[ColumnOut]
    formats: list[str] = Field(description="In which it can be exported.")


class TableOut(Schema):
    """A sheet or layer of a file; ``system`` is the EPSG code that it declares."""

    name: str
    headers: list[str]
    count: int
    system: int | None
    undeclared: bool = Field(description="It declares a system that is not known: say which.")
    samples: list[list[str]] = Field(description="The first rows, by header.")


class ProgressOut(Schema):
    """How far a worker is, in rows; ``total`` 0: not known."""

    done: int
    total: int
    silent: bool = Field(description="Nothing was heard for a minute: it may be started again.")


class ImportOut(Schema):
    """A file on its way into a collection."""

    id: UUID
    collection: str
    name: str
    format: str
    state: State
    problem: str = Field(description="Why the last step was refused.")
    tables: list[TableOut]
    layer: str
    encoding: str
    system: int | None
    mapping: dict[str, str] = Field(description="Header → column: proposed, then as assigned.")
    provider: str
    source: str
    licence: str
    clear_empty: bool
    override_own: bool
    skip_bad: bool
    publish: bool
    counts: dict[Action, int] = Field(description="Rows by what they do.")
    progress: ProgressOut | None = Field(description="While a worker is at it.")
    steps: list[str] = Field(description="What may be asked for now.")
    uploaded_by: str
    uploaded_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None


class AssignIn(Schema):
    """Which header fills which column, and how the file is to be read."""

    mapping: Annotated[dict[str, str], Field(max_length=300)]
    layer: Annotated[str, Field(max_length=255, pattern="^[^\\u0000]*$")] = ""
    encoding: Annotated[str, Field(json_schema_extra={"enum": ["", *ENCODINGS]})] = ""
    system: Annotated[int | None, Field(description="EPSG code.")] = None
    provider: Short = Field("import", description="Whose ids ``external_id`` holds.")
    source: Text = ""
    licence: Licence = Licence.UNKNOWN
    clear_empty: bool = False
    override_own: bool = False
    skip_bad: bool = False
    publish: bool = False


class ApplyIn(Schema):
    """Whether the good rows are taken though others were refused."""

    good_rows: bool = False


class ReasonOut(Schema):
    """Why a row is refused, or what of it is not taken; ``column`` empty: the row."""

    column: str
    reason: str


class ChangeOut(Schema):
    """What a row changes in one column."""

    column: str
    before: str
    after: str


class RowOut(Schema):
    """What a row of the file would do, or did."""

    line: int
    action: Action
    key: str
    title: str
    record: UUID | None
    position: tuple[float, float] | None = Field(description="Longitude and latitude.")
    reasons: list[ReasonOut]
    changes: list[ChangeOut]


class RowsOut(Schema):
    """A page of rows."""

    items: list[RowOut]
    next: int | None = Field(description="``after`` of the next page.")


class ExportIn(Schema):
    """Which records, in which format. What is not given does not narrow; nothing given: all."""

    collection: str
    format: str
    ids: Annotated[list[UUID], Field(max_length=MOST_ASKED)] = []
    slugs: Annotated[list[Text], Field(max_length=MOST_ASKED)] = []
    statuses: list[Published] = []
    edited_since: Moment | None = None
    imported: UUID | None = Field(None, description="Records that this import made or changed.")


# --- finding


def _importable(name: str) -> Importable:
    if name not in importables:
        raise not_found()
    return importables.get(name)


def _found(request: HttpRequest, uuid: UUID) -> Import:
    """The import, for who may see imports. Raises Problem 404, Forbidden."""
    require(actor(request), "import.view")
    job = Import.objects.select_related("uploaded_by").filter(uuid=uuid).first()
    if job is None:
        raise not_found()
    return job


# --- telling


def _told(job: Import) -> dict[str, Any]:
    members = [name for name in ImportOut.model_fields if hasattr(job, name)]
    done, total = progress.of(job)
    at = {"done": done, "total": total, "silent": progress.silent(job, services.SILENT_S)}
    return {name: getattr(job, name) for name in members} | {
        "id": job.uuid,
        "counts": {action: getattr(job, action) for action in Action},
        "progress": at if job.busy else None,
        "steps": _steps(job),
        "uploaded_by": job.uploaded_by.label,
    }


def _steps(job: Import) -> list[str]:
    if job.state in BUSY:
        return ["restart"] if progress.silent(job, services.SILENT_S) else []
    return {
        State.MAPPING: ["assign", "discard"],
        State.CHECKED: ["assign", "apply", "discard"],
        State.APPLIED: ["undo"],
        State.REFUSED: ["discard"],
    }.get(State(job.state), [])


def _row(row: ImportRow) -> dict[str, Any]:
    members = ("line", "action", "key", "title", "record")
    return {name: getattr(row, name) for name in members} | {
        "position": row.point and row.point.coords[:2],
        "reasons": [{"column": name, "reason": text} for name, text in row.reasons],
        "changes": [
            {"column": name, "before": before, "after": after}
            for name, (before, after) in row.changes.items()
        ],
    }


def _stepped(request: HttpRequest, job: Import, step: Callable[[User, Import], Import]) -> Any:
    """Ask for a step, and say where the import stands now."""
    return Status(202, _told(step(actor(request), job)))


# --- operations


@router.get(
    "/collections",
    response=list[CollectionOut],
    operation_id="exchange_collections",
    summary="exchange: what takes and gives files",
    openapi_extra={"responses": refusals(401, 403, 429, 503)},
)
def collections(request: HttpRequest) -> list[dict[str, Any]]:
    """The collections whose records the asker may see, with their columns and formats."""
    require(actor(request), "import.view")
    return [
        {
            "collection": importable.collection,
            "title": str(importable.declared.title),
            "columns": [
                {"name": name, "label": label, "required": name in importable.required}
                for name, label in mapping.columns(importable).items()
            ],
            "formats": [format for format, _label in offered(importable)],
        }
        for importable in importables
        if actor(request).may(access.action(importable.declared, "view"))
    ]


@router.get(
    "/imports",
    response=list[ImportOut],
    operation_id="exchange_imports",
    summary="exchange: imports",
    openapi_extra={"responses": refusals(401, 403, 429, 503)},
)
def imports(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest first, 100 at most."""
    require(actor(request), "import.view")
    return [_told(job) for job in Import.objects.select_related("uploaded_by")[:MOST_LISTED]]


@router.post(
    "/imports",
    response={201: ImportOut},
    operation_id="exchange_upload",
    summary="exchange: upload a file",
    openapi_extra={"responses": refusals(*WRITES)},
)
def upload(
    request: HttpRequest, response: HttpResponse, file: File[UploadedFile], collection: Form[Short]
) -> Status[dict[str, Any]]:
    """Keep the file and have it read. Its records are not touched before `apply`."""
    job = services.upload(actor(request), collection, file, file.name or "")
    response["Location"] = f"{request.path}/{job.uuid}"
    return Status(201, _told(job))


@router.get(
    "/imports/{uuid:job}",
    response=ImportOut,
    operation_id="exchange_import",
    summary="exchange: where an import stands",
    openapi_extra={"responses": refusals(*READS)},
)
def detail(request: HttpRequest, job: UUID) -> dict[str, Any]:
    """Its state and progress, the mapping that is proposed, and what may be asked for now."""
    return _told(_found(request, job))


@router.delete(
    "/imports/{uuid:job}",
    response={204: None},
    operation_id="exchange_discard",
    summary="exchange: discard an import that wrote nothing",
    openapi_extra={"responses": refusals(*READS, 409)},
)
def discard(request: HttpRequest, job: UUID) -> Status[None]:
    """Forget it, with its file. One that wrote records is kept, and can be undone."""
    services.discard(actor(request), _found(request, job))
    return Status(204, None)


@router.put(
    "/imports/{uuid:job}/mapping",
    response={202: ImportOut},
    operation_id="exchange_assign",
    summary="exchange: assign columns, and check",
    openapi_extra={"responses": refusals(*WRITES)},
)
def assign(request: HttpRequest, job: UUID, given: AssignIn) -> Any:
    """Say which header fills which column; then every row is checked, and nothing written.

    With another sheet or encoding the file is read again first: see its headers then.
    """
    chosen: Mapping[str, Any] = given.dict()
    found = _found(request, job)
    return _stepped(request, found, lambda person, held: services.assign(person, held, chosen))


@router.get(
    "/imports/{uuid:job}/rows",
    response=RowsOut,
    operation_id="exchange_rows",
    summary="exchange: what each row does",
    openapi_extra={"responses": refusals(400, *READS)},
)
def rows(
    request: HttpRequest,
    job: UUID,
    action: Annotated[Action | None, Query()] = None,
    after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 100,
) -> dict[str, Any]:
    """Rows by line, each new, changed, same or refused, with reasons and differences."""
    found: Any = _found(request, job).rows.filter(line__gt=after).defer("before")
    if action is not None:
        found = found.filter(action=action)
    page = list(found.order_by("line")[: limit + 1])
    shown = page[:limit]
    return {
        "items": [_row(row) for row in shown],
        "next": shown[-1].line if len(page) > limit else None,
    }


@router.post(
    "/imports/{uuid:job}/apply",
    response={202: ImportOut},
    operation_id="exchange_apply",
    summary="exchange: take the rows over",
    openapi_extra={"responses": refusals(*WRITES)},
)
def apply(request: HttpRequest, job: UUID, given: ApplyIn) -> Any:
    """Write what was checked, in one transaction: new records are drafts, changes wait."""
    found, good = _found(request, job), given.good_rows
    return _stepped(
        request, found, lambda person, held: services.take_over(person, held, good_rows=good)
    )


@router.post(
    "/imports/{uuid:job}/undo",
    response={202: ImportOut},
    operation_id="exchange_undo",
    summary="exchange: undo an import",
    openapi_extra={"responses": refusals(*READS, 409)},
)
def undo(request: HttpRequest, job: UUID) -> Any:
    """Put every record back as it was. `problem` says why when that was not possible."""
    return _stepped(request, _found(request, job), services.undo)


@router.post(
    "/imports/{uuid:job}/restart",
    response={202: ImportOut},
    operation_id="exchange_restart",
    summary="exchange: start a step again",
    openapi_extra={"responses": refusals(*READS, 409)},
)
def restart(request: HttpRequest, job: UUID) -> Any:
    """Queue a step again from which nothing was heard for a minute."""
    return _stepped(request, _found(request, job), services.start_again)


@router.post(
    "/exports",
    operation_id="exchange_export",
    summary="exchange: records as a file",
    openapi_extra={
        "responses": {
            200: {
                "description": "The file",
                "content": FILES,
            },
            **refusals(*WRITES),
        }
    },
)
def export(request: HttpRequest, given: ExportIn) -> HttpResponse:
    """Working records with every column that can be imported, sources and licence."""
    importable = _importable(given.collection)
    access.require_on(actor(request), importable.declared, "view", [])
    asked = Selection(given.ids, given.slugs, given.statuses, given.edited_since, given.imported)
    return as_file(importable, selected(importable, asked), given.format)
