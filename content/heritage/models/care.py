"""The care of monuments: surveys, works, incidents. None of it is public."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from content.heritage.models.monument import Monument
from geo.areas.tidy import Tidy


class Grade(models.TextChoices):
    """Condition, the best first."""

    GOOD = "good", _("Good")
    FAIR = "fair", _("Fairly good")
    POOR = "poor", _("Poor")
    VERY_BAD = "very_bad", _("Very bad")
    DESTROYED = "destroyed", _("Destroyed")
    UNCERTAIN = "uncertain", _("Uncertain")


class Threat(models.TextChoices):
    """What endangers it."""

    WEATHER = "weather", _("Weather")
    FLOOD = "flood", _("Flood")
    LANDSLIDE = "landslide", _("Landslide")
    PLANTS = "plants", _("Plants")
    INSECTS = "insects", _("Insects and fungi")
    FIRE = "fire", _("Fire")
    BUILDING = "building", _("Building works")
    QUARRYING = "quarrying", _("Quarrying and mining")
    VISITORS = "visitors", _("Visitors")
    THEFT = "theft", _("Theft and digging")
    NEGLECT = "neglect", _("Neglect")


class Made(Tidy):
    """What somebody on the spot enters: who did, may change it."""

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("entered by"),
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        abstract = True


class Survey(Made):
    """A survey of its condition (khảo sát hiện trạng)."""

    monument = models.ForeignKey(
        Monument, verbose_name=_("monument"), on_delete=models.PROTECT, related_name="surveys"
    )
    surveyed_on = models.DateField(_("surveyed on"))
    surveyor = models.CharField(_("surveyor"), max_length=120)
    method = models.CharField(_("method"), max_length=160, blank=True)
    part = models.CharField(_("part"), max_length=160, blank=True)
    grade = models.CharField(_("condition"), max_length=10, choices=Grade)
    threats = ArrayField(
        models.CharField(max_length=12, choices=Threat),
        verbose_name=_("threats"),
        default=list,
        blank=True,
    )
    findings = models.TextField(_("findings"), blank=True)

    class Meta:
        verbose_name = _("condition survey")
        verbose_name_plural = _("condition surveys")
        ordering = ("-surveyed_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__in=Grade.values), name="heritage_survey_grade"
            ),
            models.CheckConstraint(
                condition=Q(threats__contained_by=Threat.values), name="heritage_survey_threats"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.surveyed_on}: {self.get_grade_display()}"


class Intervention(Tidy):
    """Works on a monument (tu bổ, tôn tạo): ``budget_vnd`` in đồng."""

    monument = models.ForeignKey(
        Monument, verbose_name=_("monument"), on_delete=models.PROTECT, related_name="interventions"
    )
    plan = models.CharField(_("plan"), max_length=240)
    permit = models.CharField(_("permit"), max_length=120, blank=True)
    budget_vnd = models.PositiveBigIntegerField(_("budget (₫)"), null=True, blank=True)
    budget_source = models.CharField(_("paid from"), max_length=160, blank=True)
    contractor = models.CharField(_("contractor"), max_length=160, blank=True)
    starts_on = models.DateField(_("begins"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)

    class Meta:
        verbose_name = _("intervention")
        verbose_name_plural = _("interventions")
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="heritage_intervention_dates",
                violation_error_message=_("It ends before it starts."),
            )
        ]

    def __str__(self) -> str:
        return self.plan


class Incident(Made):
    """What happened to a monument, as reported from the field."""

    monument = models.ForeignKey(
        Monument, verbose_name=_("monument"), on_delete=models.PROTECT, related_name="incidents"
    )
    happened_on = models.DateField(_("happened on"))
    what = models.TextField(_("what happened"))
    reported_by = models.CharField(_("reported by"), max_length=120, blank=True)
    closed_on = models.DateField(_("settled on"), null=True, blank=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        ordering = ("-happened_on", "-pk")

    def __str__(self) -> str:
        return f"{self.happened_on}: {self.what[:60]}"


class Reminder(models.Model):
    """That curators were told an inspection is due: once for each day it is due on."""

    monument = models.ForeignKey(Monument, on_delete=models.CASCADE, related_name="reminders")
    due_on = models.DateField(_("due on"))
    sent_at = models.DateTimeField(_("sent"), auto_now_add=True)

    class Meta:
        verbose_name = _("reminder of an inspection")
        verbose_name_plural = _("reminders of inspections")
        constraints = [
            models.UniqueConstraint(fields=["monument", "due_on"], name="heritage_reminder_once")
        ]

    def __str__(self) -> str:
        return f"{self.monument}: {self.due_on}"
