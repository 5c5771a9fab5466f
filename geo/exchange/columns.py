"""Cells into values: one rule for each kind of model field, every fault with its reason."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from geo.areas.destination import zone
from geo.exchange.importable import Importable
from tourism_backend.common.text import clean, fold
from tourism_backend.publishing.collection import column, languages, source_language

YES = frozenset({"1", "true", "yes", "y", "x", "co", "dung", "是", "有"})
NO = frozenset({"0", "-1", "false", "no", "n", "khong", "sai", "否", "无"})
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?(?:[eE][-+]?\d+)?")
_BETWEEN = re.compile(r"(?<!;);(?!;)")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(.*)", re.DOTALL)


class Wrong(Exception):
    """Why a cell is no value of its column, in the reader's language."""


def split(text: str) -> list[str]:
    """The parts of a cell that lists several: on lines of their own, else between semicolons.

    A doubled semicolon is one of the text's own.
    """
    if "\n" in text:
        parts = text.split("\n")
    else:
        parts = [part.replace(";;", ";") for part in _BETWEEN.split(text)]
    return [part.strip() for part in parts if part.strip()]


def number(text: str) -> float:
    """A number, written with a point or a comma. Raises Wrong."""
    bare = text.replace("\u00a0", "").replace(" ", "")
    if not _NUMBER.fullmatch(bare):
        raise Wrong(_("“%s” is no number.") % text)
    return float(bare.replace(",", "."))


def whole(text: str) -> int:
    """A whole number. Raises Wrong."""
    value = number(text)
    if value != int(value):
        raise Wrong(_("“%s” is no whole number.") % text)
    return int(value)


def flag(text: str) -> bool:
    """Yes or no, in any of our languages. Raises Wrong."""
    folded = fold(text).strip()
    if folded in YES:
        return True
    if folded in NO:
        return False
    raise Wrong(_("“%s” is neither yes nor no.") % text)


def _iso(text: str) -> str:
    """A date written day first, as it is here, year first."""
    found = _DAY_FIRST.fullmatch(text)
    if found:
        day, month, year, rest = found.groups()
        return f"{year}-{month:0>2}-{day:0>2}{rest}"
    return text.replace("/", "-", 2)


def day(text: str) -> date:
    """A date: 2026-02-14 or 14/02/2026. Raises Wrong."""
    try:
        return date.fromisoformat(_iso(text)[:10])
    except ValueError:
        raise Wrong(_("“%s” is no date: write 14/02/2026 or 2026-02-14.") % text) from None


def moment(text: str) -> datetime:
    """A date and time; in the destination's zone where none is said. Raises Wrong."""
    try:
        value = datetime.fromisoformat(_iso(text).strip())
    except ValueError:
        raise Wrong(_("“%s” is no date and time: write 14/02/2026 07:30.") % text) from None
    return value if value.tzinfo else value.replace(tzinfo=zone())


def clock(text: str) -> time:
    """A time of day: 07:30. Raises Wrong."""
    try:
        return time.fromisoformat(text.strip().replace("h", ":").rjust(5, "0"))
    except ValueError:
        raise Wrong(_("“%s” is no time: write 07:30.") % text) from None


def fact(text: str) -> Any:
    """JSON. Raises Wrong."""
    try:
        return json.loads(text)
    except ValueError:
        raise Wrong(_("This is no JSON.")) from None


def labels(field: Any) -> Mapping[str, Any]:
    """A field's choices by value and by their text in every language, folded."""
    found: dict[str, Any] = {}
    for value, label in field.flatchoices:
        for language in languages():
            with override(language):
                # "Architecture (kiến trúc)": either may stand alone.
                for text in (str(label), *re.split(r"[()]", str(label))):
                    if text.strip():
                        found.setdefault(fold(text).strip(), value)
    return found | {fold(str(value)): value for value, _label in field.flatchoices}


class Cells:
    """The cells of one importable's rows as values; what records they name is looked up once."""

    def __init__(self, importable: Importable) -> None:
        self.importable = importable
        self._readers = {name: self._reader(f) for name, f in importable.fields.items()}

    def value(self, name: str, text: str) -> Any:
        """The value of a cell that is not empty. Raises Wrong."""
        value = self._readers[name](text)
        low, high = self.importable.limits.get(name, (None, None))
        if low is not None and high is not None and not low <= value <= high:
            raise Wrong(_("must be from %(low)g to %(high)g") % {"low": low, "high": high})
        return value

    @cached_property
    def empty(self) -> Mapping[str, Any]:
        """What a column holds when it is emptied."""
        return {
            name: [] if name in self.importable.links else f.get_default()
            for name, f in self.importable.fields.items()
        }

    def _reader(self, field: Any) -> Callable[[str], Any]:
        if field.is_relation:
            one = self._related(field)
            return (lambda text: [one(part) for part in split(text)]) if field.many_to_many else one
        if isinstance(field, ArrayField):
            one = self._reader(field.base_field)
            return lambda text: [one(part) for part in split(text)]
        if field.name == "sources":
            return split
        if field.choices:
            return self._chosen(field, self.importable.words.get(field.name, {}))
        for kind, reader in _READERS:
            if isinstance(field, kind):
                return reader
        return clean

    @staticmethod
    def _chosen(field: Any, words: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
        known = {fold(text): value for value, texts in words.items() for text in texts}
        known |= labels(field)

        def read(text: str) -> Any:
            try:
                return known[fold(text)]
            except KeyError:
                shown = ", ".join(str(label) for _value, label in field.flatchoices if label)
                raise Wrong(
                    _("“%(text)s” is none of: %(choices)s") % {"text": text, "choices": shown}
                ) from None

        return read

    @staticmethod
    def _related(field: Any) -> Callable[[str], Any]:
        """A record, named by its slug, or by its code or name where only one has it."""
        by_code: dict[str, list[Any]] = {}
        by_name: dict[str, list[Any]] = {}
        by_slug: dict[str, Any] = {}
        for record in field.related_model._default_manager.all():
            by_slug[record.slug] = record
            name = getattr(record, f"name_{column(source_language())}", "")
            by_name.setdefault(fold(name or ""), []).append(record)
            by_code.setdefault(getattr(record, "external_id", ""), []).append(record)

        def read(text: str) -> Any:
            if text in by_slug:
                return by_slug[text]
            found = by_code.get(text) or by_name.get(fold(text), [])
            if len(found) == 1:
                return found[0]
            if found:
                raise Wrong(_("Several are named “%s”: give the address name (slug).") % text)
            raise Wrong(
                _("There is no %(kind)s “%(text)s”.")
                % {"kind": field.related_model._meta.verbose_name, "text": text}
            )

        return read


_READERS: Sequence[tuple[type, Callable[[str], Any]]] = (
    (models.BooleanField, flag),
    (models.IntegerField, whole),
    (models.FloatField, number),
    (models.DateTimeField, moment),
    (models.DateField, day),
    (models.TimeField, clock),
    (models.JSONField, fact),
)


def messages(error: ValidationError) -> list[tuple[str, str]]:
    """The faults of a record, each once: (column, reason)."""
    found = error.message_dict
    source = column(source_language())
    return [
        ("" if name == "__all__" else name, text)
        for name, texts in found.items()
        if f"{name}_{source}" not in found
        for text in texts
    ]
