"""The history page of a record in the admin."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from tourism_backend.publishing.admin import comparing, paging, widgets, words
from tourism_backend.publishing.collection import Part
from tourism_backend.publishing.history import Version, steps
from tourism_backend.publishing.linkhistory import is_tracked
from tourism_backend.publishing.snapshots import Kept

HISTORY_PAGE = 50


@dataclass(frozen=True)
class Tracked:
    """A model that is no collection and whose changes are kept: each of its columns is told."""

    model: type[Model]
    parts: tuple[Part, ...] = ()

    @property
    def versioned(self) -> tuple[str, ...]:
        """All its columns."""
        return tuple(field.name for field in self.model._meta.concrete_fields)


@dataclass(frozen=True)
class Entry:
    """One version of one record: by whom, and what it changed. ``first``: nothing was there."""

    version: Version
    who: str
    kind: str
    first: bool
    rows: list[comparing.Row]


def entries(kept: Kept, record: Model, *, offset: int = 0, limit: int = 50) -> list[Entry]:
    """A record's history in words, newest first: a fixed number of queries."""
    told = steps(kept, record, offset=offset, limit=limit)
    rows = comparing.rows(kept, *(step.differences for step in told))
    return [
        Entry(v, words.who(v.actor), words.kind_of(v.kind), step.first, some)
        for step, some in zip(told, rows, strict=True)
        for v in (step.version,)
    ]


class HistoryAdmin(ModelAdmin):  # type: ignore[misc]
    """Shows what database triggers wrote, in the place of what the admin itself remembers."""

    object_history_template = "admin/publishing/history.html"

    @property
    def history_of(self) -> Kept:
        """What is kept of the records: of a collection, its links and parts too."""
        return Tracked(self.model)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who changed what and when, direct writes to the database included."""
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[no-any-return]
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        page, tracked = paging.asked(request, HISTORY_PAGE), is_tracked(self.model)
        told = (
            entries(self.history_of, record, offset=page.offset, limit=page.size) if tracked else []
        )
        context = self.admin_site.each_context(request) | {
            "title": _("History: %s") % record,
            "entries": told,
            "page": replace(page, has_next=len(told) == page.size),
            "tracked": tracked,
            "object": record,
            "opts": self.opts,
            "map_config": widgets.ground(),
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)
