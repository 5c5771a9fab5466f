"""What is filed of a monument, given to curators: the files, and two of them laid side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, re_path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from content.heritage import rights
from content.heritage.files import FOLDER, MEDIA_TYPES
from content.heritage.models import Document, Intervention, Monument, Photograph
from content.heritage.models.papers import OF_WORKS
from tourism_backend.publishing.admin import actor

if TYPE_CHECKING:
    from content.heritage.admin.records import MonumentAdmin

NAME = r"[0-9a-f-]{36}\.(?:pdf|jpg|png|webp)"


@dataclass(frozen=True)
class Side:
    """One of two things laid side by side; ``key`` is what chooses it."""

    key: str
    label: str
    note: str
    url: str

    @property
    def is_pdf(self) -> bool:
        """Whether the browser's own viewer shows it."""
        return self.url.endswith(".pdf")


def urls(monuments: MonumentAdmin) -> list[URLPattern]:
    """The pages, for those whom ``rights`` lets read."""
    view = monuments.admin_site.admin_view

    def file(request: HttpRequest, name: str) -> HttpResponseBase:
        return _file(request, name)

    def compare(request: HttpRequest, pk: int) -> HttpResponse:
        return _viewpoint(monuments, request, pk)

    def works(request: HttpRequest, pk: int) -> HttpResponse:
        return _works(monuments, request, pk)

    return [
        re_path(rf"^file/(?P<name>{NAME})$", view(file), name="heritage_file"),
        path("<int:pk>/compare/", view(compare), name="heritage_compare"),
        path("works/<int:pk>/compare/", view(works), name="heritage_works"),
    ]


def before_and_after(works: Intervention) -> str:
    """The way to what the works looked like before and after; a dash where a side is missing."""
    kinds = {document.kind for document in works.documents.all()}
    if not kinds >= set(OF_WORKS):
        return "–"
    address = reverse("admin:heritage_works", args=[works.pk])
    return format_html('<a class="text-link" href="{}">{}</a>', address, _("Lay side by side"))


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
    shown = "inline" if extension != "pdf" or "shown" in request.GET else "attachment"
    if shown == "inline":
        # Within a page of ours, where two papers are laid side by side; nowhere else.
        response["X-Frame-Options"] = "SAMEORIGIN"
        response._csp_replace = {"frame-ancestors": ["'self'"], "object-src": ["'self'"]}  # type: ignore[attr-defined]
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _viewpoint(monuments: MonumentAdmin, request: HttpRequest, pk: int) -> HttpResponse:
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
    taken = [
        Side(
            one.taken_on.isoformat(),
            date_format(one.taken_on, "SHORT_DATE_FORMAT"),
            one.survey.get_grade_display() if one.survey else "",
            one.file.url,
        )
        for one in point.photographs.order_by("taken_on").select_related("survey")
    ]
    title = _("%(monument)s: %(viewpoint)s") % {"monument": monument, "viewpoint": point.name}
    return _side_by_side(monuments, request, monument, title, (taken, taken))


def _works(monuments: MonumentAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """What works looked like before and after: photographs or papers."""
    works = Intervention.objects.filter(pk=pk).select_related("monument").first()
    person = actor(request)
    if works is None or not rights.may(person, "document", "view", "monument", works.monument):
        raise Http404
    sides: dict[str, list[Side]] = {kind: [] for kind in OF_WORKS}
    for one in works.documents.filter(kind__in=OF_WORKS).order_by("filed_at", "pk"):
        day = date_format(localtime(one.filed_at), "SHORT_DATE_FORMAT")
        sides[one.kind].append(Side(str(one.pk), one.title, day, one.file.url))
    before, after = sides.values()
    if not before or not after:
        raise Http404
    title = _("%(monument)s: %(viewpoint)s") % {"monument": works.monument, "viewpoint": works.plan}
    return _side_by_side(monuments, request, works.monument, title, (before, after))


def _side_by_side(
    monuments: MonumentAdmin,
    request: HttpRequest,
    monument: Monument,
    title: str,
    sides: tuple[Sequence[Side], Sequence[Side]],
) -> HttpResponse:
    before, after = sides
    context = {
        **monuments.admin_site.each_context(request),
        "title": title,
        "opts": monuments.opts,
        "monument": monument,
        "viewpoint": request.GET.get("viewpoint", ""),
        "befores": before,
        "afters": after,
        "before": _chosen(before, request.GET.get("before", ""), 0),
        "after": _chosen(after, request.GET.get("after", ""), -1),
    }
    page = TemplateResponse(request, "admin/heritage/compare.html", context)
    page._csp_update = {"frame-src": ["'self'"]}  # type: ignore[attr-defined]
    return page


def _chosen(sides: Sequence[Side], asked: str, otherwise: int) -> Side | None:
    """The one that was asked for."""
    found = next((one for one in sides if one.key == asked), None)
    return found or (sides[otherwise] if sides else None)
