"""Monuments (di tích), their ranking decisions, their zones of protection."""

from __future__ import annotations

import re
from datetime import date

import pgtrigger
from django.contrib.gis.db.models import MultiPolygonField, PointField
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from content.heritage.models.acts import DATED, WITHDRAWN, Act
from content.heritage.standing import Standing, standing
from geo.areas.models import Area
from geo.areas.tidy import Tidy
from geo.places.models import Place
from tourism_backend.publishing.models import Record

_PART = r"-?[0-9X]{4}(?:-[0-9X]{2}(?:-[0-9X]{2})?)?[?~%]?"
EDTF = re.compile(rf"^(?:{_PART}|\[?{_PART}\.\.{_PART}\]?|(?:{_PART}|\.\.)?/(?:{_PART}|\.\.)?)$")

# The commune in force that covers its position, else its place's: a displaced monument is shown
# there, so it must be right whoever writes the row.
COMMUNE = """
    NEW.commune_id := (
        SELECT a.id FROM areas_area a,
          (SELECT coalesce(NEW.position,
             (SELECT p.point FROM places_place p WHERE p.id = NEW.place_id)) AS point) at
        WHERE a.level = 'commune' AND a.valid_until IS NULL
          AND ST_DWithin(a.geometry, at.point, 0.003)
        ORDER BY ST_Distance(a.geometry, at.point), a.code LIMIT 1);
    RETURN NEW;
"""


class Kind(models.TextChoices):
    """Kinds of monuments, Law on Cultural Heritage 45/2024/QH15, Article 21."""

    HISTORICAL = "historical", _("Historical monument (lịch sử)")
    ARCHITECTURAL = "architectural", _("Architecture and art (kiến trúc - nghệ thuật)")
    ARCHAEOLOGICAL = "archaeological", _("Archaeological site (khảo cổ)")
    SCENIC = "scenic", _("Scenic landscape (danh lam thắng cảnh)")
    MIXED = "mixed", _("Mixed (hỗn hợp)")


class Rank(models.TextChoices):
    """Ranks, the lowest first."""

    PROVINCIAL = "provincial", _("Provincial monument (cấp tỉnh)")
    NATIONAL = "national", _("National monument (quốc gia)")
    SPECIAL = "special_national", _("Special national monument (quốc gia đặc biệt)")


class Designation(models.TextChoices):
    """What an international body made it."""

    WORLD_HERITAGE = "world_heritage", _("UNESCO World Heritage")
    GEOPARK = "global_geopark", _("UNESCO Global Geopark")


class Ownership(models.TextChoices):
    """Who owns it, as the law has it."""

    UNKNOWN = "", _("Not established")
    PEOPLE = "people", _("The entire people (toàn dân)")
    COMMON = "common", _("Common (chung)")
    PRIVATE = "private", _("Private (riêng)")


class Confidence(models.TextChoices):
    """How well the facts are founded."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Monument(Tidy, Record):  # type: ignore[django-manager-missing]
    """A monument or a complex. Its rank is what its decisions say (``rank_on``).

    ``place`` is where visitors find it, ``places`` all that belong to it. ``position`` (WGS 84) is
    given where no place is. A ``sensitive`` one is shown in the middle of its commune, without
    places and zones. ``remarks`` are for curators.
    """

    name = models.CharField(_("name"), max_length=200)
    teaser = models.CharField(_("in one line"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    kinds = ArrayField(
        models.CharField(max_length=20, choices=Kind),
        verbose_name=_("kinds"),
        default=list,
        blank=True,
    )
    designations = ArrayField(
        models.CharField(max_length=20, choices=Designation),
        verbose_name=_("international designations"),
        default=list,
        blank=True,
    )
    designated = models.CharField(
        _("designated"), max_length=10, blank=True, help_text=_("YYYY-MM-DD, YYYY-MM or YYYY")
    )
    parent = models.ForeignKey(
        "self",
        verbose_name=_("part of"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )
    components = ArrayField(
        models.CharField(max_length=160),
        verbose_name=_("points it consists of"),
        default=list,
        blank=True,
    )
    place = models.ForeignKey(
        Place,
        verbose_name=_("place"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="monuments",
    )
    places = models.ManyToManyField(
        Place, verbose_name=_("all its places"), blank=True, related_name="monument_complexes"
    )
    position = PointField(_("position"), srid=4326, null=True, blank=True)
    sensitive = models.BooleanField(
        _("position is secret"),
        default=False,
        help_text=_("It is shown in the middle of its commune; its places and zones are not."),
    )
    commune = models.ForeignKey(
        Area,
        verbose_name=_("commune or ward"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="monuments",
        editable=False,
    )
    dating = models.CharField(
        _("dating"), max_length=40, blank=True, help_text=_("EDTF, e.g. 1670, 17XX, 1407~/1428")
    )
    managing_body = models.CharField(_("managing body"), max_length=200, blank=True)
    ownership = models.CharField(_("ownership"), max_length=8, choices=Ownership, blank=True)
    confidence = models.CharField(
        _("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM
    )
    remarks = models.TextField(_("remarks for curators"), blank=True)
    inspect_every = models.PositiveSmallIntegerField(
        _("inspected every … months"), null=True, blank=True
    )

    class Meta(Record.Meta):
        verbose_name = _("monument")
        verbose_name_plural = _("monuments")
        ordering = ("slug",)
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kinds__contained_by=Kind.values), name="heritage_monument_kinds"
            ),
            models.CheckConstraint(
                condition=Q(designations__contained_by=Designation.values),
                name="heritage_monument_designations",
            ),
            models.CheckConstraint(
                condition=~Q(kinds=[]) | ~Q(designations=[]),
                name="heritage_monument_something",
                violation_error_message=_("Say its kind, or its international designation."),
            ),
            models.CheckConstraint(
                condition=Q(ownership__in=Ownership.values), name="heritage_monument_ownership"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("pk")),
                name="heritage_monument_parent",
                violation_error_message=_("It cannot be a part of itself."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="commune",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=COMMUNE,
            )
        ]

    def clean(self) -> None:
        """Dates are written as they must be; a part has no parts."""
        super().clean()
        self.kinds = [kind for kind in Kind.values if kind in self.kinds]
        if self.dating and not EDTF.match(self.dating):
            raise ValidationError({"dating": _("This is no EDTF date.")})
        if self.designated and not re.match(DATED, self.designated):
            raise ValidationError({"designated": _("YYYY-MM-DD, YYYY-MM or YYYY")})
        if self.parent is not None and self.parent.parent_id is not None:
            raise ValidationError({"parent": _("A part of a complex has no parts itself.")})

    def __str__(self) -> str:
        return self.name

    def rank_on(self, day: date) -> Standing:
        """Its rank on a day, by its decisions."""
        acts = [decision.as_act() for decision in self.decisions.select_related("corrected_by")]
        return standing(acts, day)


class Decision(Act):
    """A ranking decision (quyết định xếp hạng) or one that withdraws the rank (``rank`` empty)."""

    monument = models.ForeignKey(
        Monument, verbose_name=_("monument"), on_delete=models.PROTECT, related_name="decisions"
    )
    rank = models.CharField(
        _("rank"),
        max_length=16,
        choices=[("", WITHDRAWN), *Rank.choices],
        blank=True,
    )

    class Meta(Act.Meta):
        verbose_name = _("ranking decision")
        verbose_name_plural = _("ranking decisions")
        constraints = [
            *Act.Meta.constraints,
            models.CheckConstraint(
                condition=Q(rank__in=["", *Rank.values]), name="heritage_decision_rank"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(
            part for part in (self.number, self.dated, self.get_rank_display()) if part
        )

    def as_act(self) -> tuple[date | None, date | None, date, str, int, bool]:
        """What ``standing`` reckons with."""
        return self.first_day, self.last_day, self.recorded_on, self.rank, self.pk, self.counts


class Zone(models.TextChoices):
    """Zones of protection (khu vực bảo vệ)."""

    ONE = "1", _("Zone I: the original elements")
    TWO = "2", _("Zone II: around or next to zone I")


class ProtectionZone(Tidy, Record):  # type: ignore[django-manager-missing]
    """A zone of a monument: WGS 84, as the minute of delimitation has it."""

    monument = models.ForeignKey(
        Monument, verbose_name=_("monument"), on_delete=models.PROTECT, related_name="zones"
    )
    name = models.CharField(_("name"), max_length=240)
    zone = models.CharField(_("zone"), max_length=1, choices=Zone)
    geometry = MultiPolygonField(_("outline"), srid=4326)
    permitted = models.TextField(_("what may be built there"), blank=True)
    delimited_on = models.DateField(_("minute of delimitation of"), null=True, blank=True)
    markers = models.PositiveSmallIntegerField(_("boundary markers"), null=True, blank=True)
    map_scale = models.PositiveIntegerField(_("scale of the map, 1:…"), null=True, blank=True)

    class Meta(Record.Meta):
        verbose_name = _("protection zone")
        verbose_name_plural = _("protection zones")
        ordering = ("monument", "zone")
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(zone__in=Zone.values), name="heritage_protectionzone_zone"
            ),
            models.UniqueConstraint(
                fields=["monument", "zone"], name="heritage_protectionzone_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    Func(F("geometry"), function="ST_IsValid", output_field=models.BooleanField())
                ),
                name="heritage_protectionzone_valid",
                violation_error_message=_("The outline crosses itself."),
            ),
        ]

    def clean(self) -> None:
        """Zones fit each other and the monument's position. Raises ValidationError."""
        super().clean()
        from content.heritage.zones import check

        if self.geometry and self.monument_id:
            check(self)

    def __str__(self) -> str:
        return self.name
