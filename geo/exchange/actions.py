"""Exporting a selection from a collection's list in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geo.exchange.exporting import as_file
from geo.exchange.importable import importables
from geo.exchange.writing import offered
from tourism_backend.common.problems import Problem


@admin.action(description=gettext_lazy("Export the selected records"), permissions=["view"])
def export_selected(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse | None:
    """Ask for the format, then give the file."""
    importable = importables.get(model_admin.collection.name)
    formats = offered(importable)
    format = request.POST.get("format", "")
    if format not in dict(formats):
        context = model_admin.admin_site.each_context(request) | {
            "title": _("Export"),
            "opts": model_admin.opts,
            "media": model_admin.media,
            "formats": formats,
            "count": queryset.count(),
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
            "checkbox": ACTION_CHECKBOX_NAME,
            "list_url": request.get_full_path(),
        }
        request.current_app = model_admin.admin_site.name
        return TemplateResponse(request, "admin/exchange/export.html", context)
    try:
        return as_file(importable, queryset, format)
    except Problem as problem:
        messages.error(request, " ".join(str(error.reason) for error in problem.errors))
        return None
