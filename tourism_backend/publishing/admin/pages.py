"""The history page of a record in the admin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from unfold.admin import ModelAdmin

from tourism_backend.publishing.admin import history, paging

HISTORY_PAGE = 50


class HistoryAdmin(ModelAdmin):  # type: ignore[misc]
    """Shows what database triggers wrote, in the place of what the admin itself remembers."""

    object_history_template = "admin/publishing/history.html"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Who changed what and when, direct writes to the database included."""
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[no-any-return]
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        page = paging.asked(request, HISTORY_PAGE)
        told = history.entries(self.model, record.pk, page.offset, HISTORY_PAGE)
        context = self.admin_site.each_context(request) | {
            "title": _("History: %s") % record,
            "entries": told,
            "page": replace(page, has_next=len(told) == HISTORY_PAGE),
            "tracked": history.event_model(self.model) is not None,
            "object": record,
            "opts": self.opts,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.object_history_template, context)
