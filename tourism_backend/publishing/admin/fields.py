"""Form fields for arrays: ticked where the values are known, else one value a line."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.forms import SimpleArrayField
from django.db.models import Field, IntegerField
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)


class LinesField(SimpleArrayField):
    """An array of texts, one a line; empty lines count for nothing."""

    def __init__(self, base_field: forms.Field, **kwargs: Any) -> None:
        super().__init__(base_field, delimiter="\n", **kwargs)

    def to_python(self, value: Any) -> Any:
        """The lines that hold something."""
        if isinstance(value, str):
            value = "\n".join(line for line in value.splitlines() if line.strip())
        return super().to_python(value)


def array_field(db_field: ArrayField[Any, Any]) -> forms.Field:
    """The form field of a model's array."""
    base: Field[Any, Any] = db_field.base_field
    shared: dict[str, Any] = {
        "label": capfirst(db_field.verbose_name),
        "required": not db_field.blank,
        "help_text": db_field.help_text,
    }
    if base.choices:
        return forms.TypedMultipleChoiceField(
            choices=base.choices,
            coerce=base.to_python,
            widget=UnfoldAdminCheckboxSelectMultipleWidget({"class": "tick"}),
            **shared,
        )
    inner = base.formfield()
    assert inner is not None
    if isinstance(base, IntegerField):
        return SimpleArrayField(inner, widget=UnfoldAdminTextInputWidget(), **shared)
    shared["help_text"] = shared["help_text"] or _("One a line.")
    return LinesField(inner, widget=UnfoldAdminTextareaWidget({"rows": 2}), **shared)
