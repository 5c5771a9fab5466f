"""A selection of working records as a download: the same from a list in the admin and by API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.gis.gdal import GDALException
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _

from geo.exchange.importable import Importable
from geo.exchange.models import Action, ImportRow
from geo.exchange.reading import MOST_ROWS
from geo.exchange.writing import offered, written
from tourism_backend.common.problems import FieldError, Problem

PIECE = 2000  # records held at a time


@dataclass(frozen=True)
class Selection:
    """Which records: what is empty does not narrow."""

    ids: Sequence[UUID] = ()
    slugs: Sequence[str] = ()
    statuses: Sequence[str] = ()
    edited_since: datetime | None = None
    imported: UUID | None = None


def selected(importable: Importable, asked: Selection) -> QuerySet[Any]:
    """The working records that were asked for."""
    found: QuerySet[Any] = importable.model._default_manager.all()
    if asked.ids:
        found = found.filter(uuid__in=asked.ids)
    if asked.slugs:
        found = found.filter(slug__in=asked.slugs)
    if asked.statuses:
        found = found.filter(status__in=asked.statuses)
    if asked.edited_since is not None:
        found = found.filter(updated_at__gte=asked.edited_since)
    if asked.imported is not None:
        rows = ImportRow.objects.filter(
            job__uuid=asked.imported, action__in=(Action.NEW, Action.CHANGED)
        )
        found = found.filter(uuid__in=rows.values("record"))
    return found


def as_file(importable: Importable, records: QuerySet[Any], format: str) -> HttpResponse:
    """The records as a download. Raises Problem 422 where they are none, too many, or unfit."""
    if format not in dict(offered(importable)):
        raise _refused("format", _("This format cannot hold these records."))
    count = records.count()
    if not count:
        raise _refused("collection", _("No records are selected."))
    if count > MOST_ROWS:
        raise _refused("collection", _("At most %d records at a time.") % MOST_ROWS)
    # Lists leave geometries and long texts in the database: here they are wanted.
    whole = records.defer(None).select_related(*importable.related).order_by("pk")
    whole = whole.prefetch_related(*importable.links)
    try:
        with written(importable, whole.iterator(chunk_size=PIECE), format) as (path, kind):
            response = HttpResponse(path.read_bytes(), content_type=kind.media_type)
    except GDALException:
        raise _refused("format", _("This format cannot hold these records.")) from None
    response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _refused(field: str, reason: str) -> Problem:
    detail = _("Some fields are not right.")
    return Problem(422, "invalid-export", detail, [FieldError(field, reason)])
