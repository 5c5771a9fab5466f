"""The admin's first page: how many records there are, what waits, what happened last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import Count, F, Max, Q, QuerySet, Value
from django.db.models.fields import CharField, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language

from tourism_backend.publishing import history
from tourism_backend.publishing.admin import words, worklist
from tourism_backend.publishing.admin.rights import actor
from tourism_backend.publishing.admin.widgets import ground
from tourism_backend.publishing.collection import Collection, column, languages, source_language
from tourism_backend.publishing.linkhistory import event_model, is_tracked
from tourism_backend.publishing.models import Status
from tourism_backend.publishing.registry import registry

LISTED = 8
MAPPED = 500  # positions of a collection on the map
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
    old: int = 0  # not edited for a year
    edited: datetime | None = None


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


def overview(request: HttpRequest) -> dict[str, Any]:
    """The first page's data, of the collections the person may see: at most 6 queries."""
    person = actor(request)
    seen = [c for c in registry if person.may(f"{c.model._meta.model_name}.view") and _url(c)]
    work = [section for section in worklist.sections(request) if section.count]
    if not seen:
        return {"counts": [], "pending": [], "points": {}, "recent": [], "work": work}
    return {
        "counts": counts(seen),
        "pending": _lines(seen, Q(pending=True)),
        "points": ground() | {"marks": _unverified(seen)},
        "recent": recent(seen),
        "work": work,
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
    year_ago = timezone.now() - timedelta(days=365)

    def part(collection: Collection) -> Any:
        records = collection.model._default_manager.order_by()
        groups = records.values("status", "pending", "verified").annotate(
            n=Count("pk"),
            old=Count("pk", filter=Q(updated_at__lt=year_ago)),
            edited=Max("updated_at"),
        )
        return groups.annotate(k=_named(collection)).values_list(
            "k", "status", "pending", "verified", "n", "old", "edited"
        )

    numbers: dict[str, Counter[str]] = {collection.name: Counter() for collection in collections}
    latest: dict[str, datetime] = {}
    for name, status, pending, verified, n, old, edited in _union(collections, part):
        unverified = status == Status.PUBLISHED and not verified
        numbers[name].update({"total": n, status: n, "old": old})
        numbers[name].update({"pending": n * pending, "unverified": n * unverified})
        latest[name] = max(edited, latest.get(name, edited))
    verified = _verified(collections)
    return [
        Counts(str(c.title), _url(c), c in verified, **numbers[c.name], edited=latest.get(c.name))
        for c in collections
    ]


def _unverified(collections: Sequence[Collection]) -> list[dict[str, Any]]:
    """Published positions that nobody has verified, the less accurate first: one query."""
    placed = [c for c in _verified(collections) if _columns(c) >= {"point", "accuracy_m"}]
    if not placed:
        return []

    def part(collection: Collection) -> Any:
        found = collection.model._default_manager.filter(status=Status.PUBLISHED, verified=False)
        title = Cast(collection.label(source_language()), TextField())
        rows = found.order_by("-accuracy_m", "pk").annotate(k=_named(collection), line=title)
        return rows.values_list("k", "pk", "line", "point", "accuracy_m")[:MAPPED]

    by_name = {collection.name: collection for collection in placed}
    return [
        {
            "lat": point.y,
            "lon": point.x,
            "label": f"{line or '–'} (± {metres} m)",
            "url": _url(by_name[k], pk),
        }
        for k, pk, line, point, metres in _union(placed, part)
        if point is not None
    ]


def _columns(collection: Collection) -> set[str]:
    return {field.name for field in collection.model._meta.fields}


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
    tracked = [c for c in collections if is_tracked(c.model)]
    if not tracked:
        return []

    def part(collection: Collection) -> Any:
        kind: Any = event_model(collection.model)
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
                words.who(history.who(metadata, people)), words.kind_of(label), line or "–",
                str(by_name[k].title), _url(by_name[k], pk), when,
            )  # fmt: skip
    return list(lines.values())
