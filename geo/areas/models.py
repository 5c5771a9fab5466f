"""Administrative areas (đơn vị hành chính), and the units they were made from."""

from __future__ import annotations

from django.contrib.gis.db.models import MultiPolygonField, PointField
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from geo.areas.tidy import Tidy
from tourism_backend.publishing.models import Record


class Level(models.TextChoices):
    """The two levels of local government (chính quyền địa phương 2 cấp) since 1 July 2025."""

    PROVINCE = "province", _("Province (cấp tỉnh)")
    COMMUNE = "commune", _("Commune (cấp xã)")


class Kind(models.TextChoices):
    """What a unit is called in law."""

    PROVINCE = "tinh", _("Province (tỉnh)")
    CITY = "thanh-pho", _("City under the central government (thành phố)")
    WARD = "phuong", _("Ward (phường)")
    COMMUNE = "xa", _("Commune (xã)")
    SPECIAL_ZONE = "dac-khu", _("Special zone (đặc khu)")


class Part(models.TextChoices):
    """How much of a former unit went into an area."""

    WHOLE = "whole", _("Whole")
    MAIN = "main", _("The greater part")
    PART = "part", _("A part")


class Area(Tidy, Record):  # type: ignore[django-manager-missing]
    """A province or a commune in force from ``valid_from`` until ``valid_until`` (exclusive).

    ``code`` is the General Statistics Office's; codes are used again after a merger, so that one
    code in two tables, or at two times, may name different units: only ``code`` *and* time name a
    unit, and a name alone never does. ``geometry`` is WGS 84, ``area_km2`` the stated area.
    """

    level = models.CharField(_("level"), max_length=10, choices=Level)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    code = models.CharField(_("official code"), max_length=10)
    name = models.CharField(_("name"), max_length=120)
    full_name = models.CharField(_("full name"), max_length=160)
    other_names = ArrayField(
        models.CharField(max_length=160), verbose_name=_("other names"), default=list, blank=True
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    geometry = MultiPolygonField(_("outline"), srid=4326)
    label_point = PointField(_("label point"), srid=4326)
    area_km2 = models.FloatField(_("area (km²)"), null=True, blank=True)
    valid_from = models.DateField(_("in force from"))
    valid_until = models.DateField(_("in force until"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ("code", "pk")
        constraints = [
            *Record.Meta.constraints,
            models.UniqueConstraint(
                fields=["code"],
                condition=Q(valid_until__isnull=True),
                name="areas_area_code",
                violation_error_message=_("Another area in force has this code."),
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
                name="areas_area_validity",
            ),
            models.CheckConstraint(
                condition=Q(area_km2__isnull=True) | Q(area_km2__gt=0), name="areas_area_size"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="areas_area_level"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="areas_area_kind"),
        ]

    def __str__(self) -> str:
        return self.full_name


class FormerUnit(Tidy):
    """A commune, ward or town from before a merger, with its district: a name to search by.

    A unit that was divided has one row for each area it went into. ``point`` is a reference
    point (degrees, WGS 84), never an outline; where ``point_trusted`` is false the source
    contradicts itself about it, and it must not be used to place anything.
    """

    code = models.CharField(_("former code"), max_length=10)
    name = models.CharField(_("former name"), max_length=160)
    district = models.CharField(_("former district"), max_length=160, blank=True)
    area = models.ForeignKey(
        Area, verbose_name=_("now in"), on_delete=models.CASCADE, related_name="former_units"
    )
    part = models.CharField(_("part"), max_length=6, choices=Part, default=Part.WHOLE)
    point = PointField(_("reference point"), srid=4326, null=True, blank=True)
    point_trusted = models.BooleanField(_("point can be trusted"), default=False)
    valid_until = models.DateField(_("in force until"))

    class Meta:
        verbose_name = _("former unit")
        verbose_name_plural = _("former units")
        ordering = ("code", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_until", "area"], name="areas_formerunit_once"
            ),
            models.CheckConstraint(condition=Q(part__in=Part.values), name="areas_formerunit_part"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.district}" if self.district else self.name
