"""When public places are open: a narrow table, made from public rows and read at request time."""

from __future__ import annotations

from django.contrib.postgres.fields import DateTimeRangeField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import Q


class OpenHours(models.Model):
    """The published rule of one place, and for which time its spans are known.

    Made from the public row of ``version``: pending edits are not in it.
    """

    place = models.UUIDField(primary_key=True)
    version = models.BigIntegerField()
    rule = models.CharField(max_length=255)
    known = DateTimeRangeField()

    class Meta:
        verbose_name = "opening hours"
        verbose_name_plural = "opening hours"

    def __str__(self) -> str:
        return f"{self.place}: {self.rule}"


class OpenSpan(models.Model):
    """A stretch of time in which a place is open, or may be (``certain`` false: ask first)."""

    hours = models.ForeignKey(
        OpenHours, on_delete=models.CASCADE, db_column="place", related_name="spans"
    )
    span = DateTimeRangeField()
    certain = models.BooleanField(default=True)

    class Meta:
        verbose_name = "open span"
        verbose_name_plural = "open spans"
        indexes = [GistIndex(fields=["hours", "span"], name="places_openspan_when")]
        constraints = [
            models.CheckConstraint(condition=Q(span__isempty=False), name="places_openspan_some")
        ]

    def __str__(self) -> str:
        return f"{self.hours_id}: {self.span}"
