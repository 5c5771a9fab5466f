"""The admin's first page: how many records there are, what waits, what happened last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Count, F, Q, QuerySet, Value
from django.db.models.fields import CharField, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from tourism_backend.publishing.admin import history
from tourism_backend.publishing.admin.rights import actor
from tourism_backend.publishing.collection import Collection, column, languages, source_language
from tourism_backend.publishing.models import Status
from tourism_backend.publishing.registry import registry

LISTED = 8
# How many history rows are looked at for the recent changes; one import may write thousands.
LOOKED_AT = 300


@dataclass(frozen=True)
class Counts:
    """One collection in numbers, each with the list it counts."""

    title: str
    url: str
    verifiable: bool
    total: int = 0
    published: int = 0
    draft: int = 0
    withdrawn: int = 0
    pending: int = 0
    unverified: int = 0


@dataclass(frozen=True)
class Line:
    """A record that waits for somebody."""

    title: str
    url: str
    collection: str
    when: datetime


@dataclass
class Recent:
    """What one person or command did lately to one kind of record."""

    who: str
    what: str
    title: str
    collection: str
    url: str
    when: datetime
    more: int = 0


@dataclass(frozen=True)
class Waiting:
    """Something else that waits, such as proposals: an admin's ``waiting``."""

    title: str
    url: str
    count: int


def overview(request: HttpRequest) -> dict[str, Any]:
    """The first page's data, of the collections the person may see: at most 6 queries."""
    person = actor(request)
    seen = [c for c in registry if person.may(f"{c.model._meta.model_name}.view") and _url(c)]
    if not seen:
        return {"counts": [], "pending": [], "unverified": [], "recent": [], "waiting": []}
    published = Q(status=Status.PUBLISHED)
    return {
        "counts": counts(seen),
        "pending": _lines(seen, Q(pending=True)),
        "unverified": _lines(_verified(seen), published & Q(verified=False)),
        "recent": recent(seen),
        "waiting": list(_waiting(request)),
    }


def _url(collection: Collection, pk: Any = None) -> str:
    """The list of a collection's records in the admin, or one record; empty without an admin."""
    kind = "changelist" if pk is None else "change"
    name = f"admin:{collection.model._meta.app_label}_{collection.model._meta.model_name}_{kind}"
    try:
        return reverse(name, args=[] if pk is None else [pk])
    except NoReverseMatch:
        return ""


def _verified(collections: Sequence[Collection]) -> list[Collection]:
    """The collections whose admin lists whether a record is verified: theirs are to be."""
    admins = admin.site._registry
    return [c for c in collections if "verified" in tuple(admins[c.model].list_display)]


def _union(collections: Sequence[Collection], part: Callable[[Collection], Any]) -> QuerySet[Any]:
    """One statement over several tables."""
    first, *rest = [part(collection) for collection in collections]
    return first.union(*rest, all=True) if rest else first  # type: ignore[no-any-return]


def _named(collection: Collection) -> Cast:
    return Cast(Value(collection.name), CharField())


def counts(collections: Sequence[Collection]) -> list[Counts]:
    """Every collection in numbers: one query."""

    def part(collection: Collection) -> Any:
        records = collection.model._default_manager.order_by()
        groups = records.values("status", "pending", "verified").annotate(n=Count("pk"))
        return groups.annotate(k=_named(collection)).values_list(
            "k", "status", "pending", "verified", "n"
        )

    numbers: dict[str, Counter[str]] = {collection.name: Counter() for collection in collections}
    for name, status, pending, verified, n in _union(collections, part):
        unverified = status == Status.PUBLISHED and not verified
        numbers[name].update({"total": n, status: n})
        numbers[name].update({"pending": n * pending, "unverified": n * unverified})
    verified = _verified(collections)
    return [Counts(str(c.title), _url(c), c in verified, **numbers[c.name]) for c in collections]


def _lines(collections: Sequence[Collection], which: Q) -> list[Line]:
    """The records edited last among ``which``: one query."""
    asked = get_language() or ""
    language = asked if asked in languages() else source_language()

    def part(collection: Collection) -> Any:
        found = collection.model._default_manager.filter(which).order_by("-updated_at")
        title = Cast(collection.label(language), TextField())
        rows = found.annotate(k=_named(collection), line=title)
        return rows.values_list("k", "pk", "line", "updated_at")[:LISTED]

    if not collections:
        return []
    by_name = {collection.name: collection for collection in collections}
    rows = sorted(_union(collections, part), key=lambda row: row[3], reverse=True)
    return [
        Line(line or "–", _url(by_name[k], pk), str(by_name[k].title), when)
        for k, pk, line, when in rows[:LISTED]
    ]


def recent(collections: Sequence[Collection]) -> list[Recent]:
    """The last changes; those one context made to one kind of record are one line."""
    tracked = [c for c in collections if history.event_model(c.model)]
    if not tracked:
        return []

    def part(collection: Collection) -> Any:
        kind: Any = history.event_model(collection.model)
        name = f"name_{column(source_language())}"
        known = any(field.name == name for field in kind._meta.fields)
        line = Cast(F(name) if known else Value(""), TextField())
        rows = kind.objects.order_by("-pgh_id").annotate(k=_named(collection), line=line)
        return rows.values_list(
            "k", "pgh_created_at", "pgh_label", "pgh_obj_id", "line", "pgh_context_id",
            "pgh_context__metadata",
        )[:LOOKED_AT]  # fmt: skip

    rows = sorted(_union(tracked, part), key=lambda row: row[1], reverse=True)
    return _grouped(rows, {collection.name: collection for collection in tracked})


def _grouped(rows: Sequence[Any], by_name: dict[str, Collection]) -> list[Recent]:
    people = history.people_of(row[6] for row in rows)
    lines: dict[Any, Recent] = {}
    for k, when, label, pk, line, context, metadata in rows:
        key = (k, context or (when, pk))
        if key in lines:
            lines[key].more += 1
        elif len(lines) < LISTED:
            lines[key] = Recent(
                history.who(metadata, people), history.kind_of(label), line or "–",
                str(by_name[k].title), _url(by_name[k], pk), when,
            )  # fmt: skip
    return list(lines.values())


def _waiting(request: HttpRequest) -> Any:
    """What admins themselves say waits: a method ``waiting(request)`` giving a queryset."""
    for model, model_admin in admin.site._registry.items():
        waits = getattr(model_admin, "waiting", None)
        if waits is not None and model_admin.has_view_permission(request):
            meta = model._meta
            url = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
            if count := waits(request).count():
                yield Waiting(str(meta.verbose_name_plural), url, count)
