"""Imports in the admin: one page that follows the steps of a file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.contrib.gis.geos import MultiPoint
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from geo.exchange import comparing, mapping, progress, services
from geo.exchange.forms import AssignForm, ExtractForm, UploadForm, open_to
from geo.exchange.importable import importables
from geo.exchange.models import (
    Action,
    Comparing,
    Comparison,
    Decided,
    Difference,
    Import,
    ImportRow,
    State,
)
from tourism_backend.common.problems import Problem
from tourism_backend.publishing.admin import MapWidget, RoleAdmin, actor, display

ROWS = 50
# As many rows are drawn on the preview's map: more would hide each other.
DRAWN = 2000


@admin.register(Import)
class ImportAdmin(RoleAdmin):
    """Files on their way in. What is written is asked of each collection's own services."""

    list_display = ("name", "records", "step", "counts", "uploaded_by", "when")
    list_display_links = ("name",)
    list_filter = ("state",)
    list_select_related = ("uploaded_by",)
    search_fields = ("name",)
    actions = None

    # --- the list

    @display(description=gettext_lazy("records"), ordering="collection")
    def records(self, job: Import | Comparison) -> str:
        """The collection's title."""
        return str(importables.get(job.collection).declared.title)

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={
            State.APPLIED: "success", State.CHECKED: "warning", State.MAPPING: "warning",
            State.REFUSED: "danger", State.UNDONE: "info",
        },
    )  # fmt: skip
    def step(self, job: Import) -> tuple[str, str]:
        """Where it stands."""
        return job.state, job.get_state_display()

    @display(description=gettext_lazy("new · changed · same · refused"))
    def counts(self, job: Import) -> str:
        """What became of the rows."""
        return " · ".join(str(getattr(job, action)) for action in Action.values)

    @display(description=gettext_lazy("uploaded"), ordering="uploaded_at")
    def when(self, job: Import | Comparison) -> str:
        """When it was uploaded."""
        return date_format(localtime(job.uploaded_at), "SHORT_DATETIME_FORMAT")

    # --- who

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Whoever may change records of a collection that takes files."""
        return super().has_add_permission(request) and bool(open_to(actor(request)))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was taken over is kept; the rest is discarded on its page."""
        return False

    # --- pages

    def get_urls(self) -> list[Any]:
        """Beside the admin's own: how far a step is, and the refused rows as a table."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/progress/", wrap(self.progress_view), name="exchange_import_progress"),
            path("<int:pk>/refused.csv", wrap(self.refused_view), name="exchange_import_refused"),
        ]
        return [*own, *super().get_urls()]

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Upload a file."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        person = actor(request)
        form = UploadForm(
            person, request.POST or None, request.FILES or None,
            initial={"collection": request.GET.get("collection")},
        )  # fmt: skip
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                job = services.upload(person, form.cleaned_data["collection"], file, file.name)
                return redirect("admin:exchange_import_change", job.pk)
            except Problem as problem:
                for error in problem.errors:
                    form.add_error(error.field, str(error.reason))
        lead = _(
            "Nothing is written yet: you assign the columns, see what each row would do, and then"
            " decide."
        )
        return self._page(request, "upload", _("Import a file"), form=form, lead=lead)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page of the step an import is at; its buttons post here."""
        job = self.get_object(request, object_id)
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[no-any-return]
        if not self.has_view_permission(request, job):
            raise PermissionDenied
        if request.method == "POST":
            return self._step(request, job)
        return self._show(request, job)

    def _step(self, request: HttpRequest, job: Import) -> HttpResponse:
        person = actor(request)
        asked = request.POST.get("step", "")
        if asked == "assign" and job.state in (State.MAPPING, State.CHECKED):
            form = self._form(request, job, request.POST)
            if not form.is_valid():
                return self._show(request, job, form)
            chosen = form.chosen
            try:
                services.assign(person, job, chosen)
            except Problem as problem:
                for error in problem.errors:
                    self._note(form, chosen["mapping"], error.field, str(error.reason))
                return self._show(request, job, form)
        elif asked in BUTTONS:
            try:
                BUTTONS[asked](person, job)
            except Problem as problem:
                messages.error(request, str(problem.detail))
            if asked == "discard" and not Import.objects.filter(pk=job.pk).exists():
                return redirect("admin:exchange_import_changelist")
        return redirect("admin:exchange_import_change", job.pk)

    @staticmethod
    def _note(form: AssignForm, mapped: Mapping[str, str], name: str, reason: str) -> None:
        """A fault beside the field it is about: an option, a header, or what fills a column."""
        by_label = {field.label: key for key, field in form.fields.items()}
        filling = next((header for header, column in mapped.items() if column == name), name)
        key = name if name in form.fields else by_label.get(filling)
        form.add_error(key, reason)

    def _form(self, request: HttpRequest, job: Import, data: Any = None) -> AssignForm:
        importable = importables.get(job.collection)
        may = all(actor(request).may(action) for action in importable.publishes)
        return AssignForm(job, importable, data, may_publish=may)

    def _show(
        self, request: HttpRequest, job: Import, form: AssignForm | None = None
    ) -> HttpResponse:
        context: dict[str, Any] = {"job": job, "records": self.records(job), "states": State}
        if job.state == State.MAPPING or form is not None:
            context["form"] = form or self._form(request, job)
        elif job.busy:
            context |= following(job)
        elif job.total:
            context |= self._rows(request, job)
        template = "assign" if "form" in context else "job"
        return self._page(request, template, str(job), **context)

    def _rows(self, request: HttpRequest, job: Import) -> dict[str, Any]:
        """A page of rows, how many there are of each kind, and where they lie."""
        importable = importables.get(job.collection)
        action = request.GET.get("action", "")
        rows: Any = job.rows.defer("before")
        if action in Action.values:
            rows = rows.filter(action=action)
        page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
        points = rows.order_by("line").filter(point__isnull=False).values_list("point", flat=True)
        drawn = list(points[: DRAWN + 1])
        widget = MapWidget({"geom_type": "MULTIPOINT", "disabled": True, "id": "import-map"})
        return {
            "rows": [told(row, importable) for row in page],
            "page": page,
            "action": action,
            "kinds": [
                {"value": kind.value, "label": kind.label, "count": getattr(job, kind)}
                for kind in Action
            ],
            "map": widget.render("where", MultiPoint(drawn[:DRAWN], srid=4326)) if drawn else "",
            "media": self.media + widget.media,
            "drawn": DRAWN if len(drawn) > DRAWN else 0,
            "writes": job.new + job.changed,
        }

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far the step is, for the page's script."""
        return progress_of(self, request, pk)

    def refused_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """Every refused row with its line, columns and reasons, as CSV."""
        job = self.get_object(request, str(pk))
        if job is None or not self.has_view_permission(request, job):
            raise PermissionDenied
        importable = importables.get(job.collection)
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="refused.csv"'
        writer = csv.writer(response)
        writer.writerow([_("line"), _("name"), _("column"), _("reason")])
        for row in job.rows.filter(action=Action.REFUSED).defer("before"):
            for name, reason in told(row, importable)["reasons"]:
                writer.writerow([row.line, _plain(row.title or row.key), name, _plain(reason)])
        return response

    def _page(self, request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
        return page_of(self, request, name, title, **context)


@admin.register(Comparison)
class ComparisonAdmin(RoleAdmin):
    """OpenStreetMap extracts laid beside a collection, and what they say otherwise."""

    what = "import"
    list_display = ("name", "records", "step", "counts", "uploaded_by", "when")
    list_select_related = ("uploaded_by",)
    actions = None
    records = ImportAdmin.records
    when = ImportAdmin.when

    @display(
        description=gettext_lazy("state"),
        ordering="state",
        label={Comparing.READY: "success", Comparing.REFUSED: "danger"},
    )
    def step(self, comparison: Comparison) -> tuple[str, str]:
        """Where it stands."""
        return comparison.state, comparison.get_state_display()

    @display(description=gettext_lazy("named objects · found here"))
    def counts(self, comparison: Comparison) -> str:
        """How many objects the extract names, and how many are ours too."""
        return f"{comparison.objects_seen} · {comparison.matched}"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was decided is kept."""
        return False

    def get_urls(self) -> list[Any]:
        """Beside the admin's own: how far a comparison is."""
        view = self.admin_site.admin_view(self.progress_view)
        return [
            path("<int:pk>/progress/", view, name="exchange_comparison_progress"),
            *super().get_urls(),
        ]

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far the comparison is, for the page's script."""
        return progress_of(self, request, pk)

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Upload an extract."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        person = actor(request)
        form = ExtractForm(person, request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                made = comparing.upload(person, form.cleaned_data["collection"], file, file.name)
                return redirect("admin:exchange_comparison_change", made.pk)
            except Problem as problem:
                for error in problem.errors:
                    form.add_error(error.field, str(error.reason))
        lead = _("Nothing is overwritten: differences are offered one by one.")
        return self._page(request, "upload", _("Compare with OpenStreetMap"), form=form, lead=lead)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The differences, each with its two buttons."""
        comparison = self.get_object(request, object_id)
        if comparison is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[no-any-return]
        if not self.has_view_permission(request, comparison):
            raise PermissionDenied
        if request.method == "POST":
            self._decide(request, comparison)
            return redirect(request.get_full_path())
        return self._show(request, comparison)

    def _decide(self, request: HttpRequest, comparison: Comparison) -> None:
        try:
            if request.POST.get("step") == "again":
                comparing.start_again(actor(request), comparison)
                return
            step, _sign, key = request.POST.get("decide", "").partition("-")
            found = comparison.differences.filter(pk=int(key) if key.isdecimal() else 0).first()
            if step in DECISIONS and found is not None:
                DECISIONS[step](actor(request), found)
        except Problem as problem:
            messages.error(request, str(problem.detail))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))

    def _show(self, request: HttpRequest, comparison: Comparison) -> HttpResponse:
        if comparison.busy:
            return self._page(
                request, "comparison", str(comparison),
                comparison=comparison, records=self.records(comparison), **following(comparison),
            )  # fmt: skip
        importable = importables.get(comparison.collection)
        action = request.GET.get("action", "differs")
        which = {"differs": Q(record__isnull=False), "lacks": Q(record__isnull=True)}
        found = comparison.differences.filter(state=Decided.OPEN)
        counts = found.aggregate(**{name: Count("pk", filter=q) for name, q in which.items()})
        listed = found.filter(which.get(action, which["differs"])).select_related("decided_by")
        page = Paginator(listed, ROWS).get_page(request.GET.get("page"))
        points = [one.point for one in page]
        widget = MapWidget({"geom_type": "MULTIPOINT", "disabled": True, "id": "osm-map"})
        labels = {"differs": _("say otherwise"), "lacks": _("are not here")}
        kinds = [{"value": n, "label": labels[n], "count": counts[n]} for n in which]
        return self._page(
            request, "comparison", str(comparison),
            comparison=comparison, records=self.records(comparison), page=page, action=action,
            kinds=kinds, media=self.media + widget.media,
            map=widget.render("where", MultiPoint(points, srid=4326)) if points else "",
            rows=[
                {
                    "difference": one,
                    "label": mapping.label(importable, one.field) if one.field else "",
                    "theirs": comparing.told(one),
                    "facts": [
                        (mapping.label(importable, name), text)
                        for name, text in (one.theirs.items() if not one.record else ())
                    ],
                }
                for one in page
            ],
        )  # fmt: skip

    def _page(self, request: HttpRequest, name: str, title: str, **context: Any) -> HttpResponse:
        return page_of(self, request, name, title, **context)


DECISIONS: Mapping[str, Callable[[Any, Difference], Any]] = {
    "accept": comparing.accept,
    "leave": comparing.leave,
}


def page_of(
    model_admin: RoleAdmin, request: HttpRequest, name: str, title: str, **context: Any
) -> HttpResponse:
    """A page of these rooms' own, in the admin's frame."""
    opts = model_admin.opts
    given = model_admin.admin_site.each_context(request) | {
        "title": title,
        "opts": opts,
        "media": model_admin.media,
        "list_url": reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
        "list_title": opts.verbose_name_plural,
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, f"admin/exchange/{name}.html", given | context)


BUTTONS: Mapping[str, Callable[[Any, Import], Any]] = {
    "take_over": services.take_over,
    "good_rows": lambda person, job: services.take_over(person, job, good_rows=True),
    "correct": services.correct,
    "undo": services.undo,
    "again": services.start_again,
    "discard": services.discard,
}


def reached(job: progress.Job) -> str:
    """How far a step is, in words."""
    done, total = progress.of(job)
    if total:
        return _("%(done)d of %(total)d rows") % {"done": done, "total": total}
    if done:
        return _("%(done)d named objects so far") % {"done": done}
    return _("Waiting, or opening the file…")


def following(job: progress.Job) -> dict[str, Any]:
    """What a page needs to follow a step that is being worked on."""
    return {
        "silent": progress.silent(job, services.SILENT_S),
        "reached": reached(job),
        "progress_url": reverse(f"admin:exchange_{job._meta.model_name}_progress", args=[job.pk]),
    }


def progress_of(model_admin: RoleAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """How far a step is, for the page's script."""
    job = model_admin.get_object(request, str(pk))
    if job is None or not model_admin.has_view_permission(request, job):
        raise PermissionDenied
    done, total = progress.of(job)
    silent = progress.silent(job, services.SILENT_S)
    return JsonResponse(
        {"busy": job.busy, "done": done, "total": total, "text": reached(job), "silent": silent}
    )


def told(row: ImportRow, importable: Any) -> dict[str, Any]:
    """A row with its columns by the names people know."""
    return {
        "row": row,
        "reasons": [(mapping.label(importable, name), text) for name, text in row.reasons],
        "changes": [
            (mapping.label(importable, name), old, new) for name, (old, new) in row.changes.items()
        ],
    }


def _plain(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
