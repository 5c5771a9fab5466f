"""What keeps visitors away for a time: closures, works, floods, crowds."""

from __future__ import annotations

from django.contrib.gis.db.models import GeometryField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from geo.areas.models import Area
from geo.areas.tidy import Tidy
from geo.places.models.place import Place
from tourism_backend.publishing.models import Record


class DisruptionKind(models.TextChoices):
    """Why."""

    CLOSURE = "closure", _("Closure")
    WORKS = "works", _("Works")
    FLOOD = "flood", _("Flood")
    LANDSLIDE = "landslide", _("Landslide")
    WEATHER = "weather", _("Weather: frost, fog, storm")
    CROWD = "crowd", _("Festival crowd")
    BORDER = "border", _("Border crossing suspended or slow")
    ROAD = "road", _("Road closed or slow")
    OTHER = "other", _("Other")


class Severity(models.IntegerChoices):
    """How much it matters to a visitor."""

    NOTICE = 1, _("Notice")
    WARNING = 2, _("Warning")
    DANGER = 3, _("Danger")


class Disruption(Tidy, Record):  # type: ignore[django-manager-missing]
    """A disturbance from ``starts_at`` until ``ends_at`` (exclusive; open while NULL).

    It lies where its ``geometry`` says (WGS 84), else at its places, else in its area. With
    ``closes`` nothing it names or covers is open meanwhile.
    """

    name = models.CharField(_("title"), max_length=160)
    reason = models.TextField(_("reason"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=DisruptionKind)
    severity = models.PositiveSmallIntegerField(
        _("severity"), choices=Severity, default=Severity.NOTICE
    )
    geometry = GeometryField(_("where"), srid=4326, null=True, blank=True)
    places = models.ManyToManyField(
        Place, verbose_name=_("places"), blank=True, related_name="disruptions"
    )
    area = models.ForeignKey(
        Area,
        verbose_name=_("area"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="disruptions",
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    closes = models.BooleanField(_("closes"), default=False)

    class Meta(Record.Meta):
        verbose_name = _("disruption")
        verbose_name_plural = _("disruptions")
        ordering = ("-starts_at", "slug")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="places_disruption_order",
                violation_error_message=_("It must end after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(kind__in=DisruptionKind.values), name="places_disruption_kind"
            ),
            models.CheckConstraint(
                condition=Q(severity__in=Severity.values), name="places_disruption_severity"
            ),
        ]

    def __str__(self) -> str:
        return self.name
