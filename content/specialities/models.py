"""A speciality (đặc sản): a fruit, a dish, a drink, a product made by hand; where it is from."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from geo.areas.models import Area
from geo.areas.tidy import Tidy
from geo.places.models import DescriptionBasis, Place
from tourism_backend.publishing.models import Record


class Kind(models.TextChoices):
    """What it is."""

    FRUIT = "fruit", _("Fruit")
    DISH = "dish", _("Dish")
    DRINK = "drink", _("Drink")
    PRODUCE = "produce", _("Farm produce")
    SPICE = "spice", _("Spices and herbs")
    CRAFT = "craft", _("Craft product")


class Confidence(models.TextChoices):
    """How well the facts are founded."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Speciality(Tidy, Record):  # type: ignore[django-manager-missing]
    """A local product. ``ocop_stars`` are those of the One Commune One Product programme.

    ``season_months`` (1 to 12, in the order of the season) is empty while it is not known. The
    origin is its ``places``, else its ``areas``: the communes, or the province where it is at
    home everywhere.
    """

    name = models.CharField(_("name"), max_length=160)
    teaser = models.CharField(_("in one line"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    season_months = ArrayField(
        models.PositiveSmallIntegerField(),
        verbose_name=_("season"),
        default=list,
        blank=True,
        help_text=_("1 to 12, in the order of the season"),
    )
    ocop_stars = models.PositiveSmallIntegerField(
        _("OCOP stars"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )
    places = models.ManyToManyField(
        Place, verbose_name=_("places of origin"), blank=True, related_name="specialities"
    )
    areas = models.ManyToManyField(
        Area, verbose_name=_("areas of origin"), blank=True, related_name="specialities"
    )
    desc_basis = models.CharField(
        _("description rests on"),
        max_length=30,
        choices=DescriptionBasis,
        default=DescriptionBasis.CURATOR,
    )
    confidence = models.CharField(
        _("confidence"), max_length=6, choices=Confidence, default=Confidence.MEDIUM
    )
    name_zh_checked = models.BooleanField(_("Chinese name checked"), default=False)

    class Meta(Record.Meta):
        verbose_name = _("speciality")
        verbose_name_plural = _("specialities")
        ordering = ("slug",)
        constraints = [
            *Record.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind__in=Kind.values), name="specialities_speciality_kind"
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values),
                name="specialities_speciality_confidence",
            ),
            models.CheckConstraint(
                condition=Q(ocop_stars__isnull=True) | Q(ocop_stars__gte=1, ocop_stars__lte=5),
                name="specialities_speciality_ocop",
                violation_error_message=_("OCOP stars are 1 to 5."),
            ),
            models.CheckConstraint(
                condition=Q(season_months__contained_by=list(range(1, 13))),
                name="specialities_speciality_months",
                violation_error_message=_("Months are 1 to 12."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
