"""The pages of the worklist: what waits, entry by entry, and the way to each record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tourism_backend.publishing.admin import paging
from tourism_backend.publishing.admin.rights import actor
from tourism_backend.publishing.worklist import Entry, Waiting, dismiss, waiting, worklist

PAGE = 50


@dataclass(frozen=True)
class Line:
    """A row as the page shows it."""

    title: str
    url: str
    what: str  # the kind of record
    since: datetime | None
    note: str
    kind: str
    pk: int
    about: str
    may_leave: bool


@dataclass(frozen=True)
class Section:
    """An entry as the page shows it."""

    entry: Entry
    url: str
    count: int
    lines: list[Line]


def sections(request: HttpRequest) -> list[Section]:
    """What waits for the person who asks, entry by entry: one statement."""
    return [_section(request, found) for found in waiting(_kinds(request), list(worklist))]


def urls() -> list[URLPattern]:
    """The worklist's pages, for the admin's site."""
    view = admin.site.admin_view
    return [
        path("worklist/", view(whole), name="worklist"),
        path("worklist/<slug:name>/", view(one), name="worklist_entry"),
        path("worklist/<slug:name>/leave/", view(require_POST(leave)), name="worklist_leave"),
    ]


def whole(request: HttpRequest) -> HttpResponse:
    """Every entry with its first records."""
    return _page(request, "worklist", _("Worklist"), {"sections": sections(request)})


def one(request: HttpRequest, name: str) -> HttpResponse:
    """All records of one entry, page by page."""
    entry = _entry(name)
    page = paging.asked(request, PAGE)
    (found,) = waiting(_kinds(request), [entry], limit=PAGE, offset=page.offset)
    section = _section(request, found)
    more = page.offset + PAGE < section.count
    context = {"section": section, "page": replace(page, has_next=more)}
    return _page(request, "worklist_entry", str(entry.title), context)


def leave(request: HttpRequest, name: str) -> HttpResponse:
    """Leave a record as it is."""
    kind, pk = request.POST.get("kind", ""), request.POST.get("pk", "")
    if kind not in _kinds(request) or not pk.isdecimal() or len(pk) > 18:
        raise Http404
    if not actor(request).may(f"{kind.partition('.')[2]}.change"):
        raise PermissionDenied
    entry = _entry(name)
    dismiss(actor(request), entry, kind, int(pk), request.POST.get("about", ""))
    messages.success(request, _("Left as it is. It waits no more until it changes."))
    return HttpResponseRedirect(reverse("admin:worklist_entry", args=[entry.name]))


def _entry(name: str) -> Entry:
    entry = worklist.get(name)
    if entry is None:
        raise Http404
    return entry


def _kinds(request: HttpRequest) -> list[str]:
    """The kinds of records that have an admin and that the person may see."""
    return [
        model._meta.label_lower
        for model, model_admin in admin.site._registry.items()
        if model_admin.has_view_permission(request)
    ]


def _section(request: HttpRequest, found: Waiting) -> Section:
    person = actor(request)
    lines = []
    for row in found.rows:
        meta = apps.get_model(row.kind)._meta
        name = f"admin:{meta.app_label}_{meta.model_name}_{found.entry.page}"
        lines.append(
            Line(
                row.title,
                reverse(name, args=[row.pk]),
                str(meta.verbose_name),
                row.since,
                row.note,
                row.kind,
                row.pk,
                row.about,
                person.may(f"{meta.model_name}.change"),
            )
        )
    url = reverse("admin:worklist_entry", args=[found.entry.name])
    return Section(found.entry, url, found.count, lines)


def _page(request: HttpRequest, template: str, title: str, more: dict[str, Any]) -> HttpResponse:
    context = admin.site.each_context(request) | {"title": title} | more
    request.current_app = admin.site.name
    return TemplateResponse(request, f"admin/publishing/{template}.html", context)
