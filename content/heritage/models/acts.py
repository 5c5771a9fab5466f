"""Acts of authorities: decisions and inscriptions. They are appended, never edited."""

from __future__ import annotations

import re
from datetime import date

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Func
from django.utils.translation import gettext_lazy as _

from geo.areas.tidy import Tidy

# A day, a month or a year: what sources tell of old decisions.
DATED = r"^[12][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
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


class Act(Tidy):
    """What an authority decided. ``dated`` is as exact as it is known: year, month or day.

    ``first_day`` and ``last_day`` are the days it may have been made on; both are null when the
    date is not known at all. A mistaken entry is corrected by another that names it.
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
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def clean(self) -> None:
        """The date exists and does not lie ahead."""
        super().clean()
        check_dated(self.dated)
