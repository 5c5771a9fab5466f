"""Acts of authorities: decisions, inscriptions, recognitions. What was approved is never edited."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from geo.areas.tidy import Tidy

# A day, a month or a year: what sources tell of old decisions.
DATED = r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
WITHDRAWN = _("Rank withdrawn")  # what an act without a rank does
_YEAR, _MONTH = "left(%(expressions)s, 4)::int", "substr(%(expressions)s, 6, 2)::int"
_FIRST = (
    f"CASE length(%(expressions)s) WHEN 4 THEN make_date({_YEAR}, 1, 1)"
    f" WHEN 7 THEN make_date({_YEAR}, {_MONTH}, 1)"
    f" WHEN 10 THEN make_date({_YEAR}, {_MONTH}, substr(%(expressions)s, 9, 2)::int) END"
)
_LAST = (
    f"CASE length(%(expressions)s) WHEN 4 THEN make_date({_YEAR}, 12, 31)"
    f" WHEN 7 THEN (make_date({_YEAR}, {_MONTH}, 1) + interval '1 month' - interval '1 day')::date"
    f" WHEN 10 THEN make_date({_YEAR}, {_MONTH}, substr(%(expressions)s, 9, 2)::int) END"
)


def _bound(template: str) -> models.GeneratedField:
    day = models.DateField(null=True)
    expression = Func(F("dated"), template=template, output_field=models.DateField())
    return models.GeneratedField(expression=expression, output_field=day, db_persist=True)


def check_dated(text: str) -> None:
    """A whole date must exist, and none lies ahead. Raises ValidationError."""
    if not re.match(DATED, text):
        return  # the field's own validator says so
    try:
        first = date(*(int(part) for part in (text + "-01-01").split("-")[:3]))
    except ValueError:
        raise ValidationError({"dated": _("There is no such day.")}) from None
    if first > date.today():
        raise ValidationError({"dated": _("It lies in the future.")})


def owner_of(model: type[models.Model]) -> str:
    """The field that leads from an act to its record: the one it has many of."""
    return next(field.name for field in model._meta.fields if field.many_to_one)


class CorrectsItsOwn(pgtrigger.Trigger):
    """What an act corrects is an approved act of the same record, whoever writes the row.

    Approved acts stay as they are, so this cannot become untrue later.
    """

    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.Update

    def get_func(self, model: Any) -> str:
        """Refuse as a broken constraint, with a name."""
        table, owner = model._meta.db_table, f"{owner_of(model)}_id"
        return f"""
            IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
                SELECT FROM {table} c WHERE c.id = NEW.corrects_id
                    AND c.{owner} = NEW.{owner} AND c.approved_at IS NOT NULL
            ) THEN
                RAISE EXCEPTION 'an act corrects an approved act of its own record' USING
                    ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME,
                    CONSTRAINT = '{table}_corrects';
            END IF;
            RETURN NEW;
        """


class Act(Tidy):
    """What an authority decided. ``dated`` is as exact as it is known: year, month or day.

    ``first_day`` and ``last_day`` are the days it may have been made on; both are null when the
    date is not known at all. It waits until its record is published (``approved_at``), may be
    changed or taken back until then, and stays as it is from then on: a mistaken entry is corrected
    by another that names it.
    """

    number = models.CharField(_("number"), max_length=60, blank=True)
    dated = models.CharField(
        _("date"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(DATED)],
        help_text=_("YYYY-MM-DD, or YYYY-MM or YYYY where no more is known"),
    )
    first_day = _bound(_FIRST)
    last_day = _bound(_LAST)
    authority = models.CharField(_("authority"), max_length=160, blank=True)
    signatory = models.CharField(_("signed by"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    recorded_on = models.DateField(_("recorded on"), default=date.today, editable=False)
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    corrects = models.OneToOneField(
        "self",
        verbose_name=_("corrects"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="corrected_by",
    )

    class Meta:
        abstract = True
        ordering = (F("last_day").asc(nulls_last=True), "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(dated="") | Q(dated__regex=DATED),
                name="%(app_label)s_%(class)s_dated",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="append_only",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__approved_at__isnull=False),
            ),
            CorrectsItsOwn(name="corrects_its_own"),
        ]

    def clean(self) -> None:
        """The date exists and does not lie ahead; what it corrects can be. Raises ValidationError.

        An entry is corrected once; after that its correction is.
        """
        super().clean()
        check_dated(self.dated)
        this: Any = self
        kind: Any = type(self)
        meant = kind._default_manager.filter(pk=this.corrects_id).first()
        if meant is None:
            return  # none, or the field's own validator says that there is no such act
        owner = f"{owner_of(kind)}_id"
        if getattr(meant, owner) != getattr(self, owner):
            raise ValidationError({"corrects": _("This belongs to another record.")})
        if meant.approved_at is None:
            raise ValidationError({"corrects": _("This is not approved yet: change it instead.")})
        if kind._default_manager.filter(corrects=meant).exclude(pk=self.pk).exists():
            raise ValidationError({"corrects": _("This is corrected already.")})

    @property
    def counts(self) -> bool:
        """Whether it is approved, and no approved correction stands in its place."""
        correction = getattr(self, "corrected_by", None)
        corrected = correction is not None and correction.approved_at is not None
        return self.approved_at is not None and not corrected
