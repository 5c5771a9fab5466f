"""The review page of a record: where it stands, what would change, the ways on, what was said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.timezone import get_current_timezone_name, is_aware
from django.utils.translation import gettext as _

from tourism_backend.common.actors import Forbidden
from tourism_backend.common.problems import Problem
from tourism_backend.publishing import history, reviews, services, snapshots
from tourism_backend.publishing.admin import comparing, widgets
from tourism_backend.publishing.admin.editing import EditingAdmin
from tourism_backend.publishing.admin.rights import actor
from tourism_backend.publishing.collection import Collection
from tourism_backend.publishing.models import Expiry, Record, Status
from tourism_backend.publishing.moves import Move, Name, Standing
from tourism_backend.publishing.registry import registry
from tourism_backend.publishing.reviews import Times
from tourism_backend.publishing.snapshots import Kept

# Those that publish, so that a time may be given.
TIMED = frozenset({Name.SUBMIT, Name.APPROVE})


class TimesForm(forms.Form):
    """When a record is to be published and withdrawn again, in the destination's time."""

    publish_at = forms.DateTimeField(required=False)
    expires_at = forms.DateTimeField(required=False)


class ReviewAdmin(EditingAdmin):
    """The review page, and versions restored from the history."""

    review_template = "admin/publishing/review.html"

    @property
    def history_of(self) -> Kept:
        """The collection: it says what belongs to a record."""
        return self.collection

    @property
    def collection(self) -> Collection:
        """The collection whose records these are."""
        collection = registry.of_model(self.model)
        if collection is None:
            raise LookupError(f"{self.opts.label} is no collection's model")
        return collection

    def get_urls(self) -> list[URLPattern]:
        """The review page, and the way back to an earlier version."""
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/review/", view(self.review_view), name=f"{name}_review"),
            path("<path:object_id>/restore/", view(self.restore_view), name=f"{name}_restore"),
            *super().get_urls(),
        ]

    def review_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The page; what its buttons send comes here too."""
        record = self.get_object(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[no-any-return]
        if not self.has_view_permission(request, record):
            raise PermissionDenied
        if request.method == "POST":
            self._told(request, lambda: self._act(request, record))
            return HttpResponseRedirect(self._url("review", record.pk))
        return self._review_page(request, record)

    def restore_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Make an earlier version the working record again: an edit like any other."""
        record = self.get_object(request, object_id)
        moment = _moment(request.POST.get("version", ""))
        if request.method != "POST" or record is None or moment is None:
            raise PermissionDenied
        self._told(request, lambda: self._restore(request, record, moment))
        return HttpResponseRedirect(self._url("review", record.pk))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With a button at each version, for those who may edit."""
        more: dict[str, Any] = {"review_url": self._url("review", object_id)}
        record = self.get_object(request, object_id)
        if record is not None and self.has_change_permission(request, record):
            more["restore_url"] = self._url("restore", object_id)
            more["seen"] = _seen(reviews.standing_of(record))
        return super().history_view(request, object_id, more | (extra_context or {}))

    # --- what it shows

    def _review_page(self, request: HttpRequest, record: Record) -> HttpResponse:
        standing = reviews.standing_of(record)
        moves = [
            move
            for move in reviews.allowed(actor(request), self.collection, record)
            if move.name != Name.RESTORE
        ]
        expiry = Expiry.objects.filter(record=record.uuid).values_list("at", flat=True).first()
        context = self.admin_site.each_context(request) | {
            "title": _("Review: %s") % record,
            "object": record,
            "opts": self.opts,
            "standing": standing,
            "review": standing.review,
            "expiry": expiry,
            "moves": [_button(move) for move in moves],
            "timed": any(move.name in TIMED for move in moves),
            "zone": get_current_timezone_name(),
            "rows": self._rows(record),
            "new": record.status != Status.PUBLISHED,
            "notes": [(note, _step(note.move)) for note in reviews.notes(record)],
            "seen": _seen(standing),
            "map_config": widgets.ground(),
            "change_url": self._url("change", record.pk),
            "history_url": self._url("history", record.pk),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, self.review_template, context)

    def _rows(self, record: Record) -> list[comparing.Row]:
        """What approval would change in public; of what is not public, all of it."""
        collection = self.collection
        if record.status == Status.PUBLISHED:
            found = reviews.pending_changes(collection, record)
        else:
            new = snapshots.take(collection, record)
            found = snapshots.compare(collection, snapshots.NOTHING, new)
        (rows,) = comparing.rows(collection, found, for_the_public=True)
        return rows

    # --- what it does

    def _act(self, request: HttpRequest, record: Record) -> str:
        who, why = actor(request), request.POST.get("why", "").strip()
        asked = request.POST.get("move", "")
        if asked == "comment":
            reviews.comment(who, self.collection, record.uuid, why)
            return _("Your comment is there.")
        if asked not in Name.values or asked == Name.RESTORE:
            raise PermissionDenied
        name = Name(asked)
        with transaction.atomic():
            self._lock(request, record)
            times = _times(request.POST) if name in TIMED else None
            reviews.make(who, self.collection, record.uuid, name, why=why, times=times)
        return _("Done: %s") % name.label

    def _lock(self, request: HttpRequest, record: Record) -> None:
        """Lock the record. Raises Problem 409 when it is not what the page showed any more."""
        services.lock_records(self.collection, [record.uuid])
        record.refresh_from_db()
        if request.POST.get("seen") != _seen(reviews.standing_of(record)):
            detail = _("It was changed while you had this page open: look at it once more.")
            raise Problem(409, "changed-meanwhile", detail)

    def _restore(self, request: HttpRequest, record: Record, moment: datetime) -> str:
        why = request.POST.get("why", "").strip()
        with transaction.atomic():
            self._lock(request, record)
            changed = history.restore(actor(request), self.collection, record, moment, why)
        if not changed:
            return _("The record is like that version already.")
        return _("Restored as an edit: the public sees it once it is published.")

    def _told(self, request: HttpRequest, act: Any) -> None:
        """Do it, and say what became of it."""
        try:
            messages.success(request, act())
        except Forbidden as refused:
            raise PermissionDenied from refused
        except Problem as refused:
            reasons = [str(error.reason) for error in refused.errors] or [str(refused.detail)]
            messages.error(request, " ".join(reasons))
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))


def _step(move: str) -> str:
    """What a step was called; a comment is none."""
    if move == "edit":
        return _("edited it, which ended the review")
    return str(dict(Name.choices).get(move, ""))


def _button(move: Move) -> dict[str, Any]:
    main = move.name in (Name.APPROVE, Name.SUBMIT)
    return {"name": move.name.value, "label": move.label, "main": main}


def _seen(standing: Standing) -> str:
    """What the page shows, in short."""
    record, review = standing.record, standing.review
    of_review = (None, None) if review is None else (review.pk, review.submitted_at)
    return seen_as(record.updated_at, record.status, *of_review)


def seen_as(edited: datetime, status: str, review: int | None, submitted: datetime | None) -> str:
    """What somebody saw of a record, in short: its last edit, its state and its open review."""
    return f"{edited.isoformat()}|{status}|" + (f"{review} {submitted}" if review else "")


def _times(data: Mapping[str, Any]) -> Times | None:
    """The times that were given; None when there were none: those proposed stand."""
    form = TimesForm(data)
    if not form.is_valid():
        raise ValidationError([e for errors in form.errors.values() for e in errors])
    publish_at, expires_at = (_time(form, name) for name in ("publish_at", "expires_at"))
    if publish_at is None and expires_at is None:
        return None
    return Times(publish_at, expires_at)


def _moment(text: str) -> datetime | None:
    """A version's moment, as the history page sent it."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if is_aware(moment) else None


def _time(form: TimesForm, name: str) -> datetime | None:
    value: datetime | None = form.cleaned_data[name]
    return value
