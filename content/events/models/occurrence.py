"""The dates of events, made from the approved events for the coming years."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.events.models.event import Event
from geo.areas.tidy import Tidy
from tourism_backend.publishing.models import Record


class OccurrenceState(models.TextChoices):
    """Whether it is held."""

    SCHEDULED = "scheduled", _("Scheduled")
    MOVED = "moved", _("Held on other days")
    CANCELLED = "cancelled", _("Cancelled")


class Occurrence(Tidy, Record):  # type: ignore[django-manager-missing]
    """One time an event is held; made by ``content.events.occurrences``, edited by nobody.

    ``on`` is the first day that the rule gives, and names it for good: its ``uuid`` follows from
    it and the event's. ``first_on`` to ``last_on`` are its days, both included; ``starts_at``
    until ``ends_at`` (exclusive) the same in time, whole days when ``all_day``.
    """

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="occurrences"
    )
    name = models.CharField(_("name"), max_length=160)
    on = models.DateField(_("first day by the rule"))
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    all_day = models.BooleanField(_("whole days"))
    lunar = models.JSONField(_("lunar dates"), null=True)
    state = models.CharField(
        _("state"), max_length=9, choices=OccurrenceState, default=OccurrenceState.SCHEDULED
    )
    approximate = models.BooleanField(_("the date is approximate"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("occurrence")
        verbose_name_plural = _("occurrences")
        ordering = ("first_on", "slug")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(fields=["event", "on"], name="events_occurrence_once"),
            models.CheckConstraint(
                condition=Q(last_on__gte=F("first_on"), ends_at__gt=F("starts_at")),
                name="events_occurrence_order",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OccurrenceState.values), name="events_occurrence_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.first_on}"


class Schedule(models.Model):
    """What is known of an event's dates: of which approved version they are, and until when."""

    event = models.OneToOneField(
        Event, primary_key=True, on_delete=models.CASCADE, related_name="schedule"
    )
    version = models.BigIntegerField(_("version of the public row"))
    until = models.DateField(_("made until"))
