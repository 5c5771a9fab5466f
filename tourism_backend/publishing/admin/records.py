"""The admin of a kind of record: what every collection's admin has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.gis.db.models import GeometryField
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Field, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Concat
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from unfold.widgets import UnfoldAdminTextareaWidget

from tourism_backend.common.problems import Problem
from tourism_backend.publishing import access, reviews, services, texts
from tourism_backend.publishing.admin import listed, panels, translating
from tourism_backend.publishing.admin.columns import display
from tourism_backend.publishing.admin.fields import array_field
from tourism_backend.publishing.admin.filters import PendingFilter, UntranslatedFilter
from tourism_backend.publishing.admin.forms import RecordForm
from tourism_backend.publishing.admin.reviewing import ReviewAdmin
from tourism_backend.publishing.admin.rights import actor
from tourism_backend.publishing.admin.search import Folded
from tourism_backend.publishing.admin.widgets import MapWidget
from tourism_backend.publishing.collection import column, languages
from tourism_backend.publishing.models import (
    OPEN_STATES,
    Record,
    Review,
    ReviewState,
    Status,
)
from tourism_backend.publishing.moves import MOVES, Name
from tourism_backend.publishing.services import Outcome
from tourism_backend.publishing.trail import written_by

# Marking goes through the same service as any edit, one record at a time.
MARK_LIMIT = 500
ORIGIN = (
    "provider", "external_id", "source_list", "kept", "public_id",
    "created_at", "updated_at", "published_at",
)  # fmt: skip


class RecordAdmin(ReviewAdmin):
    """Lists, edits, publishes and withdraws records, all through ``publishing.services``.

    A subclass says ``fieldsets`` (texts with ``in_languages``), and adds columns and filters to
    the ones here. ``search_texts`` are the columns searched, accents folded.
    """

    form = RecordForm
    action_form = listed.ActionForm
    change_form_template = "admin/publishing/record_form.html"
    search_texts: ClassVar[Sequence[str]] = ()
    # Not empty, so that there is a search box and autocomplete works; what is searched is below.
    search_fields: Sequence[str] = ("slug",)
    list_display: Sequence[Any] = ("title_text", "state", "translations", "verified", "edited")
    list_filter: Sequence[Any] = ("status", PendingFilter, "verified", UntranslatedFilter)
    ordering: Sequence[str] = ("-updated_at", "pk")
    actions: Sequence[Any] = (
        "submit_selected", "approve_selected", "publish_selected", "withdraw_selected",
        "mark_verified",
    )  # fmt: skip
    origin: tuple[Any, dict[str, Any]] = (
        gettext_lazy("Origin"),
        {"fields": (("provider", "external_id", "public_id"), "source_list",
                    ("licence", "retrieved_on"), "kept",
                    ("created_at", "updated_at", "published_at")),
         "classes": ("tab",)},
    )  # fmt: skip

    # --- what it is about

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Working records; lists leave geometries, which may be large, in the database."""
        records: QuerySet[Any] = super().get_queryset(request)
        match = request.resolver_match
        if match is not None and str(match.url_name).endswith(("_changelist", "autocomplete")):
            records = records.defer(
                *(f.name for f in self.opts.fields if isinstance(f, GeometryField))
            )
            open_review = Review.objects.filter(record=OuterRef("uuid"), state__in=OPEN_STATES)
            told = {"review_state": "state", "review_key": "pk", "review_at": "submitted_at"}
            records = records.annotate(
                **{name: Subquery(open_review.values(of)[:1]) for name, of in told.items()}
            )
        return records

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Records that hold every word of the term in any of the texts, accents folded."""
        texts = self.search_texts or tuple(f"name_{column(code)}" for code in languages())
        parts = [part for text in (*texts, "slug") for part in (text, Value(" "))]
        together = Concat(*parts, output_field=TextField())
        for word in search_term.split():
            queryset = queryset.filter(Folded.contains(together, word))
        return queryset, False

    # --- columns

    def action_checkbox(self, obj: Any) -> str:
        """With what the list shows of the record: that is what is published."""
        box: str = super().action_checkbox(obj)
        return format_html("{}{}", box, listed.hidden(obj))

    action_checkbox.short_description = ReviewAdmin.action_checkbox.short_description  # type: ignore[attr-defined]

    @display(description=gettext_lazy("name"), ordering="slug", header=False)
    def title_text(self, record: Any) -> str:
        """The record's own text, or its slug while it has none."""
        return str(record) or record.slug

    @display(
        description=gettext_lazy("state"),
        ordering="status",
        label={
            "draft": "info",
            "published": "success",
            "withdrawn": "danger",
            "pending": "warning",
            "in_review": "warning",
            "changes_asked": "warning",
            "scheduled": "info",
        },
    )
    def state(self, record: Record) -> tuple[str, str]:
        """Where the record stands, as a badge: its open review, else its status."""
        review = getattr(record, "review_state", None)
        if review:
            return review, str(ReviewState(review).label)
        if record.pending:
            return "pending", _("Published, edited since")
        return record.status, record.get_status_display()

    @display(description=gettext_lazy("languages"))
    def translations(self, record: Record) -> str:
        """A mark a language: whether the name exists in it."""
        marks = [
            (
                "has" if getattr(record, f"name_{column(code)}", "") else "lacks",
                _("translated") if getattr(record, f"name_{column(code)}", "") else _("missing"),
                code.partition("-")[0],
            )
            for code in languages()
        ]
        return format_html_join(" ", '<span class="language {}" title="{}">{}</span>', marks)

    @display(description=gettext_lazy("edited"), ordering="updated_at")
    def edited(self, record: Record) -> str:
        """When the record was last edited, shortly."""
        return date_format(localtime(record.updated_at), "SHORT_DATETIME_FORMAT")

    @display(description=gettext_lazy("sources"))
    def source_list(self, record: Record) -> str:
        """The sources, web addresses as links."""
        return format_html(
            "<ul>{}</ul>",
            format_html_join("", "<li>{}</li>", ((_link(s),) for s in record.sources)),
        )

    @display(description=gettext_lazy("fields that imports leave alone"))
    def kept(self, record: Record) -> str:
        """The fields that somebody here has made their own."""
        return ", ".join(record.own_fields)

    @display(description=gettext_lazy("public id"))
    def public_id(self, record: Record) -> str:
        """The record's name in the API."""
        return str(record.uuid)

    # --- the form

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[Any]:
        """What the room says, and what others edit in every record's form."""
        return [*super().get_inlines(request, obj), *panels.inlines(self.collection.name)]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What the room says, and at the end why one writes."""
        said = list(super().get_fieldsets(request, obj))
        may_write = self.has_change_permission(request, obj)
        return [*said, (None, {"fields": ("reason",)})] if may_write else said

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """``<model>.change``, within the person's limits."""
        return super().has_change_permission(request, obj) and (
            obj is None or access.covers(actor(request), obj)
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[Any]:
        """Where a record comes from is not edited; a record of our own names its licence."""
        fixed = list(ORIGIN)
        if obj is not None and obj.provider:
            fixed += ["licence", "retrieved_on"]
        return [*super().get_readonly_fields(request, obj), *fixed]

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        """Geometries get the map, arrays boxes or lines."""
        if isinstance(db_field, GeometryField):
            kwargs["widget"] = MapWidget()
            return db_field.formfield(**kwargs)
        if isinstance(db_field, ArrayField):
            return array_field(db_field)
        if isinstance(db_field, TextField):
            kwargs["widget"] = UnfoldAdminTextareaWidget({"rows": 6})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Buttons that save and then publish or withdraw."""
        record = kwargs.get("obj")
        buttons = []
        if self.may(request, "submit"):
            buttons.append(submit_button("_submit", _("Save and submit for review"), "rate_review"))
        moves = [] if record is None else reviews.allowed(actor(request), self.collection, record)
        if MOVES[Name.APPROVE] in moves:
            buttons.append(submit_button("_approve", _("Approve and publish"), "task_alt"))
        if self.has_publish_permission(request):
            buttons.append(submit_button("_publish", _("Save and publish"), "public"))
        if MOVES[Name.WITHDRAW] in moves:
            buttons.append(submit_button("_withdraw", _("Save and withdraw"), "public_off"))
        context |= {"actions_submit_line": buttons, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        """The record's public page, while there is one."""
        page = self.collection.page
        if obj is None or page is None or obj.status != Status.PUBLISHED:
            return None
        return f"{get_script_prefix()}{get_language()}/{page.format(slug=obj.slug)}"

    # --- writes

    def save_record(self, request: HttpRequest, record: Any, fields: Iterable[str]) -> None:
        """Write the working record; a room with rules of its own overrides this."""
        services.save(actor(request), record, fields)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        """Save through the service, which knows what a draft and what a pending edit is."""
        super().save_model(request, obj, form, change)
        changed = set(form.changed_data) - {"version", "reason"}
        if changed or not change:
            with written_by(actor(request), self.reason(form)):
                self.save_record(request, obj, changed)
        texts.still_right(obj, request.POST.getlist(translating.STILL_RIGHT))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        """Save what hangs on the record (parts are edits of it), then do what the button says."""
        record, parts = form.instance, {part.model for part in self.collection.parts}
        touched = [one.prefix for one in formsets if one.model in parts and one.has_changed()]
        with written_by(actor(request), self.reason(form)):
            if touched:
                self.save_record(request, record, touched)
            super().save_related(request, form, formsets, change)
        access.require_on(actor(request), self.collection, "change", [record.uuid])
        self._move(request, record.uuid, self.reason(form))

    def reason(self, form: Any) -> str:
        """Why the person writes, if they said so."""
        return str(form.cleaned_data.get("reason") or "")

    def _move(self, request: HttpRequest, uuid: UUID, why: str) -> None:
        """Submit, approve, publish or withdraw, if that button was pressed."""
        who = actor(request)
        try:
            if "_submit" in request.POST:
                reviews.submit(who, self.collection, uuid, why)
                messages.success(request, _("Submitted: somebody else will look at it."))
            elif "_approve" in request.POST:
                reviews.approve(who, self.collection, uuid, why)
                messages.success(request, _("Approved."))
            elif "_publish" in request.POST:
                self._publish(request, [uuid], why)
            elif "_withdraw" in request.POST:
                self._withdraw(request, [uuid], why)
        except (Problem, ValidationError) as refused:
            self._refused(request, refused)

    def _refused(self, request: HttpRequest, refused: Problem | ValidationError) -> None:
        """Say why a move was not made; what was saved stays saved."""
        if isinstance(refused, ValidationError):
            reasons = refused.messages
        else:
            reasons = [str(error.reason) for error in refused.errors] or [str(refused.detail)]
        messages.error(request, " ".join(reasons))

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """``<model>.publish``."""
        return self.may(request, "publish")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        """``<model>.withdraw``."""
        return self.may(request, "withdraw")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only what was never public may vanish; the rest is withdrawn, and leaves a tombstone."""
        never_public = obj is not None and obj.published_at is None
        return never_public and super().has_delete_permission(request, obj)

    def has_submit_permission(self, request: HttpRequest) -> bool:
        """``<model>.submit``."""
        return self.may(request, "submit")

    def has_approve_permission(self, request: HttpRequest) -> bool:
        """``<model>.approve``."""
        return self.may(request, "approve")

    def _publish(self, request: HttpRequest, uuids: list[UUID], why: str = "") -> None:
        outcome = services.publish(actor(request), self.collection, uuids, why)
        self._tell(request, outcome, len(uuids))

    def _withdraw(self, request: HttpRequest, uuids: list[UUID], why: str = "") -> None:
        outcome = services.withdraw(actor(request), self.collection, uuids, why)
        self._tell(request, outcome, len(uuids))

    def _tell(self, request: HttpRequest, outcome: Outcome, asked: int) -> None:
        """Say in counts what became of the public rows."""
        text = _(
            "Made public: %(created)d. Changed: %(changed)d. Withdrawn: %(withdrawn)d. "
            "As before: %(same)d."
        )
        counts = {name: getattr(outcome, name) for name in ("created", "changed", "withdrawn")}
        messages.success(request, text % (counts | {"same": asked - outcome.written}))

    # --- actions on many

    @admin.action(description=gettext_lazy("Publish the selected records"), permissions=["publish"])
    @transaction.atomic
    def publish_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Make the selected records public as they stand: one statement, however many."""
        self._together(request, queryset, self._publish)

    @admin.action(
        description=gettext_lazy("Withdraw the selected records"), permissions=["withdraw"]
    )
    @transaction.atomic
    def withdraw_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Take the selected records out of the public's sight."""
        self._together(request, queryset, self._withdraw)

    @admin.action(
        description=gettext_lazy("Submit the selected records for review"), permissions=["submit"]
    )
    def submit_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Hand the selected records to a second pair of eyes."""
        self._each(request, queryset, reviews.submit)

    @admin.action(description=gettext_lazy("Approve the selected records"), permissions=["approve"])
    def approve_selected(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Publish the selected records as they were submitted."""
        self._each(request, queryset, reviews.approve)

    def _together(
        self, request: HttpRequest, queryset: QuerySet[Any], move: Callable[..., Any]
    ) -> None:
        """Move those that are as the list showed them, all or none."""
        uuids = list(listed.as_seen(self, request, queryset))
        try:
            if uuids:
                move(request, uuids)
        except (Problem, ValidationError) as refused:
            self._refused(request, refused)

    @transaction.atomic
    def _each(
        self, request: HttpRequest, queryset: QuerySet[Any], move: Callable[..., Any]
    ) -> None:
        """Move records one by one; those that are refused stay, and are named with the reason."""
        if self._too_many(request, queryset):
            return
        done = 0
        for uuid, slug in listed.as_seen(self, request, queryset).items():
            try:
                move(actor(request), self.collection, uuid)
                done += 1
            except Problem as refused:
                messages.error(request, f"{slug}: {refused.detail}")
            except ValidationError as refused:
                messages.error(request, f"{slug}: {' '.join(refused.messages)}")
        if done:
            messages.success(request, ngettext("%d record.", "%d records.", done) % done)

    def _too_many(self, request: HttpRequest, queryset: QuerySet[Any]) -> bool:
        """Whether these are more than are written one by one; then it is said."""
        too_many = queryset.order_by()[: MARK_LIMIT + 1].count() > MARK_LIMIT
        if too_many:
            messages.error(request, _("At most %d records at a time.") % MARK_LIMIT)
        return too_many

    @admin.action(
        description=gettext_lazy("Mark the selected records as verified"), permissions=["change"]
    )
    @transaction.atomic
    def mark_verified(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Mark records as verified; of published ones it is an edit like any other."""
        unmarked = queryset.filter(verified=False)
        if self._too_many(request, unmarked):
            return
        uuids = listed.as_seen(self, request, unmarked)
        waiting = self.model._default_manager.filter(uuid__in=uuids).order_by("pk")
        for record in waiting:
            record.verified = True
            self.save_record(request, record, ["verified"])
        done = ngettext("%d record marked.", "%d records marked.", len(waiting)) % len(waiting)
        messages.success(request, done)


def submit_button(name: str, text: str, icon: str) -> dict[str, Any]:
    """A button of the submit line, as the theme's template reads it."""
    return {"action_name": name, "description": text, "icon": icon, "attrs": {}}


def _link(source: Any) -> str:
    """A source as text; a web address as a link."""
    text = str(source.get("url") or source) if isinstance(source, dict) else str(source)
    if not text.startswith(("https://", "http://")):
        return text
    return format_html('<a href="{0}" rel="noopener noreferrer" class="text-link">{0}</a>', text)
