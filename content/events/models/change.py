"""What becomes of a single date of an event."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.events.models.event import Event
from geo.areas.tidy import Tidy


class DateChange(Tidy):  # type: ignore[django-manager-missing]
    """One date that the rule gives, ``on`` its first day: cancelled, or held on other days."""

    event = models.ForeignKey(
        Event, verbose_name=_("event"), on_delete=models.CASCADE, related_name="changes"
    )
    on = models.DateField(_("first day by the rule"))
    cancelled = models.BooleanField(_("cancelled"), default=False)
    first_on = models.DateField(_("held from"), null=True, blank=True)
    last_on = models.DateField(_("held until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("changed date")
        verbose_name_plural = _("changed dates")
        ordering = ("on", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["event", "on"],
                name="events_datechange_once",
                violation_error_message=_("This date is changed twice."),
            ),
            models.CheckConstraint(
                condition=Q(cancelled=True, first_on__isnull=True, last_on__isnull=True)
                | Q(cancelled=False, first_on__isnull=False, last_on__isnull=False),
                name="events_datechange_kind",
                violation_error_message=_("Either it is cancelled, or it has other days."),
            ),
            models.CheckConstraint(
                condition=Q(first_on__isnull=True) | Q(last_on__gte=F("first_on")),
                name="events_datechange_order",
                violation_error_message=_("It ends before it starts."),
            ),
        ]

    def clean(self) -> None:
        """Cancelled, or with both its days."""
        super().clean()
        moved = self.first_on is not None or self.last_on is not None
        if self.cancelled == moved:
            reason = _("Either it is cancelled, or it has other days.")
            raise ValidationError({"cancelled": reason})
        if moved:
            for name in ("first_on", "last_on"):
                if getattr(self, name) is None:
                    raise ValidationError({name: _("Give the first and the last day.")})

    def __str__(self) -> str:
        return f"{self.event}: {self.on}"
