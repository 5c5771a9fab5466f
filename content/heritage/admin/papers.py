"""What is filed of a monument, given to curators: the files, and two photographs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, re_path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _

from content.heritage import rights
from content.heritage.files import FOLDER, MEDIA_TYPES
from content.heritage.models import Document, Monument, Photograph
from tourism_backend.publishing.admin import actor

if TYPE_CHECKING:
    from content.heritage.admin.records import MonumentAdmin

NAME = r"[0-9a-f-]{36}\.(?:pdf|jpg|png|webp)"


def urls(monuments: MonumentAdmin) -> list[URLPattern]:
    """The pages, for those whom ``rights`` lets read."""
    view = monuments.admin_site.admin_view

    def file(request: HttpRequest, name: str) -> HttpResponseBase:
        return _file(request, name)

    def compare(request: HttpRequest, pk: int) -> HttpResponse:
        return _compare(monuments, request, pk)

    return [
        re_path(rf"^file/(?P<name>{NAME})$", view(file), name="heritage_file"),
        path("<int:pk>/compare/", view(compare), name="heritage_compare"),
    ]


def comparisons(monument: Monument) -> str:
    """Links to the viewpoints of which there are two photographs or more."""
    taken = monument.viewpoints.annotate(n=Count("photographs")).filter(n__gte=2)
    address = reverse("admin:heritage_compare", args=[monument.pk])
    links = ((address, point.pk, point.name, point.n) for point in taken)
    return (
        format_html_join(", ", '<a class="text-link" href="{}?viewpoint={}">{} ({})</a>', links)
        or "–"
    )


def _file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A document or a photograph. Nobody else learns that it is there."""
    stored = f"{FOLDER}/{name}"
    found: Any = None
    for model in (Document, Photograph):
        found = found or model.objects.filter(file=stored).select_related("monument").first()
    if found is None or not rights.may_read(actor(request), found):
        raise Http404
    extension = name.rpartition(".")[2]
    try:
        response = FileResponse(found.file.open(), content_type=MEDIA_TYPES[extension])
    except FileNotFoundError:
        raise Http404 from None
    shown = "inline" if extension != "pdf" else "attachment"
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _compare(monuments: MonumentAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Two photographs from one viewpoint: the first and the last, or those of two chosen days."""
    monument = Monument.objects.filter(pk=pk).first()
    person = actor(request)
    if monument is None or not rights.may(person, "photograph", "view", "monument", monument):
        raise Http404
    asked = request.GET.get("viewpoint", "")
    points = monument.viewpoints.filter(pk=int(asked)) if asked.isdecimal() else None
    point = points.first() if points is not None else None
    if point is None:
        raise Http404
    taken = list(point.photographs.order_by("taken_on").select_related("survey"))
    context = {
        **monuments.admin_site.each_context(request),
        "title": _("%(monument)s: %(viewpoint)s") % {"monument": monument, "viewpoint": point.name},
        "opts": monuments.opts,
        "monument": monument,
        "viewpoint": point,
        "taken": taken,
        "before": _chosen(taken, request.GET.get("before", ""), 0),
        "after": _chosen(taken, request.GET.get("after", ""), -1),
    }
    return TemplateResponse(request, "admin/heritage/compare.html", context)


def _chosen(taken: Sequence[Photograph], asked: str, otherwise: int) -> Photograph | None:
    """The photograph of the day that was asked for."""
    found = next((one for one in taken if one.taken_on.isoformat() == asked), None)
    return found or (taken[otherwise] if taken else None)
