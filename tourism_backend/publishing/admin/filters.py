"""List filters that every kind of record shares."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.admin import SimpleListFilter
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from tourism_backend.publishing.collection import column, languages, source_language


def empty(field: str) -> Q:
    """Nothing in a text column: an empty text or NULL."""
    return Q(**{field: ""}) | Q(**{f"{field}__isnull": True})


class PendingFilter(SimpleListFilter):
    """Published records whose edits the public does not see yet."""

    title = _("pending edits")
    parameter_name = "pending"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """One choice beside "all"."""
        return [("yes", _("With pending edits"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Records with pending edits."""
        return queryset.filter(pending=True) if self.value() == "yes" else queryset


class UntranslatedFilter(SimpleListFilter):
    """Records whose name is missing in a language."""

    title = _("translation")
    parameter_name = "untranslated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """The languages beside the source language."""
        return [
            (
                code,
                _("Not in {language}").format(language=get_language_info(code)["name_translated"]),
            )
            for code in languages()
            if code != source_language()
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Records whose name is empty in the chosen language."""
        code = self.value()
        if code not in languages():
            return queryset
        return queryset.filter(empty(f"name_{column(code)}"))


class AccuracyFilter(DropdownFilter):  # type: ignore[misc]
    """How well the position is known; for models with ``accuracy_m``."""

    title = _("position accuracy")
    parameter_name = "accuracy"
    field = "accuracy_m"
    STEPS = {"25": (None, 25), "250": (25, 250), "2500": (250, 2500), "more": (2500, None)}

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Steps, and "not known"."""
        return [
            ("25", _("to 25 m")),
            ("250", _("25 to 250 m")),
            ("2500", _("250 m to 2.5 km")),
            ("more", _("worse than 2.5 km")),
            ("unknown", _("not known")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Records within the chosen step."""
        chosen = self.value()
        if chosen == "unknown":
            return queryset.filter(**{f"{self.field}__isnull": True})
        if chosen not in self.STEPS:
            return queryset
        low, high = self.STEPS[chosen]
        if low is not None:
            queryset = queryset.filter(**{f"{self.field}__gt": low})
        return queryset if high is None else queryset.filter(**{f"{self.field}__lte": high})
