"""Exporting a selection from a collection's list in the admin."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.gis.gdal import GDALException
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geo.exchange.importable import importables
from geo.exchange.reading import MOST_ROWS
from geo.exchange.writing import offered, written

PIECE = 2000


@admin.action(description=gettext_lazy("Export the selected records"), permissions=["view"])
def export_selected(
    model_admin: Any, request: HttpRequest, queryset: QuerySet[Any]
) -> HttpResponse | None:
    """Ask for the format, then give the file."""
    importable = importables.get(model_admin.collection.name)
    formats = offered(importable)
    format = request.POST.get("format", "")
    count = queryset.count()
    if count > MOST_ROWS:
        messages.error(request, _("At most %d records at a time.") % MOST_ROWS)
        return None
    if format not in dict(formats):
        context = model_admin.admin_site.each_context(request) | {
            "title": _("Export"),
            "opts": model_admin.opts,
            "media": model_admin.media,
            "formats": formats,
            "count": count,
            "chosen": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "across": request.POST.get("select_across", "0"),
            "checkbox": ACTION_CHECKBOX_NAME,
            "list_url": request.get_full_path(),
        }
        request.current_app = model_admin.admin_site.name
        return TemplateResponse(request, "admin/exchange/export.html", context)
    related = [name for name in importable.columns if importable.fields[name].is_relation]
    # Lists leave geometries and long texts in the database: here they are wanted.
    records = queryset.defer(None).select_related(*related).order_by("pk")
    try:
        with written(importable, records.iterator(chunk_size=PIECE), format) as (path, kind):
            response = HttpResponse(path.read_bytes(), content_type=kind.media_type)
    except GDALException:
        messages.error(request, _("This format cannot hold these records."))
        return None
    response["Content-Disposition"] = f'attachment; filename="{path.name}"'
    return response
