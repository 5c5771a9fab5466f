"""Marks, in a record's form, the translations whose source was changed after them, and how."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tourism_backend.publishing import texts
from tourism_backend.publishing.linkhistory import event_model
from tourism_backend.publishing.texts import Text

STILL_RIGHT = "still_right"
LOOKED_AT = 200  # history rows: what is older is told as the oldest of them
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


def mark(form: Any, record: Model) -> None:
    """Put what changed in the source below each older translation: two queries, one if none is."""
    written = texts.written(record)
    older = [
        text
        for text in texts.translations(type(record))
        if text.name in form.fields
        and form.initial.get(text.name)
        and written.get(text.source, LONG_AGO) > written.get(text.name, LONG_AGO)
    ]
    if not older:
        return
    before = _sources(record, older, written)
    for text in older:
        field = form.fields[text.name]
        now = str(form.initial.get(text.source) or "")
        field.help_text = _told(text.name, before.get(text.name, ""), now)
        field.widget.attrs["class"] = f"{field.widget.attrs.get('class', '')} older"


def _sources(
    record: Model, older: Sequence[Text], written: Mapping[str, datetime]
) -> dict[str, str]:
    """What each source said when its translation was written, from the history."""
    kind = event_model(type(record))
    if kind is None:
        return {}
    columns = sorted({text.source for text in older})
    newest = kind.objects.filter(pgh_obj_id=record.pk).order_by("-pgh_id")
    rows = list(newest.values("pgh_created_at", *columns)[:LOOKED_AT])
    found = {}
    for text in older:
        then = written.get(text.name, LONG_AGO)
        past = (row for row in rows if row["pgh_created_at"] <= then)
        row = next(past, rows[-1] if rows else {})
        found[text.name] = str(row.get(text.source) or "")
    return found


def _told(name: str, before: str, now: str) -> SafeString:
    return format_html(
        '<span class="source-change" id="id_{}_helptext"><strong>{}</strong> {}</span>'
        '<label class="source-change__right">'
        '<input type="checkbox" name="{}" value="{}"> {}</label>',
        name, _("The source was changed after this translation:"), difference(before, now),
        STILL_RIGHT, name, _("This translation is still right"),
    )  # fmt: skip


def difference(before: str, after: str) -> SafeString:
    """Two texts as one: what went is struck out, what came is underlined, word by word."""
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    parts: list[tuple[SafeString]] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[a:b]), "".join(new[c:d])
        if kind == "equal":
            parts.append((format_html("{}", gone),))
            continue
        if gone:
            parts.append((format_html("<del>{}</del>", gone),))
        if come:
            parts.append((format_html("<ins>{}</ins>", come),))
    return format_html_join("", "{}", parts)
