"""What the planner keeps: how long visits take, and the plans visitors made."""

from __future__ import annotations

import uuid

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.places.models import Category, Place

SHORTEST_STAY, LONGEST_STAY = 5, 600  # minutes
TITLE = 120


class StayTime(models.Model):
    """How a category's places, or one place, are visited.

    The place's own row counts, else that of the nearest category above it. ``minutes`` is a
    normal visit; ``suggested`` whether the planner proposes such places unasked; the usual hours
    stand in where a place publishes none (empty: any time).
    """

    category = models.OneToOneField(
        Category, verbose_name=_("category"), null=True, blank=True, on_delete=models.CASCADE
    )
    place = models.OneToOneField(
        Place, verbose_name=_("place"), null=True, blank=True, on_delete=models.CASCADE
    )
    minutes = models.PositiveSmallIntegerField(_("minutes of a visit"))
    suggested = models.BooleanField(_("proposed unasked"), default=True)
    usual_opens = models.TimeField(_("usually from"), null=True, blank=True)
    usual_closes = models.TimeField(_("usually until"), null=True, blank=True)

    class Meta:
        verbose_name = _("stay time")
        verbose_name_plural = _("stay times")
        ordering = ("category__order", "place__slug")
        constraints = [
            models.CheckConstraint(
                condition=Q(category__isnull=True) ^ Q(place__isnull=True),
                name="planner_staytime_one",
                violation_error_message=_("Give a category or a place, not both."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST_STAY, minutes__lte=LONGEST_STAY),
                name="planner_staytime_minutes",
                violation_error_message=_("A visit takes 5 to 600 minutes."),
            ),
            models.CheckConstraint(
                condition=Q(usual_opens__isnull=True, usual_closes__isnull=True)
                | Q(usual_opens__lt=F("usual_closes")),
                name="planner_staytime_hours",
                violation_error_message=_("Give both usual hours, the earlier first, or none."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.place or self.category or "")

    def clean(self) -> None:
        """One of the two usual hours alone says nothing."""
        if (self.usual_opens is None) != (self.usual_closes is None):
            raise ValidationError(_("Give both usual hours, the earlier first, or none."))


class SavedPlan(models.Model):
    """A plan a visitor made. Public by its ``uuid``, which cannot be guessed; no account.

    ``request`` and ``days`` hold slugs, minutes and codes, no language and nothing of the
    visitor but the title. Whoever has the secret (kept as a hash) may change it. ``revision``
    counts changes, for optimistic locking. A plan nobody ``kept`` expires soon.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    secret_hash = models.CharField(max_length=64, editable=False)
    title = models.CharField(_("title"), max_length=TITLE, blank=True)
    request = models.JSONField()
    result = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    kept = models.BooleanField(_("kept"), default=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), default=timezone.now)
    expires_at = models.DateTimeField(_("expires"), db_index=True)

    class Meta:
        verbose_name = _("saved plan")
        verbose_name_plural = _("saved plans")
        ordering = ("-created_at",)
        constraints = [
            models.CheckConstraint(condition=Q(revision__gte=1), name="planner_savedplan_revision"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="planner_savedplan_expiry"
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.uuid)
