"""No edit lost to another's: what a person saw when they opened a form, and what differs since.

A form carries a digest of each value it was opened with. When it is saved, the record is locked,
and where a value in the database is no longer the one that was seen, nothing is written: the
person is shown both and chooses, field by field.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from hashlib import blake2b
from typing import Any, Literal

from django.contrib.gis.geos import GEOSGeometry, WKTWriter
from django.db.models import Model, QuerySet
from django.forms.models import model_to_dict
from django.utils.timezone import is_aware

from tourism_backend.common.text import clean
from tourism_backend.publishing.admin import words

Side = Literal["mine", "theirs", ""]
VERSION = "version"
CHOICE = "choose-"
DECIMALS = 7  # of degrees: what the map writes
DIGEST_BYTES = 6
NOTHING = words.NOTHING


@dataclass(frozen=True)
class Difference:
    """One field as two people left it; ``suggested`` is empty where both changed it."""

    name: str
    label: str
    mine: str
    theirs: str
    suggested: Side
    mine_shape: str = ""  # GeoJSON
    theirs_shape: str = ""


class Stale(Exception):
    """The record is not any more what the person saw: nothing was written."""

    def __init__(self, form: Any, formsets: Sequence[Any], differences: list[Difference]) -> None:
        super().__init__("the record was saved by somebody else")
        self.form, self.formsets, self.differences = form, formsets, differences


def seen(form: Any, formsets: Iterable[Any] = ()) -> str:
    """What is in the database now, as the form's hidden field carries it."""
    digests = {name: _digest(_stored(form, name)) for name in _fields(form)}
    return json.dumps(digests | {f.prefix: _digest(_stored_rows(f)) for f in formsets})


def check(form: Any, formsets: Sequence[Any]) -> None:
    """Raise Stale where somebody else saved what the valid form's person did not see.

    Of what the form does not say it was seen, nothing was.
    """
    before = said(form.cleaned_data.get(VERSION))
    found = [*_in_fields(form, before), *_in_rows(formsets, before)]
    if any(difference.suggested != "mine" for difference in found):
        raise Stale(form, formsets, found)


def said(version: Any) -> Mapping[str, str]:
    """What a form says that its person saw; empty when it is no page of ours."""
    try:
        before = json.loads(version or "{}")
    except ValueError:
        return {}
    return before if isinstance(before, dict) else {}


def chosen(data: Mapping[str, Any] | None, name: str) -> str:
    """Which side a person chose for a field, when they were asked."""
    return str((data or {}).get(f"{CHOICE}{name}", ""))


def without_rows(data: Any, prefix: str) -> Any:
    """Data in which an inline sends no rows: those in the database stay as they are."""
    kept = data.copy()
    for name in [name for name in kept if name.startswith(f"{prefix}-")]:
        del kept[name]
    kept[f"{prefix}-TOTAL_FORMS"] = kept[f"{prefix}-INITIAL_FORMS"] = "0"
    return kept


def _fields(form: Any) -> list[str]:
    stored = {
        f.name for f in (*form._meta.model._meta.fields, *form._meta.model._meta.many_to_many)
    }
    return [name for name in form.fields if name in stored]


def _in_fields(form: Any, before: Mapping[str, str]) -> Iterable[Difference]:
    for name in _fields(form):
        field = form.fields[name]
        if field.disabled:
            continue
        mine, theirs = _sent(form, name), _stored(form, name)
        suggested = _suggested(before.get(name), mine, theirs)
        if suggested is not None:
            yield Difference(
                name, str(field.label), _text(form, name, mine), _text(form, name, theirs),
                suggested, _shape(mine), _shape(theirs),
            )  # fmt: skip


def _in_rows(formsets: Iterable[Any], before: Mapping[str, str]) -> Iterable[Difference]:
    for formset in formsets:
        prefix = formset.prefix
        if chosen(formset.data, prefix) == "theirs":
            continue
        mine, theirs = _sent_rows(formset), _stored_rows(formset)
        suggested = _suggested(before.get(prefix), mine, theirs)
        if suggested is not None:
            label = str(formset.model._meta.verbose_name_plural)
            mine_text, theirs_text = _rows_texts(formset, mine, theirs)
            yield Difference(
                prefix, label[:1].upper() + label[1:], mine_text, theirs_text, suggested
            )


def _suggested(before: str | None, mine: Any, theirs: Any) -> Side | None:
    """Whose value to take: of who alone changed it; None where the two are alike."""
    ours, others = _digest(mine), _digest(theirs)
    if ours == others:
        return None
    if others == before:
        return "mine"
    return "theirs" if ours == before else ""


# --- values: as they are stored, as they were sent


def _stored(form: Any, name: str) -> Any:
    return form.get_initial_for_field(form.fields[name], name)


def _sent(form: Any, name: str) -> Any:
    return form.cleaned_data.get(name)


def _stored_rows(formset: Any) -> list[dict[str, Any]]:
    if not formset.instance.pk:
        return []
    names = [name for name in formset.form.base_fields if name != formset._pk_field.name]
    # Checking a sent row changes the record it was read into, but not what its form began with.
    began = {
        form.instance.pk: {n: form.get_initial_for_field(form.fields[n], n) for n in names}
        for form in formset.initial_forms
    }
    rows = {row.pk: began.get(row.pk) or model_to_dict(row) for row in formset.get_queryset()}
    return [{"id": pk} | {name: row.get(name) for name in names} for pk, row in rows.items()]


def _sent_rows(formset: Any) -> list[dict[str, Any]]:
    names = [name for name in formset.form.base_fields if name != formset._pk_field.name]
    return [
        {"id": form.instance.pk} | {name: form.cleaned_data.get(name) for name in names}
        for form in formset.forms
        if form not in formset.deleted_forms and (form.instance.pk or form.has_changed())
    ]


def _digest(value: Any) -> str:
    text = json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, default=str)
    return blake2b(text.encode(), digest_size=DIGEST_BYTES).hexdigest()


def _plain(value: Any) -> Any:
    """A value such that what means the same is the same, stored or sent."""
    if value in (None, "", [], {}, ()):
        return ""
    if isinstance(value, GEOSGeometry):
        return WKTWriter(dim=2, trim=True, precision=DECIMALS).write(value).decode()
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | QuerySet):
        items = [_plain(item) for item in value]
        related = all(isinstance(item, Model) for item in value)
        return (sorted(items) if related else items) or ""
    if isinstance(value, datetime):
        value = value.astimezone(UTC) if is_aware(value) else value
        return value.replace(microsecond=0).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool | str):
        return clean(value) if isinstance(value, str) else value
    if isinstance(value, float | Decimal):
        return f"{Decimal(str(value)).normalize():f}"
    return str(getattr(value, "name", value))


# --- values as people read them


def _text(form: Any, name: str, value: Any) -> str:
    field: Any = form.fields[name]
    if hasattr(field, "queryset"):
        if not value:
            return NOTHING
        items = value if isinstance(value, list | QuerySet) else [value]
        keys = [getattr(item, "pk", item) for item in items]
        return ", ".join(str(thing) for thing in field.queryset.filter(pk__in=keys))
    if isinstance(value, list) and hasattr(field, "choices"):
        choices = dict(field.choices)
        return ", ".join(str(choices.get(item, item)) for item in value) or NOTHING
    return words.text(form._meta.model._meta.get_field(name), value, {})


def _rows_texts(formset: Any, *sides: list[dict[str, Any]]) -> list[str]:
    """A line a row: what it holds, field by field; for each side."""
    owner = getattr(formset, "fk", None)  # a shared table has none
    hidden = {owner.name if owner else "", formset._pk_field.name, "DELETE"}
    fields = {n: field for n, field in formset.form.base_fields.items() if n not in hidden}
    rows = [row for side in sides for row in side]
    names = {name: _names(field, rows, name) for name, field in fields.items()}
    columns = {field.name: field for field in formset.model._meta.fields}
    told = {name: columns.get(name, _Named(field.label or name)) for name, field in fields.items()}

    def plain(row: dict[str, Any]) -> dict[str, Any]:
        return {name: getattr(value, "pk", value) for name, value in row.items()}

    return [
        "\n".join(words.line(told, names, plain(row)) for row in side) or NOTHING for side in sides
    ]


@dataclass(frozen=True)
class _Named:
    """What a form asks for that is no column, as the history names columns."""

    verbose_name: Any
    name: str = ""


def _names(field: Any, rows: list[dict[str, Any]], name: str) -> dict[Any, str]:
    """The names of what the rows lead to by a foreign key: one query."""
    if not hasattr(field, "queryset"):
        return {}
    keys = {getattr(row.get(name), "pk", row.get(name)) for row in rows} - {None}
    return {thing.pk: str(thing) for thing in field.queryset.filter(pk__in=keys)}


def _shape(value: Any) -> str:
    return str(value.json) if isinstance(value, GEOSGeometry) else ""
