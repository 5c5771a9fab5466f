"""What is filed of a monument: scans, plans, photographs from fixed viewpoints. None is public."""

from __future__ import annotations

from typing import Any

from django.contrib.gis.db.models import PointField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from content.heritage.files import RegisterFileField, check_document, check_picture, stored_name
from content.heritage.models.care import Intervention, Made, Survey
from content.heritage.models.monument import Decision, Monument
from geo.areas.tidy import Tidy


class DocumentKind(models.TextChoices):
    """What a document is."""

    SCAN = "scan", _("Scan of a decision")
    DOSSIER = "dossier", _("Dossier (hồ sơ khoa học)")
    MINUTE = "minute", _("Minute of delimitation (biên bản khoanh vùng)")
    PLAN = "plan", _("Plan of works")
    PERMIT = "permit", _("Permit")
    BEFORE = "before", _("Before the works")
    AFTER = "after", _("After the works")
    OTHER = "other", _("Other")


def refile(collector: Any, field: Any, documents: Any, using: str) -> None:
    """When a decision that was never approved is taken back, its scan stays among the papers."""
    kind = Document._meta.get_field("kind")
    scans = documents.filter(kind=DocumentKind.SCAN)
    collector.add_field_update(kind, DocumentKind.OTHER.value, scans)
    collector.add_field_update(field, None, documents)


OF_WORKS = (DocumentKind.BEFORE.value, DocumentKind.AFTER.value)


class Document(Tidy):
    """A paper on a monument: PDF or picture. It stays where it was filed."""

    monument = models.ForeignKey(
        Monument, verbose_name=_("monument"), on_delete=models.PROTECT, related_name="documents"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=DocumentKind)
    title = models.CharField(_("title"), max_length=200)
    decision = models.ForeignKey(
        Decision,
        verbose_name=_("decision"),
        null=True,
        blank=True,
        on_delete=refile,
        related_name="scans",
    )
    intervention = models.ForeignKey(
        Intervention,
        verbose_name=_("intervention"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="documents",
    )
    file = RegisterFileField(
        _("file"), upload_to=stored_name, max_length=80, validators=[check_document]
    )
    filed_at = models.DateTimeField(_("filed"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("kind", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=DocumentKind.values), name="heritage_document_kind"
            ),
            models.CheckConstraint(
                condition=~Q(kind=DocumentKind.SCAN) | Q(decision__isnull=False),
                name="heritage_document_scan",
                violation_error_message=_("Say which decision this is the scan of."),
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=OF_WORKS) | Q(intervention__isnull=False),
                name="heritage_document_works",
                violation_error_message=_("Say which works it shows."),
            ),
        ]

    def clean(self) -> None:
        """Decision and works are the monument's own. Raises ValidationError."""
        super().clean()
        for name in ("decision", "intervention"):
            other = getattr(self, name)
            if other is not None and other.monument_id != self.monument_id:
                raise ValidationError({name: _("This belongs to another monument.")})

    def __str__(self) -> str:
        return self.title


class Viewpoint(Tidy):
    """Where a monument is photographed from, again and again. ``bearing``: degrees from north."""

    monument = models.ForeignKey(
        Monument, verbose_name=_("monument"), on_delete=models.PROTECT, related_name="viewpoints"
    )
    name = models.CharField(_("viewpoint"), max_length=120)
    bearing = models.PositiveSmallIntegerField(
        _("looking towards (°)"), null=True, blank=True, validators=[MaxValueValidator(359)]
    )
    position = PointField(_("position"), srid=4326, null=True, blank=True)

    class Meta:
        verbose_name = _("viewpoint")
        verbose_name_plural = _("viewpoints")
        ordering = ("name",)
        constraints = [
            models.UniqueConstraint(fields=["monument", "name"], name="heritage_viewpoint_once"),
            models.CheckConstraint(
                condition=Q(bearing__isnull=True) | Q(bearing__lte=359),
                name="heritage_viewpoint_bearing",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Photograph(Made):
    """A picture from a viewpoint on a day, so that two days can be laid side by side."""

    monument = models.ForeignKey(
        Monument, verbose_name=_("monument"), on_delete=models.PROTECT, related_name="photographs"
    )
    viewpoint = models.ForeignKey(
        Viewpoint,
        verbose_name=_("viewpoint"),
        on_delete=models.PROTECT,
        related_name="photographs",
    )
    survey = models.ForeignKey(
        Survey,
        verbose_name=_("condition survey"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="photographs",
    )
    taken_on = models.DateField(_("taken on"))
    file = RegisterFileField(
        _("picture"), upload_to=stored_name, max_length=80, validators=[check_picture]
    )

    class Meta:
        verbose_name = _("photograph")
        verbose_name_plural = _("photographs")
        ordering = ("viewpoint", "taken_on")
        constraints = [
            models.UniqueConstraint(
                fields=["viewpoint", "taken_on"], name="heritage_photograph_once"
            ),
        ]

    def clean(self) -> None:
        """Viewpoint and survey are the monument's own. Raises ValidationError."""
        super().clean()
        for name in ("viewpoint", "survey"):
            if getattr(self, f"{name}_id") is None:
                continue
            if getattr(self, name).monument_id != self.monument_id:
                raise ValidationError({name: _("This belongs to another monument.")})

    def __str__(self) -> str:
        return f"{self.viewpoint}, {self.taken_on}"
