"""Objects (hiện vật), and the acts that make them national treasures (bảo vật quốc gia)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from content.heritage.models.acts import WITHDRAWN, Act
from content.heritage.models.monument import EDTF, Confidence, Monument
from geo.areas.tidy import Tidy
from geo.places.models import Place
from tourism_backend.publishing.models import Record


class ArtefactKind(models.TextChoices):
    """What the law calls it, Law on Cultural Heritage 45/2024/QH15."""

    ARTEFACT = "artefact", _("Object (hiện vật)")
    RELIC = "relic", _("Relic (di vật)")
    ANTIQUITY = "antiquity", _("Antiquity (cổ vật)")


class Treasure(models.TextChoices):
    """The one rank an object can have."""

    NATIONAL = "national_treasure", _("National treasure (bảo vật quốc gia)")


class Artefact(Tidy, Record):  # type: ignore[django-manager-missing]
    """An object kept at a place. Whether it is a national treasure is what its acts say.

    Not public: ``custodian``, ``kept_in`` (room and shelf), ``acquired``, ``valued_vnd`` (đồng),
    ``condition``, ``remarks``; of a ``sensitive`` one, the place too.
    """

    name = models.CharField(_("name"), max_length=200)
    teaser = models.CharField(_("in one line"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    kind = models.CharField(
        _("kind"), max_length=10, choices=ArtefactKind, default=ArtefactKind.ARTEFACT
    )
    material = models.CharField(_("material"), max_length=160, blank=True)
    dimensions = models.CharField(
        _("dimensions"), max_length=160, blank=True, help_text=_("e.g. 120 × 85 × 20 cm")
    )
    dating = models.CharField(
        _("dating"), max_length=40, blank=True, help_text=_("EDTF, e.g. 1670, 17XX, 1407~/1428")
    )
    inventory_number = models.CharField(_("inventory number"), max_length=60, blank=True)
    place = models.ForeignKey(
        Place,
        verbose_name=_("kept at"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="artefacts",
    )
    monument = models.ForeignKey(
        Monument,
        verbose_name=_("belongs to the monument"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="artefacts",
    )
    sensitive = models.BooleanField(
        _("where it is kept is secret"),
        default=False,
        help_text=_("Neither its place nor its monument is shown."),
    )
    confidence = models.CharField(
        _("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM
    )
    custodian = models.CharField(_("custodian"), max_length=200, blank=True)
    kept_in = models.CharField(_("room and shelf"), max_length=200, blank=True)
    acquired = models.CharField(_("how it was acquired"), max_length=300, blank=True)
    valued_vnd = models.PositiveBigIntegerField(_("valued at (₫)"), null=True, blank=True)
    condition = models.TextField(_("condition"), blank=True)
    remarks = models.TextField(_("remarks for curators"), blank=True)

    class Meta(Record.Meta):
        verbose_name = _("object")
        verbose_name_plural = _("objects")
        ordering = ("slug",)
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=ArtefactKind.values), name="heritage_artefact_kind"
            ),
        ]

    def clean(self) -> None:
        """Its dating is written as it must be."""
        super().clean()
        if self.dating and not EDTF.match(self.dating):
            raise ValidationError({"dating": _("This is no EDTF date.")})

    def __str__(self) -> str:
        return self.name


class Recognition(Act):
    """That an object was made a national treasure; ``rank`` empty: that it is none any more."""

    artefact = models.ForeignKey(
        Artefact, verbose_name=_("object"), on_delete=models.PROTECT, related_name="recognitions"
    )
    rank = models.CharField(
        _("rank"),
        max_length=20,
        choices=[("", WITHDRAWN), *Treasure.choices],
        blank=True,
        default=Treasure.NATIONAL,
    )

    class Meta(Act.Meta):
        verbose_name = _("recognition as a treasure")
        verbose_name_plural = _("recognitions as a treasure")
        constraints = [
            *Act.Meta.constraints,
            models.CheckConstraint(
                condition=Q(rank__in=["", *Treasure.values]), name="heritage_recognition_rank"
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(part for part in (self.number, self.dated) if part) or str(self.pk)
