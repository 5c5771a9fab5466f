"""The database's own rules in words, for the rows that break them."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import BaseConstraint, Model, UniqueConstraint
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tourism_backend.publishing.records import BrokenRule


def explained(model: type[Model], rule: BrokenRule) -> tuple[str, str]:
    """The column at fault, where it is one, and what is wrong: never the database's own text."""
    meta = model._meta
    constraint = next((one for one in meta.constraints if one.name == rule.name), None)
    if isinstance(constraint, UniqueConstraint) and constraint.fields:
        return _taken(model, constraint.fields)
    if constraint is not None and _has_words(constraint):
        return "", str(constraint.violation_error_message)
    for field in meta.concrete_fields:
        # As PostgreSQL and Django name the rule of a column that is unique.
        if field.unique and rule.name.startswith(f"{meta.db_table}_{field.column}_"):
            return _taken(model, [field.name])
    return "", _("It breaks a rule of the database: %s") % rule.name


def _has_words(constraint: BaseConstraint) -> bool:
    return constraint.violation_error_message != constraint.default_violation_error_message


def _taken(model: type[Model], names: Sequence[str]) -> tuple[str, str]:
    labels = [str(model._meta.get_field(name).verbose_name) for name in names]  # type: ignore[union-attr]
    text = _("Another record has it already: %s") % ", ".join(map(capfirst, labels))
    return (names[0] if len(names) == 1 else "", text)
