"""Records chosen in a list are moved as the list showed them, and not otherwise.

Each row sends what it showed; a record that is not that any more is left as it is and named.
Of records chosen beyond the page nothing was shown but that they are: they must be as they were
when the list was drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from unfold.forms import ActionForm as ThemeActionForm

from tourism_backend.publishing.admin.reviewing import seen_as
from tourism_backend.publishing.models import OPEN_STATES, Review, ReviewNote

NAMED = 10  # records in one message


def _now() -> str:
    return timezone.now().isoformat()


class ActionForm(ThemeActionForm):  # type: ignore[misc]
    """Which action, and when the list was drawn."""

    drawn = forms.CharField(label="", required=False, initial=_now, widget=forms.HiddenInput)


def hidden(record: Any) -> SafeString:
    """What a list shows of a record, to be sent with it."""
    shown = seen_as(record.updated_at, record.status, record.review_key, record.review_at)
    return format_html('<input type="hidden" name="seen-{}" value="{}">', record.pk, shown)


def as_seen(model_admin: Any, request: HttpRequest, chosen: QuerySet[Any]) -> dict[UUID, str]:
    """The chosen records that are as the list showed them, locked, with their slugs.

    The others are named to the person. Callers hold a transaction.
    """
    rows = model_admin.model._default_manager.filter(pk__in=chosen.order_by().values("pk"))
    columns = ("pk", "uuid", "slug", "updated_at", "status")
    held = list(rows.order_by("pk").select_for_update().values_list(*columns))
    uuids = [uuid for _pk, uuid, *_rest in held]
    open_reviews = Review.objects.filter(record__in=uuids, state__in=OPEN_STATES)
    reviews = {
        record: (pk, at)
        for record, pk, at in open_reviews.values_list("record", "pk", "submitted_at")
    }
    unseen = _unseen(request, held)
    same, changed = {}, []
    for pk, uuid, slug, edited, status in held:
        shown = request.POST.get(f"seen-{pk}")
        now = seen_as(edited, status, *reviews.get(uuid, (None, None)))
        if uuid in unseen if shown is None else shown != now:
            changed.append((pk, slug))
        else:
            same[uuid] = slug
    if changed:
        _name(model_admin, request, changed)
    return same


def _unseen(request: HttpRequest, held: Iterable[tuple[Any, ...]]) -> set[UUID]:
    """Of the records beyond the page, those that are not as when the list was drawn."""
    beyond = {row[1]: row[3] for row in held if f"seen-{row[0]}" not in request.POST}
    if not beyond:
        return set()
    since = _moment(request.POST.get("drawn", ""))
    if request.POST.get("select_across") != "1" or since is None:
        return set(beyond)
    moved = ReviewNote.objects.filter(record__in=beyond, at__gt=since)
    edited = {uuid for uuid, at in beyond.items() if at > since}
    return edited | set(moved.values_list("record", flat=True))


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment is not None and timezone.is_aware(moment) else None


def _name(model_admin: Any, request: HttpRequest, changed: list[tuple[Any, str]]) -> None:
    links = format_html_join(
        ", ",
        '<a class="text-link" href="{}">{}</a>',
        ((_review(model_admin, pk), slug) for pk, slug in changed[:NAMED]),
    )
    more = len(changed) - NAMED
    if more > 0:
        links = format_html("{}{}", links, ngettext(" and %d more", " and %d more", more) % more)
    text = _("Changed since the list was drawn, and left as they are: {links}. Look at them first.")
    messages.error(request, format_html(text, links=links))


def _review(model_admin: Any, pk: Any) -> str:
    opts = model_admin.opts
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_review", args=[pk])
